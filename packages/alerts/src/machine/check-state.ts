// Checks states that come from outside, such as JSON of a store: what does not fit is left out, and its rule begins anew.
import { alertSeverities } from "catalog/alert-severity";
import type { EngineState, GroupState, RuleState } from "./state.ts";

/**
 * The state of a rule from parsed JSON; undefined for anything else.
 *
 * A group that does not fit is left out: it is a new group at the next evaluation.
 */
export function readRuleState(value: unknown): RuleState | undefined {
  if (!isObject(value) || !isTime(value["at"]) || !isObject(value["groups"])) return undefined;
  const groups = Object.entries(value["groups"]).filter((entry): entry is [string, GroupState] =>
    isGroupState(entry[1]),
  );
  const { leftOut, reads } = value;
  return {
    at: value["at"],
    groups: Object.fromEntries(groups),
    leftOut: typeof leftOut === "number" && leftOut >= 0 ? leftOut : 0,
    ...(typeof reads === "string" && { reads }),
  };
}

/** The states of all rules from parsed JSON. Rules that do not fit are left out; a version that is unknown gives no rules. */
export function readEngineState(value: unknown): EngineState {
  if (!isObject(value) || value["version"] !== 1 || !isObject(value["rules"]))
    return { version: 1, rules: {} };
  const rules = Object.entries(value["rules"]).flatMap(([name, one]) => {
    const state = readRuleState(one);
    return state === undefined ? [] : [[name, state] as const];
  });
  return { version: 1, rules: Object.fromEntries(rules) };
}

const states: ReadonlySet<unknown> = new Set(["ok", "pending", "firing", "noData", "error"]);
const severities: ReadonlySet<unknown> = new Set(alertSeverities);

function isGroupState(value: unknown): value is GroupState {
  return (
    isObject(value) &&
    isTexts(value["labels"]) &&
    states.has(value["state"]) &&
    isTime(value["since"]) &&
    isTime(value["at"]) &&
    isTime(value["seen"]) &&
    isAbsentOr(value["waiting"], (one) => isObject(one) && states.has(one["to"]) && isTime(one["ms"])) &&
    isAbsentOr(value["firings"], (one) => Array.isArray(one) && one.every(isTime)) &&
    isAbsentOr(value["reported"], isReported) &&
    isAbsentOr(value["severity"], (one) => severities.has(one)) &&
    [value["withheld"], value["unsure"]].every((text) => isAbsentOr(text, isText)) &&
    [value["memory"], value["parts"]].every((one) => isAbsentOr(one, isObject)) &&
    isAbsentOr(value["episode"], (one) => isObject(one) && isTime(one["since"])) &&
    isAbsentOr(value["value"], isNumber) &&
    isAbsentOr(value["values"], (one) => isObject(one) && Object.values(one).every(isNumber))
  );
}

function isReported(value: unknown): boolean {
  return (
    isObject(value) &&
    states.has(value["state"]) &&
    isTime(value["at"]) &&
    isAbsentOr(value["severity"], (one) => severities.has(one))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText);
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isAbsentOr(value: unknown, test: (value: unknown) => boolean): boolean {
  return value === undefined || test(value);
}
