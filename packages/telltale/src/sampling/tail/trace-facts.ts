// What is known of a held trace, in the words of conditions. One object, filled again for each trace; what takes a look at all spans is
// found out once, when a rule asks.
import type { AnyValue } from "otlp";
import type { TraceFacts, TransactionFacts } from "../../conditions/facts.ts";
import { attributeOf, createRecordedFacts } from "../../conditions/recorded-facts.ts";
import { now } from "../../engine/runtime/clock.ts";
import { indexIn } from "../../engine/context/context-attributes.ts";
import type { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";
import { encodedSize } from "../../engine/tail-buffer/span-size.ts";
import type { RecordedSpan } from "../../engine/recording/recorded-span.ts";
import type { ResourceView } from "../../engine/resource/resource-view.ts";

/** Facts that are set before, and forgotten after a question. */
export interface SettableFacts extends TraceFacts {
  set(trace: BufferedTrace): void;
  clear(): void;
}

const statusError = 2;

/** Facts about nothing yet. */
export function createTraceFacts(resource: ResourceView): SettableFacts {
  const span = createRecordedFacts(resource);
  const root = createRecordedFacts(resource);
  let trace: BufferedTrace | undefined;
  /** All that ended, and the root where it is open; made when a rule wants to look at each. */
  let listed: readonly RecordedSpan[] | undefined;
  let transactions: readonly TransactionFacts[] | undefined;
  let journeys: readonly string[] | undefined;

  function clear(): void {
    trace = undefined;
    listed = undefined;
    transactions = undefined;
    journeys = undefined;
    span.about(undefined);
    root.about(undefined);
  }

  function spans(): readonly RecordedSpan[] {
    if (listed !== undefined) return listed;
    const all: RecordedSpan[] = [];
    for (let at = trace?.first; at !== undefined; at = at.later) all.push(at);
    const open = openRoot(trace);
    if (open !== undefined) all.push(open);
    return (listed = all);
  }

  return {
    clear,
    set(next) {
      trace = next;
      root.about(next.root);
    },
    get error() {
      for (let at = trace?.first; at !== undefined; at = at.later)
        if (at.statusCode === statusError) return true;
      const open = openRoot(trace);
      return open !== undefined && open.statusCode === statusError;
    },
    get durationMs() {
      return trace?.root === undefined ? 0 : lengthOf(trace.root);
    },
    get longestSpanMs() {
      return spans().reduce((longest, one) => Math.max(longest, lengthOf(one)), 0);
    },
    get spanCount() {
      return trace?.started ?? 0;
    },
    get logSeverity() {
      return trace?.severity ?? 0;
    },
    get transactions() {
      return (transactions ??= spans().flatMap(toTransaction));
    },
    get journeys() {
      return (journeys ??= [...new Set(spans().flatMap(journeysOf))]);
    },
    get root() {
      return trace?.root === undefined ? undefined : root;
    },
    get bytes() {
      return spans().reduce((sum, one) => sum + encodedSize(one), 0);
    },
    someSpan(test) {
      for (let at = trace?.first; at !== undefined; at = at.later) {
        span.about(at);
        if (test(span)) return true;
      }
      const open = openRoot(trace);
      if (open === undefined) return false;
      span.about(open);
      return test(span);
    },
  };
}

/** The root of `trace` while it is open: it is asked as it stands. */
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
