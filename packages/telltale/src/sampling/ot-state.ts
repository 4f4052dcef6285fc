// The member `ot` of a trace state: `th`, the rejection threshold, `rv`, explicit randomness, and what others have put there.
import type { TraceState } from "@opentelemetry/api";
import { createTraceState } from "../engine/api/trace-state.ts";
import { formatThreshold, parseRandomness, parseThreshold } from "./threshold.ts";

const member = "ot";
const maxLength = 256;

/** The fields of `ot`. */
export interface OtState {
  readonly threshold: bigint | undefined;
  readonly randomness: bigint | undefined;
  /** All parts as they came, in order, without `th`. */
  readonly others: readonly string[];
}

const empty: OtState = { threshold: undefined, randomness: undefined, others: [] };

/** Reads `ot`. A part that cannot be read is left out. */
export function readOtState(state: TraceState | undefined): OtState {
  const text = state?.get(member);
  if (text === undefined || text.length > maxLength) return empty;
  let threshold: bigint | undefined;
  let randomness: bigint | undefined;
  const others: string[] = [];
  for (const part of text.split(";")) {
    const colon = part.indexOf(":");
    const key = part.slice(0, colon);
    const value = part.slice(colon + 1);
    if (colon < 1) continue;
    if (key === "th") threshold = parseThreshold(value);
    else if (key !== "rv") others.push(part);
    else if ((randomness = parseRandomness(value)) !== undefined) others.push(part);
  }
  return { threshold, randomness, others };
}

/** `state` with `threshold` in its `ot`, or without one; undefined when nothing is left to say. */
export function writeOtState(
  state: TraceState | undefined,
  known: OtState,
  threshold: bigint | undefined,
): TraceState | undefined {
  const parts =
    threshold === undefined ? known.others : [`th:${formatThreshold(threshold)}`, ...known.others];
  const text = parts.join(";");
  if (text !== "" && text.length <= maxLength) return (state ?? createTraceState()).set(member, text);
  return state?.get(member) === undefined ? state : state.unset(member);
}
