// The trace state of traces that begin here and have only a threshold to say: one object for all of them, with its text made once.
import type { TraceState } from "@opentelemetry/api";
import { createTraceState } from "../engine/api/trace-state.ts";
import { formatThreshold } from "./threshold.ts";

/** `ot=th:…` by itself. */
export function thresholdState(threshold: bigint): TraceState {
  const value = `th:${formatThreshold(threshold)}`;
  const text = `ot=${value}`;
  const open = (): TraceState => createTraceState(text);
  return {
    get: (key) => (key === "ot" ? value : undefined),
    set: (key, other) => open().set(key, other),
    unset: (key) => open().unset(key),
    serialize: () => text,
  };
}
