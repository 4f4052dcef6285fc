// Judges one hour, or the beginning of one, against its history, one kind at a time, and replaces what is stored of this kind.
import type { BottleneckKind } from "contract";
import type { FindingHistoryStore, HourPart, StoredHistoryKey } from "../../store/finding-history.ts";
import type { FindingStore, StoredFinding } from "../../store/findings.ts";
import { noFinding } from "../judge-set.ts";
import { judgeGrowth } from "./judge-growth.ts";
import { judgeStatements } from "./judge-statements.ts";
import { judgeVersions } from "./judge-versions.ts";
import { type Judged, toStored } from "./judged.ts";

export interface HourStores {
  readonly history: FindingHistoryStore;
  readonly findings: Pick<FindingStore, "spans" | "transactions" | "save">;
}

/** Between the end of a transaction and that of the hour that shows it there may be so long. */
const aroundUs = 3_600e6;

export type HistoryKind = Extract<
  BottleneckKind,
  "slow-statement" | "version-regression" | "resource-growth"
>;

const judges: Readonly<Record<HistoryKind, (part: HourPart, stores: HourStores) => Promise<Judged[]>>> = {
  "slow-statement": judgeStatements,
  // these two compare by steps of their own, not by the minutes of the hour that are over
  "version-regression": ({ hour }, stores) => judgeVersions(hour, stores),
  "resource-growth": ({ hour }, { history }) => judgeGrowth(hour, history),
};

export const historyKinds = Object.keys(judges) as readonly HistoryKind[];

/** @returns how many findings of this kind the hour has. */
export async function judgeHour(
  part: HourPart,
  kind: HistoryKind,
  stores: HourStores,
  nowMs: number,
): Promise<number> {
  const judged = await judges[kind](part, stores);
  const rows: StoredFinding[] = [];
  for (const one of judged) rows.push(...toStored(one, await transactionsOf(one, stores)));
  const known = await stores.history.stored(part.hour, kind);
  const kept = new Set(rows.map(keyOf));
  const gone = known.filter((key) => !kept.has(keyOf(key)));
  // rows that replace each other are in the same partition
  const startOf = new Map(known.map((key) => [keyOf(key), key.startUs]));
  await stores.findings.save(
    [
      ...rows.map((row) => ({ ...row, startUs: startOf.get(keyOf(row)) ?? row.startUs })),
      ...gone.map((key) => ({ ...noFinding, ...key })),
    ],
    nowMs,
  );
  return judged.length;
}

function keyOf({ tenant, fingerprint, traceId }: StoredHistoryKey): string {
  return `${tenant}\n${fingerprint}\n${traceId}`;
}

function transactionsOf(
  { place: { tenant }, evidence }: Judged,
  { findings }: HourStores,
): ReturnType<FindingStore["transactions"]> {
  const starts = evidence.map(({ startUs }) => startUs);
  return findings.transactions({
    tenant,
    ids: evidence.map(({ traceId }) => traceId),
    firstUs: Math.min(...starts) - aroundUs,
    lastUs: Math.max(...starts) + aroundUs,
  });
}
