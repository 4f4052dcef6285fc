// Since when a tenant has telemetry: what is new in its first minutes is new to the store only.
import type { Reading } from "alerts/readings";
import type { Ask } from "./ask.ts";

const dayMs = 86_400_000;

/** Unix ms; undefined without telemetry. */
export async function readFirstTelemetry(ask: Ask): Promise<number | undefined> {
  const [row] = await ask<{ first: number }>("alert-first-telemetry", {});
  return row?.first;
}

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
