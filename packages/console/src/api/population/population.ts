// The people who meet the conditions of a request: what a person did or has, how their transactions ended, their errors, and how long
// their traces took. Each condition has a number; the store finds the numbers of each person.
import { isPeopleOperator, readCondition } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { type Condition, parseAllFilters, readDurationNs, toInterval } from "../filter/filter.ts";
import { badParameter } from "../params/params.ts";
import { toSqlTime } from "../time/time.ts";

/** A condition without its negation. */
interface Fact extends Condition {
  readonly number: number;
  readonly isExcluded: boolean;
}

/** Numbers of conditions are bytes. */
const mostConditions = 50;

/**
 * Conditions that choose people, as parameters of the queries, apart from the others.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for a text that is not a condition.
 */
export function readPopulation(
  filters: readonly string[],
  { nowMs }: Pick<ApiContext, "nowMs">,
): {
  readonly population: QueryParams;
  readonly others: readonly Condition[];
} {
  const conditions = parseAllFilters(filters);
  return {
    population: toPopulationParams(conditions.filter(isOfPeople), nowMs()),
    others: conditions.filter((one) => !isOfPeople(one)),
  };
}

/** `error` and `duration` are of records with a trace: here, of people who have one. */
function isOfPeople({ key, operator }: Condition): boolean {
  return isPeopleOperator(operator) || operator === "is" || operator === "!is" || isSpanTime(key, operator);
}

function isSpanTime(key: string, operator: string): boolean {
  return key === "duration" && /^[<>]/.test(operator);
}

function toPopulationParams(conditions: readonly Condition[], nowMs: number): QueryParams {
  if (conditions.length === 0) return {};
  const extra = conditions[mostConditions];
  if (extra !== undefined)
    throw badParameter("filter", extra.source, `at most ${mostConditions} conditions`, "Leave one out.");
  const facts = conditions
    .filter(({ key, operator }) => !isSpanTime(key, operator))
    .map((condition, at): Fact => {
      const operator = condition.operator.replace(/^!/, "") as Condition["operator"];
      return { ...condition, operator, number: at + 1, isExcluded: operator !== condition.operator };
    });
  const times = spanTimes(conditions, facts.length + 1);
  const needed = [...numbersOf(facts.filter(({ isExcluded }) => !isExcluded)), ...(times.spanFacts ?? [])];
  return {
    populated: true,
    neededFacts: needed,
    excludedFacts: numbersOf(facts.filter(({ isExcluded }) => isExcluded)),
    isNeeded: needed.length > 0,
    ...didParams(facts.filter(({ operator }) => operator === "did")),
    ...endParams(facts, nowMs),
    ...heldParams(facts.filter(({ operator }) => operator === "has")),
    errorFacts: given(numbersOf(facts.filter(({ operator }) => operator === "is"))),
    ...times,
  };
}

/** One span meets all comparisons with `duration`. */
function spanTimes(
  conditions: readonly Condition[],
  number: number,
): { readonly spanFacts?: readonly number[]; readonly leastNs?: string; readonly mostNs?: string } {
  const intervals = conditions
    .filter(({ key, operator }) => isSpanTime(key, operator))
    .map((condition) => toInterval(condition, readDurationNs));
  if (intervals.length === 0) return {};
  return {
    spanFacts: [number],
    leastNs: toNs(Math.ceil(Math.max(0, ...intervals.map(({ low }) => low)))),
    mostNs: toNs(Math.floor(Math.min(Infinity, ...intervals.map(({ high }) => high)))),
  };
}

function toNs(ns: number): string {
  return ns >= 2 ** 63 ? "18446744073709551615" : BigInt(Math.max(0, ns)).toString();
}

function didParams(facts: readonly Fact[]): QueryParams {
  if (facts.length === 0) return {};
  return { didFacts: numbersOf(facts), didNames: facts.map(({ value }) => value) };
}

/** Ends of transactions: what a person did is one that was completed. By `now` the time of those without an end may have run out. */
function endParams(facts: readonly Fact[], nowMs: number): QueryParams {
  const ends = facts.filter(({ key, operator }) => key === "transaction" || operator === "did");
  if (ends.length === 0) return {};
  return {
    now: toSqlTime(BigInt(Math.floor(nowMs)) * 1_000_000n),
    endFacts: numbersOf(ends),
    // with one that is of any type, those of all types are read
    endTypes: ends.every(({ operator }) => operator === "did") ? ends.map(({ value }) => value) : undefined,
    endNames: ends.map(({ operator, value }) => (operator === "did" ? value : "")),
    endOutcomes: ends.map(({ operator }) =>
      operator === "did" ? "completed" : operator.replace(" with", ""),
    ),
    endReasons: ends.map(({ operator, value }) => (operator.endsWith("with") ? value : "")),
    endHasReason: ends.map(({ operator }) => operator.endsWith("with")),
  };
}

/** Attributes that a record of the person has. */
function heldParams(facts: readonly Fact[]): QueryParams {
  if (facts.length === 0) return {};
  const held = facts.map((fact) => ({
    number: fact.number,
    condition: { ...readCondition(fact.value)!, source: fact.source },
  }));
  const of = (isOne: (operator: string) => boolean): typeof held =>
    held.filter(({ condition }) => isOne(condition.operator));
  const [equal, compared] = [of((one) => one === "="), of((one) => /^[<>]/.test(one))];
  const present = of((one) => one === "exists");
  const absent = of((one) => one === "!exists");
  const intervals = compared.map(({ condition }) => toInterval(condition));
  return {
    details: true,
    heldFacts: [...equal, ...compared, ...present, ...absent].map(({ number }) => number),
    heldPairs: equal.map(({ condition: { key, value } }) => `${nameOf(key)}=${value}`),
    heldNumbers: compared.map(({ condition }) => condition.key),
    heldLows: intervals.map(({ low }) => low),
    heldHighs: intervals.map(({ high }) => high),
    heldKeys: present.map(({ condition }) => nameOf(condition.key)),
    lackedKeys: absent.map(({ condition }) => nameOf(condition.key)),
  };
}

const nameOf = (key: string): string => (key === "service" ? "service.name" : key);

function numbersOf(facts: readonly Fact[]): readonly number[] {
  return facts.map(({ number }) => number);
}

function given<Value>(list: readonly Value[]): readonly Value[] | undefined {
  return list.length === 0 ? undefined : list;
}
