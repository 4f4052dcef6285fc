// Conditions as parameters of the span and log queries. SQL is never put together here: the queries have fixed slots.
// Equality is answered by the text index over `key=value`; a condition that also holds for resources takes a slot with their
// hashes, because only slots with constant keys are fast (an expression over arrays of keys reads every map, fifty times slower).
import type { ApiContext, QueryParams } from "./context.ts";
import { run } from "./context.ts";
import { type Condition, type Interval, readDurationNs, toInterval } from "./filter.ts";
import { badParameter } from "./params.ts";

/** How many conditions of one kind a query has slots for. */
const slots = 3;

/** What a resource has to do with a condition, by the condition's place. */
type ResourceHashes = ReadonlyMap<number, readonly bigint[]>;

/** The fields of spans that filters name as if they were attributes. */
export const spanFields: ReadonlySet<string> = new Set([
  "service.name",
  "name",
  "status",
  "kind",
  "duration",
]);
/** The same of log records. */
export const logFields: ReadonlySet<string> = new Set(["service.name", "event.name"]);

/**
 * Parameters for the conditions' part of a query, after one look at the resources.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` when there are more conditions of a kind than slots.
 */
export async function toFilterParams(
  conditions: readonly Condition[],
  fields: ReadonlySet<string>,
  context: ApiContext,
): Promise<QueryParams> {
  const onAttributes = conditions.filter((condition) => !fields.has(condition.key));
  const hashes = await findResources(onAttributes, context);
  return {
    ...attributeParams(onAttributes, hashes),
    ...(fields === spanFields ? spanFieldParams(conditions) : logFieldParams(conditions)),
  };
}

/** Which resources satisfy each condition (`!=` and `!exists` as their positive). No conditions, no query. */
async function findResources(conditions: readonly Condition[], context: ApiContext): Promise<ResourceHashes> {
  if (conditions.length === 0) return new Map();
  const intervals = conditions.map((condition) =>
    isComparison(condition) ? toInterval(condition) : { low: 0, high: 0 },
  );
  const rows = await run<{ place: number; hashes: readonly string[] }>(context, "filter-resources", {
    keys: conditions.map((condition) => condition.key),
    kinds: conditions.map((condition) =>
      isComparison(condition) ? "number" : condition.operator.endsWith("exists") ? "exists" : "equal",
    ),
    values: conditions.map((condition) => condition.value),
    lows: intervals.map(({ low }) => low),
    highs: intervals.map(({ high }) => high),
  });
  return new Map(rows.map((row) => [Number(row.place), row.hashes.map(BigInt)]));
}

function attributeParams(conditions: readonly Condition[], hashes: ResourceHashes): QueryParams {
  const of = (...operators: readonly string[]) =>
    conditions
      .map((condition, place) => ({ condition, resources: hashes.get(place) ?? [] }))
      .filter(({ condition }) => operators.includes(condition.operator));
  const equal = of("=");
  const unequal = of("!=");
  const mixed = limited(
    equal.filter(({ resources }) => resources.length > 0),
    "equalities on attributes of resources",
  );
  const numbers = limited(of(">", ">=", "<", "<="), "comparisons of numbers");
  const exists = limited(of("exists", "!exists"), "`exists`");
  return {
    pairs: equal.filter(({ resources }) => resources.length === 0).map(({ condition }) => toPair(condition)),
    notPairs: unequal.map(({ condition }) => toPair(condition)),
    notResources: unequal.flatMap(({ resources }) => resources),
    ...inSlots(mixed, (entry, n) => ({
      [`pair${n}`]: entry === undefined ? "" : toPair(entry.condition),
      [`pairResources${n}`]: entry?.resources ?? [],
    })),
    ...inSlots(numbers, (entry, n) => {
      const { low, high }: Interval = entry === undefined ? { low: 0, high: 0 } : toInterval(entry.condition);
      return {
        [`numberKey${n}`]: entry?.condition.key ?? "",
        [`low${n}`]: low,
        [`high${n}`]: high,
        [`numberResources${n}`]: entry?.resources ?? [],
      };
    }),
    ...inSlots(exists, (entry, n) => ({
      [`existsKey${n}`]: entry?.condition.key ?? "",
      [`exists${n}`]: entry?.condition.operator === "exists" ? 1 : 0,
      [`existsResources${n}`]: entry?.resources ?? [],
    })),
  };
}

