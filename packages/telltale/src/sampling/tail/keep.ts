// What a kept trace says of its sampling: rule and rate on every local root, and on every span the threshold in the trace state, by
// which its count is weighted. Head and tail compare the same randomness, so what was kept by both was kept by the higher threshold.
import type { TraceState } from "@opentelemetry/api";
import { ByteWriter } from "otlp";
import type { AttributeList } from "../../engine/attributes/attribute-list.ts";
import { indexIn } from "../../engine/context/context-attributes.ts";
import { writeAttributes } from "../../engine/encode/encode.ts";
import type { TraceDecision } from "../../engine/tail-buffer/decision.ts";
import type { Marks, RecordedSpan } from "../../engine/recording/recorded-span.ts";
import { readOtState, writeOtState } from "../ot-state.ts";
import type { Share } from "../share.ts";

/** The attribute that names the rule, which head sampling sets, too. */
export const ruleKey = "telltale.sampling.rule";
const rateKey = "telltale.sampling.rate";
/** `attributes` of a span in OTLP. */
const attributesField = 9;
const keys = [ruleKey, rateKey];

/**
 * The decision to keep what the rule `name` keeps at `share`. Where it is not `weighted`, it is unknown of how many traces this was one,
 * and the trace state says nothing: what it said before counts no longer.
 */
export function keepBy(name: string, share: Share, weighted: boolean): TraceDecision {
  // most traces have no trace state, or all the same one
  let seen: TraceState | undefined;
  let result: TraceState | undefined = weighted ? share.traceState : undefined;
  let marks: Marks | undefined;
  return {
    kept: true,
    mark(span) {
      const { traceState } = span.identity;
      if (traceState !== seen) {
        result = stateOf(traceState, share, weighted);
        seen = traceState;
      }
      if (result !== traceState) span.setTraceState(result);
      if (span.parent !== undefined && !span.parent.remote) return;
      marks ??= marksOf(name, share.rate);
      label(span, marks);
    },
  };
}

function stateOf(
  state: TraceState | undefined,
  { threshold, traceState }: Share,
  weighted: boolean,
): TraceState | undefined {
  if (state === undefined) return weighted ? traceState : undefined;
  const known = readOtState(state);
  if (!weighted) return writeOtState(state, known, undefined);
  if (known.threshold !== undefined && known.threshold >= threshold) return state;
  return writeOtState(state, known, threshold);
}

// they are the library's own, and no limit of the user's attributes takes them away
function label(span: RecordedSpan, marks: Marks): void {
  // what a rule at the head has said of it holds no longer
  for (const key of keys) {
    const known = indexIn(span.own, key);
    if (known !== -1) span.own.splice(known, 2);
  }
  span.marks = marks;
}

function marksOf(rule: string, rate: number): Marks {
  const list: AttributeList = [ruleKey, rule, rateKey, rate];
  const writer = new ByteWriter(96);
  writeAttributes(writer, attributesField, list);
  return { list, bytes: writer.finish() };
}
