// The words for kinds and aggregations that others use: the stock SDK's enumerations and the configuration file's names.
import { toText } from "../attributes/value.ts";
import type { Aggregation } from "./aggregation.ts";
import { type InstrumentKind, instrumentKinds } from "./descriptor.ts";

/** An aggregation in the stock SDK's form: `{ type: AggregationType.…, options }`. */
export interface OtelAggregation {
  readonly type: number;
  readonly options?: object | undefined;
}

/** Throws an error with this message. */
export type Fail = (message: string) => never;

/** `COUNTER`, `observable_counter`, `observedCounter` … as a kind. */
export function toInstrumentKind(word: string, fail: Fail): InstrumentKind {
  const normal = toText(word).toLowerCase().replaceAll("_", "").replace("observable", "observed");
  return (
    instrumentKinds.find((kind) => kind.toLowerCase() === normal) ??
    fail(
      `Cannot select instruments of type \`${toText(word)}\`: expected one of ${instrumentKinds.join(", ")}.`,
    )
  );
}

/** The stock SDK's `InstrumentType` of a kind. */
export function toOtelInstrumentType(kind: InstrumentKind): string {
  return kind
    .replace("observed", "observable")
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase();
}

// the stock SDK's `AggregationType`, in its order
const otelTypes = ["default", "drop", "sum", "lastValue", "histogram", "exponentialHistogram"] as const;

/** Checks a name, an aggregation of the library or one of the stock SDK, and returns an aggregation of the library. */
export function toAggregation(
  given: Aggregation["type"] | Aggregation | OtelAggregation,
  fail: Fail,
): Aggregation {
  if (typeof given === "string") return check({ type: given }, fail);
  if (typeof given !== "object" || given === null) return failType(given, fail);
  const word: unknown = given.type;
  if (typeof word === "string") return check(given as Aggregation, fail);
  const type = typeof word === "number" ? otelTypes[word] : undefined;
  if (type === undefined) return failType(word, fail);
  const { boundaries, ...rest } = ((given as OtelAggregation).options ?? {}) as {
    boundaries?: readonly number[];
  };
  return check(
    { type, ...rest, ...(boundaries === undefined ? {} : { bounds: boundaries }) } as Aggregation,
    fail,
  );
}

function failType(word: unknown, fail: Fail): never {
  return fail(`Cannot aggregate by \`${toText(word)}\`: expected one of ${otelTypes.join(", ")}.`);
}

function check(aggregation: Aggregation, fail: Fail): Aggregation {
  if (!otelTypes.includes(aggregation.type)) failType(aggregation.type, fail);
  if (
    aggregation.type === "histogram" &&
    aggregation.bounds !== undefined &&
    !isAscending(aggregation.bounds)
  )
    fail(
      `Cannot use \`${boundsText(aggregation.bounds)}\` as bounds: expected finite numbers in ascending order.`,
    );
  if (aggregation.type === "exponentialHistogram") checkExponential(aggregation, fail);
  return aggregation;
}

function checkExponential(
  aggregation: Extract<Aggregation, { readonly type: "exponentialHistogram" }>,
  fail: Fail,
): void {
  const { maxSize = 160, maxScale = 20, zeroThreshold = 0 } = aggregation;
  if (!Number.isSafeInteger(maxSize) || maxSize < 2 || maxSize > 100_000)
    fail(`Cannot use \`${toText(maxSize)}\` as \`maxSize\`: expected a whole number from 2 to 100000.`);
  if (!Number.isSafeInteger(maxScale) || maxScale < -10 || maxScale > 20)
    fail(`Cannot use \`${toText(maxScale)}\` as \`maxScale\`: expected a whole number from -10 to 20.`);
  if (!Number.isFinite(zeroThreshold) || zeroThreshold < 0)
    fail(`Cannot use \`${toText(zeroThreshold)}\` as \`zeroThreshold\`: expected a number from 0.`);
}

function boundsText(bounds: unknown): string {
  return Array.isArray(bounds) ? `[${bounds.map(toText).join(",")}]` : toText(bounds);
}

/** Whether `bounds` may be the bounds of buckets: finite and strictly ascending. */
export function isAscending(bounds: readonly number[]): boolean {
  return (
    Array.isArray(bounds) &&
    bounds.every((bound, at) => Number.isFinite(bound) && (at === 0 || bound > (bounds[at - 1] as number)))
  );
}
