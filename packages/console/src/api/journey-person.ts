// One person of a journey or funnel, to look at.
import type { JourneyPerson } from "contract";
import { toIso } from "./time.ts";

export interface PersonRow {
  readonly personKind: "user" | "session";
  readonly personId: string;
  readonly lastStep: string;
  readonly lastNs: string;
  readonly traceId: string;
}

export function toPerson(row: PersonRow): JourneyPerson {
  return {
    id: row.personId,
    kind: row.personKind,
    lastStep: row.lastStep,
    lastSeen: toIso(BigInt(row.lastNs)),
    traceId: row.traceId,
  };
}
