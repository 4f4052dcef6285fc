// Since when a tenant has telemetry, for readings of what is new.
import type { Reading } from "alerts/readings";
import { readFirstTelemetry } from "../../api/received/first-telemetry.ts";
import type { Ask } from "./ask.ts";

const dayMs = 86_400_000;

/** Asks until there is a day of telemetry, then never again: it does not begin later. */
export function createFirstTelemetry(): (ask: Ask, at: number) => Promise<number | undefined> {
  let longAgo: number | undefined;
  return async (ask, at) => {
    if (longAgo !== undefined) return longAgo;
    const first = await readFirstTelemetry(ask);
    if (first !== undefined && at - first > dayMs) longAgo = first;
    return first;
  };
}

/** The readings of sources that have to learn, with the time since when they could. */
export function withFirst(
  readings: ReadonlyMap<string, Reading>,
  since: number | undefined,
): ReadonlyMap<string, Reading> {
  if (since === undefined) return readings;
  return new Map([...readings].map(([id, reading]) => [id, { ...reading, since }]));
}
