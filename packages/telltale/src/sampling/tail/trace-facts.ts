// The facts about a buffered trace that conditions ask for. One object, reused for each trace; what depends on all spans is computed once,
// when a rule asks for it.
import type { AnyValue } from "otlp";
import type { SpanFacts, TraceFacts, TransactionFacts } from "../../conditions/facts.ts";
import { attributeOf, createRecordedFacts, type RecordedFacts } from "../../conditions/recorded-facts.ts";
import { now } from "../../engine/runtime/clock.ts";
import { indexIn } from "../../engine/context/context-attributes.ts";
import type { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";
import { encodedSize } from "../../engine/tail-buffer/span-size.ts";
import type { RecordedSpan } from "../../engine/recording/recorded-span.ts";
import type { ResourceView } from "../../engine/resource/resource-view.ts";

/** Facts that are set before a rule is asked, and cleared after. */
export interface SettableFacts extends TraceFacts {
  set(trace: BufferedTrace): void;
  clear(): void;
}

const statusError = 2;

/** The trace that is asked about, and what was computed from its spans. */
interface FactsState {
  readonly span: RecordedFacts;
  readonly root: RecordedFacts;
  trace: BufferedTrace | undefined;
  /** All ended spans, and the root while it is open. */
  spans: readonly RecordedSpan[] | undefined;
  transactions: readonly TransactionFacts[] | undefined;
  journeys: readonly string[] | undefined;
}

/** Facts about no trace yet. */
export function createTraceFacts(resource: ResourceView): SettableFacts {
  const state: FactsState = {
    span: createRecordedFacts(resource),
    root: createRecordedFacts(resource),
    trace: undefined,
    spans: undefined,
    transactions: undefined,
    journeys: undefined,
  };
  return {
    clear: () => clear(state),
    set(trace) {
      state.trace = trace;
      state.root.about(trace.root);
    },
    get error() {
      return hasError(state.trace);
    },
    get durationMs() {
      return state.trace?.root === undefined ? 0 : lengthOf(state.trace.root);
    },
    get longestSpanMs() {
      return spansOf(state).reduce((longest, one) => Math.max(longest, lengthOf(one)), 0);
    },
    get spanCount() {
      return state.trace?.started ?? 0;
    },
    get logSeverity() {
      return state.trace?.severity ?? 0;
    },
    get transactions() {
      return (state.transactions ??= spansOf(state).flatMap(toTransaction));
    },
    get journeys() {
      return (state.journeys ??= [...new Set(spansOf(state).flatMap(journeysOf))]);
    },
    get root() {
      return state.trace?.root === undefined ? undefined : state.root;
    },
    get bytes() {
      return spansOf(state).reduce((sum, one) => sum + encodedSize(one), 0);
    },
    someSpan: (test) => someSpan(state, test),
  };
}

function clear(state: FactsState): void {
  state.trace = undefined;
  state.spans = undefined;
  state.transactions = undefined;
  state.journeys = undefined;
  state.span.about(undefined);
  state.root.about(undefined);
}

function spansOf(state: FactsState): readonly RecordedSpan[] {
  if (state.spans !== undefined) return state.spans;
  const all: RecordedSpan[] = [];
  for (let at = state.trace?.first; at !== undefined; at = at.later) all.push(at);
  const open = openRoot(state.trace);
  if (open !== undefined) all.push(open);
  return (state.spans = all);
}

function hasError(trace: BufferedTrace | undefined): boolean {
  for (let at = trace?.first; at !== undefined; at = at.later) if (at.statusCode === statusError) return true;
  return openRoot(trace)?.statusCode === statusError;
}

function someSpan({ trace, span }: FactsState, test: (span: SpanFacts) => boolean): boolean {
  for (let at = trace?.first; at !== undefined; at = at.later) {
    span.about(at);
    if (test(span)) return true;
  }
  const open = openRoot(trace);
  if (open === undefined) return false;
  span.about(open);
  return test(span);
}

/** The root of `trace` while it is open. */
function openRoot(trace: BufferedTrace | undefined): RecordedSpan | undefined {
  return trace?.root?.ended === false ? trace.root : undefined;
}

function lengthOf(span: RecordedSpan): number {
  if (span.waits) return 0;
  return (span.ended ? span.endMoment : now()) - span.startMoment;
}

function toTransaction(span: RecordedSpan): TransactionFacts[] {
  const ask = (name: string): AnyValue | undefined => attributeOf(span, `telltale.transaction.${name}`);
  const [type, outcome] = [ask("type"), ask("outcome")];
  if (typeof type !== "string" || typeof outcome !== "string") return [];
  const [amount, currency] = [ask("amount"), ask("currency")];
  return [
    {
      type,
      outcome,
      // kept exact as a text where a number would not hold it
      amount: amount === undefined ? undefined : Number(amount),
      currency: typeof currency === "string" ? currency : undefined,
    },
  ];
}

function journeysOf({ events }: RecordedSpan): string[] {
  if (events === undefined) return [];
  return events.flatMap(({ name, attributes }) => {
    if (name !== "telltale.journey.step") return [];
    const journey = attributes[indexIn(attributes, "telltale.journey.name") + 1];
    return typeof journey === "string" ? [journey] : [];
  });
}
