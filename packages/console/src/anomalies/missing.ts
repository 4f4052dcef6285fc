// Minutes of which data is late: what has not arrived has neither fallen nor stopped.
import type { LateSignal } from "../store/anomalies.ts";
import { otherName } from "../tables/name-limits.ts";
import { minuteMs } from "./run.ts";
import type { SubjectName } from "./subjects.ts";

/** Whether data of a subject may be missing in the minute that begins at `time`, Unix ms. */
export type IsMissing = (subject: SubjectName, time: number) => boolean;

export function missingBy(late: readonly LateSignal[]): IsMissing {
  const upTo = new Map<string, number>();
  for (const one of late)
    for (const key of keysOf(one)) upTo.set(key, Math.min(one.upToMs, upTo.get(key) ?? Infinity));
  return (subject, time) => upTo.size > 0 && (upTo.get(keyOf(subject)) ?? Infinity) < time + minuteMs;
}

/** A service beyond the budget of names may be any that is late. */
function keysOf({ tenant, service, signal, sends }: LateSignal): readonly string[] {
  return signal === "business"
    ? sends.map(({ kind, name }) => toKey(tenant, kind, name))
    : [service, otherName].map((name) => toKey(tenant, signal, name));
}

function keyOf({ tenant, kind, service, name }: SubjectName): string {
  switch (kind) {
    case "service":
    case "operation":
      return toKey(tenant, "spans", service);
    case "metric":
      return toKey(tenant, "metrics", service);
    case "transaction":
      return toKey(tenant, "transaction", name);
    case "funnel":
      return toKey(tenant, "journey", name);
  }
}

const toKey = (...parts: readonly string[]): string => JSON.stringify(parts);
