// Conditions as parameters of the span and log queries. No SQL is built here: a query has a line for each kind of condition (parts/),
// which is sent if its parameter is given. The text index over `key=value` answers equality. Pairs that resources have, comparisons and
// existence take numbered slots, because only lines with constant keys are fast (an expression over arrays of keys reads every map, fifty
// times slower).
import { filterFieldsByKey } from "contract";
import { readTypedAttributes, type TypedAttributes } from "../attributes/typed-attributes.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import {
  badCondition,
  type Condition,
  type Interval,
  readDurationNs,
  spellOut,
  toInterval,
  type WordMeaning,
} from "./filter.ts";
import { isDeclaredNumber, withDeclaredTypes } from "./declared-types.ts";

/** How many conditions of one kind a query has slots for. */
const slots = 3;

/** The fields of spans that filters name as if they were attributes. */
export const spanFields: ReadonlySet<string> = new Set([
  "service.name",
  "name",
  "status",
  "kind",
  "duration",
  "entry",
]);
/** Fields of log records that filters name as if they were attributes. */
export const logFields: ReadonlySet<string> = new Set(["service.name", "event.name", "severity"]);

const ofSpans: WordMeaning = {
  error: { key: "status", operator: "=", value: "error" },
  "!error": { key: "status", operator: "!=", value: "error" },
};
const ofLogs: WordMeaning = {
  error: { key: "severity", operator: ">=", value: "error" },
  "!error": { key: "severity", operator: "<", value: "error" },
};

/**
 * Parameters for the conditions of a query; absent conditions are `undefined`.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` when there are more conditions of a kind than slots.
 */
export async function toFilterParams(
  conditions: readonly Condition[],
  fields: ReadonlySet<string>,
  context: ApiContext,
): Promise<QueryParams> {
  const typed = await typesFor(conditions, fields, context);
  const asked = withDeclaredTypes(conditions, typed, fields);
  return paramsOf({ asked, fields, typed }, await pairsOfResources(asked, fields, context));
}

/**
 * Runs `ask` with the parameters of the conditions. It starts before it is known whether resources have the pairs of the conditions, as
 * if none had, and runs again if one has: the first run then finds nothing in the index, and is over soon.
 */
export async function askFiltered<Result>(
  conditions: readonly Condition[],
  fields: ReadonlySet<string>,
  context: ApiContext,
  ask: (params: QueryParams) => Promise<Result>,
): Promise<Result> {
  const typed = await typesFor(conditions, fields, context);
  const filter = { asked: withDeclaredTypes(conditions, typed, fields), fields, typed };
  const presumed = ask(paramsOf(filter, new Set()));
  // An error is thrown where the promise is awaited.
  presumed.catch(() => undefined);
  const ofResources = await pairsOfResources(filter.asked, fields, context);
  return ofResources.size === 0 ? presumed : ask(paramsOf(filter, ofResources));
}

/** The declared types, when a condition depends on them. */
async function typesFor(
  conditions: readonly Condition[],
  fields: ReadonlySet<string>,
  context: ApiContext,
): Promise<TypedAttributes> {
  const depends = conditions.some(({ key, operator }) => !fields.has(key) && !/exists|is/.test(operator));
  return depends ? readTypedAttributes(context) : new Map();
}

/** The conditions of a request. */
interface Filter {
  readonly asked: readonly Condition[];
  readonly fields: ReadonlySet<string>;
  readonly typed: TypedAttributes;
}

/** The same parameters for conditions that are included with the prefix `select`: a query may have two sets of them. */
export function selectParams(params: QueryParams): QueryParams {
  return prefixParams("select", params);
}

/** The names that a part has which is included `as` the prefix. */
export function prefixParams(prefix: string, params: QueryParams): QueryParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

function paramsOf({ asked, fields, typed }: Filter, ofResources: ReadonlySet<string>): QueryParams {
  const conditions = spellOut(asked, fields === spanFields ? ofSpans : ofLogs);
  return {
    ...attributeParams(
      conditions.filter(({ key }) => !fields.has(key)),
      ofResources,
      typed,
    ),
    ...(fields === spanFields ? spanFieldParams(conditions) : logFieldParams(conditions)),
  };
}

/** The pairs of the conditions that resources have. Without pairs no query runs. */
async function pairsOfResources(
  conditions: readonly Condition[],
  fields: ReadonlySet<string>,
  context: ApiContext,
): Promise<ReadonlySet<string>> {
  const pairs = conditions.filter(({ key, operator }) => operator === "=" && !fields.has(key)).map(toPair);
  if (pairs.length === 0) return new Set();
  const rows = await run<{ pair: string }>(context, "resource-pairs", { pairs });
  return new Set(rows.map(({ pair }) => pair));
}

