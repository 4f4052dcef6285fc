// Since when a tenant has telemetry, for readings of what is new and of what is absent.
import { readFirstTelemetry } from "../../api/received/first-telemetry.ts";
import type { Ask } from "./ask.ts";

const dayMs = 86_400_000;

/** Asks until there is a day of telemetry, then never again: it does not begin later. Infinite without telemetry. */
export function createFirstTelemetry(): (ask: Ask, at: number) => Promise<number> {
  let longAgo: number | undefined;
  return async (ask, at) => {
    if (longAgo !== undefined) return longAgo;
    const first = (await readFirstTelemetry(ask)) ?? Infinity;
    if (at - first > dayMs) longAgo = first;
    return first;
  };
}