function inSlots<Entry>(
  entries: readonly Entry[],
  toParams: (entry: Entry | undefined, n: number) => QueryParams,
): QueryParams {
  return Object.assign(
    {},
    ...Array.from({ length: slots }, (_, at) => toParams(entries[at], at + 1)),
  ) as QueryParams;
}

function limited<Entry extends { readonly condition: Condition }>(
  entries: readonly Entry[],
  what: string,
): readonly Entry[] {
  const extra = entries[slots];
  if (extra === undefined) return entries;
  throw badParameter("filter", extra.condition.source, `at most ${slots} ${what}`, "Leave one out.");
}

function toPair(condition: Condition): string {
  return `${condition.key}=${condition.value}`;
}

function isComparison(condition: Condition): boolean {
  return /^[<>]/.test(condition.operator);
}

const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const statuses = ["unset", "ok", "error"];

function spanFieldParams(conditions: readonly Condition[]): QueryParams {
  const duration = durationOf(conditions.filter(({ key }) => key === "duration"));
  return {
    ...textParams("service", conditions, "service.name"),
    ...textParams("name", conditions, "name"),
    statuses: codesOf(conditions, "status", statuses),
    kinds: codesOf(conditions, "kind", kinds),
    spanMinNs: toWholeNs(Math.ceil(duration.low)),
    spanMaxNs: toWholeNs(Math.floor(duration.high)),
  };
}

function logFieldParams(conditions: readonly Condition[]): QueryParams {
  return {
    ...textParams("service", conditions, "service.name"),
    ...textParams("eventName", conditions, "event.name"),
  };
}

function textParams(name: string, conditions: readonly Condition[], key: string): QueryParams {
  const own = conditions.filter((condition) => condition.key === key);
  const other = own.find(({ operator }) => operator !== "=" && operator !== "!=");
  if (other !== undefined)
    throw badParameter(
      "filter",
      other.source,
      `\`=\` or \`!=\` after \`${key}\``,
      `Pass for example \`${key}=checkout\`.`,
    );
  return {
    [`${name}Is`]: own.filter(({ operator }) => operator === "=").map(({ value }) => value),
    [`${name}IsNot`]: own.filter(({ operator }) => operator === "!=").map(({ value }) => value),
  };
}

/** Codes that are left when all conditions on a coded field hold. */
function codesOf(conditions: readonly Condition[], key: string, names: readonly string[]): number[] {
  let left = names.map((_, code) => code);
  for (const condition of conditions.filter((one) => one.key === key)) {
    const code = names.indexOf(condition.value.toLowerCase());
    if (code === -1 || (condition.operator !== "=" && condition.operator !== "!=")) {
      const list = names.map((name) => `\`${name}\``).join(", ");
      throw badParameter(
        "filter",
        condition.source,
        `\`=\` or \`!=\` and one of ${list}`,
        `Pass for example \`${key}=${names.at(-1)}\`.`,
      );
    }
    left = left.filter((one) => (one === code) === (condition.operator === "="));
  }
  return left;
}

function durationOf(conditions: readonly Condition[]): Interval {
  let [low, high] = [0, Infinity];
  for (const condition of conditions) {
    if (!isComparison(condition)) {
      throw badParameter(
        "filter",
        condition.source,
        "`>`, `>=`, `<` or `<=` after `duration`",
        "Pass for example `duration>=250ms`.",
      );
    }
    const interval = toInterval(condition, readDurationNs);
    low = Math.max(low, interval.low);
    high = Math.min(high, interval.high);
  }
  return { low, high };
}

/** A duration as UInt64 text; what lies beyond its ends is put on them. */
function toWholeNs(ns: number): string {
  return ns >= 2 ** 63 ? "18446744073709551615" : BigInt(Math.max(0, ns)).toString();
}