function attributeParams(
  conditions: readonly Condition[],
  ofResources: ReadonlySet<string>,
  typed: TypedAttributes,
): QueryParams {
  const of = (...operators: readonly string[]): readonly Condition[] =>
    conditions.filter(({ operator }) => operators.includes(operator));
  const equal = of("=");
  const isMixed = (condition: Condition): boolean => ofResources.has(toPair(condition));
  return {
    pairs: given(equal.filter((condition) => !isMixed(condition)).map(toPair)),
    notPairs: given(of("!=").map(toPair)),
    ...inSlots(equal.filter(isMixed), "equalities on attributes of resources", (condition, n) => ({
      [`pair${n}`]: toPair(condition),
    })),
    ...inSlots(of(">", ">=", "<", "<="), "comparisons of numbers", (condition, n) => {
      const { low, high } = toInterval(condition);
      const name = isDeclaredNumber(condition.key, typed) ? "typedKey" : "numberKey";
      return { [`${name}${n}`]: condition.key, [`low${n}`]: low, [`high${n}`]: high };
    }),
    ...inSlots(of("exists", "!exists"), "`exists`", ({ key, operator }, n) => ({
      [`existsKey${n}`]: key,
      [`exists${n}`]: operator === "exists",
    })),
  };
}

function inSlots(
  conditions: readonly Condition[],
  what: string,
  toParams: (condition: Condition, n: number) => QueryParams,
): QueryParams {
  const extra = conditions[slots];
  if (extra !== undefined) throw badCondition(extra, `at most ${slots} ${what}`, "Leave one out.");
  return Object.assign({}, ...conditions.map((condition, at) => toParams(condition, at + 1))) as QueryParams;
}

/** An empty list is not a condition. */
function given<Value>(list: readonly Value[]): readonly Value[] | undefined {
  return list.length === 0 ? undefined : list;
}

function toPair(condition: Condition): string {
  return `${condition.key}=${condition.value}`;
}

function isComparison(condition: Condition): boolean {
  return /^[<>]/.test(condition.operator);
}

function spanFieldParams(conditions: readonly Condition[]): QueryParams {
  const duration = durationOf(conditions.filter(({ key }) => key === "duration"));
  return {
    ...textParams("service", conditions, "service.name"),
    ...textParams("name", conditions, "name"),
    statuses: codesOf(conditions, "status"),
    kinds: codesOf(conditions, "kind"),
    entries: codesOf(conditions, "entry"),
    spanMinNs: duration.low === 0 ? undefined : toWholeNs(Math.ceil(duration.low)),
    spanMaxNs: duration.high === Infinity ? undefined : toWholeNs(Math.floor(duration.high)),
  };
}

function logFieldParams(conditions: readonly Condition[]): QueryParams {
  return {
    ...textParams("service", conditions, "service.name"),
    ...textParams("eventName", conditions, "event.name"),
    levels: codesOf(conditions, "severity"),
  };
}

function textParams(name: string, conditions: readonly Condition[], key: string): QueryParams {
  const own = conditions.filter((condition) => condition.key === key);
  const other = own.find(({ operator }) => operator !== "=" && operator !== "!=");
  if (other !== undefined)
    throw badCondition(other, `\`=\` or \`!=\` after \`${key}\``, `Pass for example \`${key}=checkout\`.`);
  const valuesOf = (wanted: string): readonly string[] =>
    own.filter(({ operator }) => operator === wanted).map(({ value }) => value);
  const [first, ...more] = valuesOf("=");
  // No value is equal to two different ones.
  const left = first === undefined ? undefined : more.every((value) => value === first) ? [first] : [];
  return { [`${name}Is`]: left, [`${name}IsNot`]: given(valuesOf("!=")) };
}

/** Codes that are left when all conditions on a coded field hold: positions in the field's values, which comparisons need in order. */
function codesOf(conditions: readonly Condition[], key: string): number[] | undefined {
  const own = conditions.filter((one) => one.key === key);
  if (own.length === 0) return undefined;
  const { values: names = [], kind } = filterFieldsByKey.get(key)!;
  const signs = kind === "order" ? "a comparison" : "`=` or `!=`";
  let left = names.map((_, code) => code);
  for (const condition of own) {
    const wanted = names.indexOf(condition.value.toLowerCase());
    const holds = tests[condition.operator];
    if (wanted === -1 || holds === undefined || (isComparison(condition) && kind !== "order")) {
      throw badCondition(
        condition,
        `${signs} and one of ${names.map((one) => `\`${one}\``).join(", ")}`,
        `Pass for example \`${key}=${names.at(-1)}\`.`,
      );
    }
    left = left.filter((code) => holds(code, wanted));
  }
  return left;
}

const tests: Readonly<Partial<Record<Condition["operator"], (code: number, wanted: number) => boolean>>> = {
  "=": (code, wanted) => code === wanted,
  "!=": (code, wanted) => code !== wanted,
  ">": (code, wanted) => code > wanted,
  ">=": (code, wanted) => code >= wanted,
  "<": (code, wanted) => code < wanted,
  "<=": (code, wanted) => code <= wanted,
};

function durationOf(conditions: readonly Condition[]): Interval {
  let [low, high] = [0, Infinity];
  for (const condition of conditions) {
    if (!isComparison(condition)) {
      throw badCondition(
        condition,
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

/** A duration as UInt64 text, limited to its range. */
function toWholeNs(ns: number): string {
  return ns >= 2 ** 63 ? "18446744073709551615" : BigInt(Math.max(0, ns)).toString();
}
