// What a catalog says of one attribute, compiled into a check of its values.
import type { Attribute } from "catalog";
import { classSizes } from "catalog/cardinality-class";
import { createEstimator, hashOf } from "../engine/cardinality/estimator.ts";
import type { GuardRule } from "./findings.ts";

type Check = (value: unknown) => boolean;

const isInt: Check = (value) =>
  (typeof value === "number" && Number.isInteger(value)) || typeof value === "bigint";
const checks: Readonly<Record<string, Check>> = {
  string: (value) => typeof value === "string",
  int: isInt,
  double: (value) => typeof value === "number" || typeof value === "bigint",
  boolean: (value) => typeof value === "boolean",
  any: () => true,
};

/**
 * How a value is checked where it is not on a metric, decided when the catalog is compiled: by its type, by whether it is among the values known to
 * be right, or by the whole rule.
 */
type Quick = "string" | "int" | "double" | "boolean" | "known" | "whole";

export interface AttributeRule {
  readonly declared: Attribute;
  readonly quick: Quick;
  /** The values known to be right: those of an enumeration, or those that a small class has had. */
  readonly known: ReadonlySet<unknown>;
  /** What is wrong with `value`; undefined when nothing is. `onMetric`: it is of a metric, which persons must not be on. */
  judge(value: unknown, onMetric: boolean): GuardRule | undefined;
  /** What to do about it. */
  fix(rule: GuardRule): string;
}

/** Whether `value` is right where it is not on a metric. */
export function isRightOffMetrics(rule: AttributeRule, value: unknown): boolean {
  switch (rule.quick) {
    case "string":
      return typeof value === "string";
    case "known":
      return rule.known.has(value) || rule.judge(value, false) === undefined;
    case "int":
      return isInt(value);
    case "double":
      return typeof value === "number" || typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean";
    default:
      return rule.judge(value, false) === undefined;
  }
}

const none: ReadonlySet<unknown> = new Set();

/** Compiles `declared`. A value of the right type with no more to check costs one comparison. */
export function compileAttribute(declared: Attribute): AttributeRule {
  const { type, members, open, cardinality, sensitivity, deprecated, unit } = declared;
  const fits = typeCheck(type);
  const values =
    members === undefined || open === true ? undefined : new Set<unknown>(members.map(({ value }) => value));
  const most = values === undefined && cardinality !== undefined ? classSizes[cardinality] : Infinity;
  const few = most <= maxKept ? new Set<unknown>() : undefined;
  const countsValue = few === undefined ? estimateUpTo(most) : countUpTo(few, most);
  const judge = (value: unknown, onMetric: boolean): GuardRule | undefined => {
    if (!fits(value)) return "type_mismatch";
    if (values !== undefined && !values.has(value)) return "undefined_enum_variant";
    if (sensitivity === "secret" || (onMetric && sensitivity === "personal")) return "sensitive";
    if (countsValue !== undefined && !countsValue(value)) return "cardinality";
    return deprecated === undefined ? undefined : "deprecated";
  };
  const isPlain = sensitivity !== "secret" && deprecated === undefined;
  const known = isPlain ? (values ?? few) : undefined;
  return {
    declared,
    quick: known !== undefined ? "known" : isPlain && countsValue === undefined ? quickType(type) : "whole",
    known: known ?? none,
    judge,
    fix(rule) {
      switch (rule) {
        case "type_mismatch":
          return `expected a value of type ${type}${unit === undefined ? "" : ` in ${unit}`}.`;
        case "undefined_enum_variant":
          return `expected one of ${(members ?? []).map(({ value }) => String(value)).join(", ")}; add the value to \`type\`, or declare \`open: true\`.`;
        case "sensitive":
          return sensitivity === "secret"
            ? "it is secret and must never be emitted; remove the attribute."
            : "personal data must not be on a metric; record it on a span or log record instead.";
        case "cardinality":
          return `it has more than the ${most} values of its class \`${cardinality}\`; emit fewer, or declare a higher class.`;
        default:
          return deprecated?.renamedTo === undefined
            ? `it is deprecated${deprecated?.note === undefined ? "" : `: ${deprecated.note}`}.`
            : `it is deprecated; use \`${deprecated.renamedTo}\`.`;
      }
    },
  };
}

function quickType(type: string): Quick {
  return type === "string" || type === "int" || type === "double" || type === "boolean" ? type : "whole";
}

function typeCheck(declared: string): Check {
  const type = declared.startsWith("template[") ? declared.slice("template[".length, -1) : declared;
  if (!type.endsWith("[]")) return checks[type] ?? (() => true);
  const item = checks[type.slice(0, -2)] ?? (() => true);
  return (value) => Array.isArray(value) && value.every(item);
}

const maxKept = 1000;
const longestKept = 64;

/** Whether a value is among the first `most`, which go into `kept`: longer texts by their hash and objects by their text, apart from it. */
function countUpTo(kept: Set<unknown>, most: number): Check {
  const others = new Set<unknown>();
  return (value) => {
    const isShort = typeof value === "string" ? value.length <= longestKept : typeof value !== "object";
    const seen = isShort ? kept : others;
    const key = isShort ? value : typeof value === "string" ? hashOf(value) : textOf(value);
    if (seen.has(key)) return true;
    if (kept.size + others.size >= most) return false;
    seen.add(key);
    return true;
  };
}

const textOf = (value: unknown): string => String(value).slice(0, longestKept);

/** Whether there were at most `most` values, by an estimate that needs 1 kB; undefined where there is no limit. */
function estimateUpTo(most: number): Check | undefined {
  if (most === Infinity) return undefined;
  const estimator = createEstimator();
  let isOver = false;
  /** The spans of one request have the same value. */
  let last: unknown;
  return (value) => {
    if (isOver || value === last) return !isOver;
    if (estimator.add(hashOf(value))) isOver = estimator.values() > most;
    if (typeof value !== "string" || value.length <= longestKept) last = value;
    return !isOver;
  };
}
