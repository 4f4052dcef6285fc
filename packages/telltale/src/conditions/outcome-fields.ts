// What can be asked once work has ended: of the span itself, and of its trace as far as this process has seen it.
import { maxSeverity, severities } from "../engine/api/enums.ts";
import { type Combined, type SpanFields, type TraceFields } from "./condition.ts";
import type { TraceFacts, TransactionFacts } from "./facts.ts";
import { isRecord, refusal, refuseUnknown } from "./refusal.ts";
import { compileGlobs, compileWords, type SpanTest } from "./span-fields.ts";
import { compileNumber } from "./value.ts";

/** A test of a trace. */
export type TraceTest = (trace: TraceFacts) => boolean;

type TraceField = Exclude<keyof TraceFields, keyof SpanFields | keyof Combined<unknown>>;

const outcomes = ["completed", "failed", "abandoned"] as const;

/** The fields that a span answers by itself when it has ended. */
export const endFields: Readonly<
  Record<"error" | "slowerThanMs", (wanted: unknown, path: string) => SpanTest>
> = {
  error: (wanted, path) => {
    const error = compileFlag(wanted, path);
    return (span) => (span.error === true) === error;
  },
  slowerThanMs: (wanted, path) => {
    const ms = compileNumber(wanted, path, 0);
    return (span) => (span.durationMs ?? 0) > ms;
  },
};

/** The fields that a trace answers. */
export const traceFields: Readonly<Record<TraceField, (wanted: unknown, path: string) => TraceTest>> = {
  error: (wanted, path) => {
    const error = compileFlag(wanted, path);
    return (trace) => trace.error === error;
  },
  slowerThanMs: (wanted, path) => {
    const ms = compileNumber(wanted, path, 0);
    return (trace) => trace.durationMs > ms;
  },
  anySpanSlowerThanMs: (wanted, path) => {
    const ms = compileNumber(wanted, path, 0);
    return (trace) => trace.longestSpanMs > ms;
  },
  transaction: (wanted, path) => {
    const fits = compileTransaction(wanted, path);
    return (trace) => trace.transactions.some(fits);
  },
  journey: (wanted, path) => {
    const fits = compileGlobs(wanted, path);
    return (trace) => trace.journeys.some(fits);
  },
  minSpans: (wanted, path) => {
    const least = compileNumber(wanted, path, 1);
    return (trace) => trace.spanCount >= least;
  },
  logSeverity: (wanted, path) => {
    const least = compileSeverity(wanted, path);
    return (trace) => trace.logSeverity >= least;
  },
};

function compileFlag(wanted: unknown, path: string): boolean {
  if (typeof wanted !== "boolean") throw refusal(path, wanted, "true or false");
  return wanted;
}

function compileSeverity(wanted: unknown, path: string): number {
  if (typeof wanted === "string" && Object.hasOwn(severities, wanted))
    return severities[wanted as keyof typeof severities];
  if (typeof wanted === "number" && Number.isInteger(wanted) && wanted >= 1 && wanted <= maxSeverity)
    return wanted;
  throw refusal(
    path,
    wanted,
    `one of ${Object.keys(severities).join(", ")}, or a whole number from 1 to ${maxSeverity}`,
  );
}

function compileTransaction(wanted: unknown, path: string): (transaction: TransactionFacts) => boolean {
  if (!isRecord(wanted))
    throw refusal(path, wanted, 'an object such as { "type": "purchase", "outcome": "failed" }');
  refuseUnknown(wanted, ["type", "outcome", "minAmount", "currency"], path);
  const { type, outcome, minAmount, currency } = wanted;
  const types = type === undefined ? undefined : compileGlobs(type, `${path}.type`);
  const ends: readonly string[] | undefined =
    outcome === undefined ? undefined : compileWords(outcome, outcomes, `${path}.outcome`);
  const least = minAmount === undefined ? undefined : compileNumber(minAmount, `${path}.minAmount`);
  const currencies = currency === undefined ? undefined : compileGlobs(currency, `${path}.currency`);
  return (transaction) =>
    (types === undefined || types(transaction.type)) &&
    (ends === undefined || ends.includes(transaction.outcome)) &&
    (least === undefined || (transaction.amount ?? -Infinity) >= least) &&
    (currencies === undefined || (transaction.currency !== undefined && currencies(transaction.currency)));
}
