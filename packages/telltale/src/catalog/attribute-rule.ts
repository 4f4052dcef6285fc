// What a catalog says of one attribute, compiled into a check of its values.
import { type Attribute, type CardinalityClass } from "catalog";
import { createEstimator, type Estimator, hashOf } from "../engine/cardinality/estimator.ts";
import type { GuardRule } from "./findings.ts";

/** The most values of each class; `unbounded` has no limit. */
const mostValues: Readonly<Record<CardinalityClass, number>> = {
  low: 20,
  medium: 1000,
  high: 100_000,
  unbounded: Infinity,
};

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

/** The values that a small class has had; the estimate of a large one needs 1 kB. */
type Seen = Set<unknown> | Estimator;

export interface AttributeRule {
  readonly declared: Attribute;
  /** Whether `value` is right where it is not on a metric, as far as can be told at once; false says nothing. */
  isRight(value: unknown): boolean;
  /** What is wrong with `value`; undefined when nothing is. `onMetric`: it is of a metric, which persons must not be on. */
  judge(value: unknown, onMetric: boolean): GuardRule | undefined;
  /** What to do about it. */
  fix(rule: GuardRule): string;
}

/** Compiles `declared`. A value of the right type with no more to check costs one comparison. */
export function compileAttribute(declared: Attribute): AttributeRule {
  const { type, members, open, cardinality, sensitivity, deprecated, unit } = declared;
  const fits = typeCheck(type);
  const values =
    members === undefined || open === true ? undefined : new Set(members.map(({ value }) => value));
  const most = values === undefined && cardinality !== undefined ? mostValues[cardinality] : Infinity;
  const countsValue = most === Infinity ? undefined : valueCounter(most);
  const judge = (value: unknown, onMetric: boolean): GuardRule | undefined => {
    if (!fits(value)) return "type_mismatch";
    if (values !== undefined && !values.has(value as string)) return "undefined_enum_variant";
    if (sensitivity === "secret" || (onMetric && sensitivity === "personal")) return "sensitive";
    if (countsValue !== undefined && !countsValue(value)) return "cardinality";
    return deprecated === undefined ? undefined : "deprecated";
  };
  const isPlain =
    values === undefined && sensitivity !== "secret" && countsValue === undefined && deprecated === undefined;
  return {
    declared,
    isRight: quickCheck(isPlain ? type : "", (value) => judge(value, false) === undefined),
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

/** Texts that are longer are not kept. */
const longestLast = 64;

/** Whether a value is right. The last right one is remembered: flags, states and methods come again and again. */
function quickCheck(plainType: string, isRight: Check): Check {
  if (plainType === "string") return (value) => typeof value === "string";
  if (plainType === "double" || plainType === "boolean" || plainType === "int")
    return checks[plainType] as Check;
  let last: unknown;
  return (value) => {
    if (value === last && value !== undefined) return true;
    if (!isRight(value)) return false;
    if (typeof value === "string" ? value.length <= longestLast : typeof value !== "object") last = value;
    return true;
  };
}

function typeCheck(declared: string): Check {
  const type = declared.startsWith("template[") ? declared.slice("template[".length, -1) : declared;
  if (!type.endsWith("[]")) return checks[type] ?? (() => true);
  const item = checks[type.slice(0, -2)] ?? (() => true);
  return (value) => Array.isArray(value) && value.every(item);
}

/** Whether a value is among the first `most`. Up to 1,000 values are kept; above that their number is estimated. */
function valueCounter(most: number): Check {
  let seen: Seen = most <= 1000 ? new Set() : createEstimator();
  if (seen instanceof Set) {
    const kept = seen;
    return (value) => {
      const key = keyOf(value);
      if (kept.has(key)) return true;
      if (kept.size >= most) return false;
      kept.add(key);
      return true;
    };
  }
  const estimator = seen;
  let isOver = false;
  return (value) => {
    if (!isOver && estimator.add(hashOf(String(value)))) isOver = estimator.values() > most;
    return !isOver;
  };
}

/** A long text is kept by its hash: the memory stays bounded. */
function keyOf(value: unknown): unknown {
  if (typeof value === "string") return value.length <= 64 ? value : hashOf(value);
  return typeof value === "object" ? String(value).slice(0, 64) : value;
}
