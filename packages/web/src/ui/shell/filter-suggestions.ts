// Suggestions of the filter bar: fields and attribute keys while a key is typed, then values, each with how often it occurs.
import {
  type AttributesResult,
  type FilterField,
  isPeopleOperator,
  quoteCondition,
  quoteKey,
} from "contract";

import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import type { FilterSignal } from "../../state/filter-signal.ts";
import { useDebounced } from "../use-debounced.ts";
import { type Draft, draftOf } from "./filter-draft.ts";
import { fieldsOf } from "./filter-fields.ts";

export interface Suggestion {
  /** What replaces the draft when it is accepted. */
  readonly text: string;
  readonly label: string;
  /** What a field is; of an attribute the type and unit that a catalog declares, else empty. */
  readonly about: string;
  /** Absent for fields, fixed values, and declared values that did not arrive. */
  readonly count: number | undefined;
}

const durations = ["100ms", "250ms", "500ms", "1s", "2s", "5s", "30s"];
const most = 12;
const suggested: Readonly<Record<FilterSignal, readonly string[]>> = {
  spans: ["service", "duration", "name", "status", "kind", "entry"],
  logs: ["service", "severity", "event.name"],
  steps: ["duration"],
  records: [...fieldsOf("records").keys()],
};
/** What begins a condition on people. */
const peopleWords: readonly (readonly [text: string, about: string])[] = [
  ["person did ", "took a step, completed a transaction"],
  ["person has ", "has a record with an attribute"],
  ["transaction failed", "a transaction of the person"],
  ["transaction abandoned", "a transaction of the person"],
];

/** Suggestions for the line; empty while nothing fits or the bar has no focus. */
export function useSuggestions(line: string, signal: FilterSignal, enabled: boolean): readonly Suggestion[] {
  const { rangeQuery } = useScope();
  const { key, operator, value } = draftOf(useDebounced(line, 120), fieldsOf(signal));
  const wantsValues = operator !== undefined && !operator.endsWith("exists") && !isPeopleOperator(operator);
  const asked = { ...rangeQuery, signal: signal === "spans" ? ("spans" as const) : ("logs" as const) };
  const query = wantsValues
    ? { ...asked, key, prefix: value || undefined, limit: most }
    : { ...asked, prefix: key || undefined, limit: most };
  const isFixed = wantsValues && fixedValues(key, signal) !== undefined;
  const { data } = useApi(
    "/api/attributes",
    { query },
    { enabled: enabled && !isFixed, refresh: "still", part: "suggestions" },
  );
  return enabled ? suggestionsFor(draftOf(line, fieldsOf(signal)), signal, data) : [];
}

/** All values of a field that has few. */
function fixedValues(key: string, signal: FilterSignal): readonly string[] | undefined {
  const field = fieldsOf(signal).get(key);
  return field?.kind === "duration" ? durations : field?.values;
}

/**
 * The suggestions that match the draft: `data` may still belong to an earlier one, and a key must not accept
 * one of its outdated entries.
 */
export function suggestionsFor(
  draft: Draft,
  signal: FilterSignal,
  { keys, values }: Pick<AttributesResult, "keys" | "values"> = { keys: [], values: [] },
): readonly Suggestion[] {
  const { sign, key, operator, value } = draft;
  if (operator?.endsWith("exists") === true || isPeopleOperator(operator ?? "")) return [];
  if (operator === undefined) {
    const fields = suggested[signal].map((name) => fieldsOf(signal).get(name)!);
    const attributes = keys
      .filter((one) => fits(one.key, key) && !fields.some((field) => field.key === one.key))
      .map((one): Suggestion => ({
        text: `${sign}${quoteKey(one.key)}${isNumber(one) ? ">=" : "="}`,
        label: one.key,
        about: [one.type, one.unit].filter((word) => word !== "").join(" "),
        count: one.count,
      }));
    return [
      ...errorWord(signal, draft),
      ...ofPeople(signal, draft),
      ...fields.filter((one) => fits(one.key, key)).map((one) => ofField(one, sign)),
      ...attributes,
    ].slice(0, most + 4);
  }
  const fixed = fixedValues(key, signal)?.map((one) => ({ value: one, count: undefined }));
  return (fixed ?? values)
    .filter((one) => fits(one.value, value))
    .map((one) => ({
      text: quoteCondition({ key, operator, value: one.value }),
      label: one.value,
      about: one.count === 0 ? "declared" : "",
      count: one.count === 0 ? undefined : one.count,
    }));
}

/** A declared quantity: conditions compare it. */
function isNumber({ type, unit }: AttributesResult["keys"][number]): boolean {
  return type === "double" || (type === "int" && unit !== "");
}

function errorWord(signal: FilterSignal, { sign, key }: Draft): readonly Suggestion[] {
  if (signal === "records" || !"error".startsWith(key.toLowerCase())) return [];
  const about = { logs: "severity error and above", spans: "status of the span", steps: "of the person" }[
    signal
  ];
  return [{ text: `${sign}error`, label: "error", about, count: undefined }];
}

function ofPeople(signal: FilterSignal, { sign, key }: Draft): readonly Suggestion[] {
  if (signal !== "steps") return [];
  return peopleWords
    .filter(([text]) => text.startsWith(key.toLowerCase()))
    .map(([text, about]) => ({ text: `${sign}${text}`, label: text.trim(), about, count: undefined }));
}

function ofField({ key, about, kind }: FilterField, sign: string): Suggestion {
  const operator = kind === "duration" ? ">" : kind === "order" ? ">=" : "=";
  return { text: `${sign}${key}${operator}`, label: key, about, count: undefined };
}

const fits = (text: string, typed: string): boolean => text.toLowerCase().includes(typed.toLowerCase());
