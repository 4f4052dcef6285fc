// Compares a value with a shape. Each difference is a problem with its path.
import { durationFix, expectedDuration, parseDurationMs } from "catalog/duration";
import { nearest } from "catalog/nearest";
import { parseInstant } from "./instant.ts";
import { joinPath, orList, type Problem, show } from "catalog/problem";
import type { Node, ObjectNode, Shape } from "./shape.ts";

/** Everything about `value` that does not fit `shape`; an empty list when it fits. */
export function checkShape(shape: Shape, value: unknown, path = ""): Problem[] {
  const problems: Problem[] = [];
  visit(shape.node, value, path, problems);
  return problems;
}

/** Of one value. Thousands of unknown fields fit into a request, and each is compared with all known ones. */
const mostSuggested = 100;

type Scalar = Exclude<Node, { kind: "list" | "record" | "object" | "oneOf" | "later" }>;

function visit(node: Node, value: unknown, path: string, problems: Problem[]): void {
  switch (node.kind) {
    case "list": {
      visitList(node, value, path, problems);
      return;
    }
    case "record": {
      if (!isObject(value))
        problems.push(wrong(path, value, "an object of names and values", "Write `name: value` lines."));
      else
        for (const [key, one] of Object.entries(value))
          visit(node.of.node, one, joinPath(path, key), problems);
      return;
    }
    case "object": {
      visitObject(node, value, path, problems);
      return;
    }
    case "oneOf": {
      visitOneOf(node, value, path, problems);
      return;
    }
    case "later": {
      visit(node.get().node, value, path, problems);
      return;
    }
    default: {
      const expectation = fits(node, value) ? undefined : expectationOf(node, value);
      if (expectation === undefined) return;
      const [expected, fix] = expectation;
      problems.push(wrong(path, value, expected, shareFix(node, value) ?? fix));
    }
  }
}

/** A share that is written in percent: `"30%"`, or `99` where at most 1 is possible. A fall is a share below 0. */
function shareFix(node: Scalar, value: unknown): string | undefined {
  if (node.kind !== "number") return undefined;
  const [, text] = typeof value === "string" ? (/^(-?[\d.]+)\s*%$/.exec(value.trim()) ?? []) : [];
  const size = typeof value === "number" && node.most <= 1 ? Math.abs(value) : 0;
  const percent = text === undefined ? (size > 1 && size <= 100 ? Number(value) : NaN) : Number(text);
  const share = Number((percent / 100).toPrecision(12));
  const fitting = (share > 0 ? [share, -share] : [share]).find((one) => isWithin(node, one));
  return fitting === undefined ? undefined : `Write ${fitting} for ${percent} %.`;
}

function wrong(path: string, value: unknown, expected: string, fix: string): Problem {
  const found = value === undefined ? "is missing" : `is ${show(value)}`;
  return { path, message: `${found}; expected ${expected}.`, fix };
}

function visitList(
  { of, least }: Extract<Node, { kind: "list" }>,
  value: unknown,
  path: string,
  problems: Problem[],
): void {
  if (!Array.isArray(value)) {
    problems.push(wrong(path, value, "a list", "Begin each item with `-`, or put the items into brackets."));
    return;
  }
  if (value.length < least)
    problems.push({
      path,
      message: `has ${value.length} items; expected at least ${least}.`,
      fix: value.length === 0 ? "Add an item." : "Add what is missing.",
    });
  for (const [index, item] of value.entries()) visit(of.node, item, joinPath(path, index), problems);
}

function visitObject(node: ObjectNode, value: unknown, path: string, problems: Problem[]): void {
  const known = Object.keys(node.fields);
  if (!isObject(value)) {
    problems.push(
      wrong(path, value, `an object with ${orList(requiredOf(node))}`, "See the reference of alert rules."),
    );
    return;
  }
  for (const [key, field] of Object.entries(node.fields)) {
    const one = Object.hasOwn(value, key) ? value[key] : undefined;
    if (one !== undefined) visit(field.shape.node, one, joinPath(path, key), problems);
    else if (field.required)
      problems.push({
        path: joinPath(path, key),
        message: `is missing; expected ${expectedOf(field.shape.node)}.`,
        fix: `Add \`${key}\`.`,
      });
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = problems.length < mostSuggested ? nearest(key, known) : undefined;
    problems.push({
      path: joinPath(path, key),
      message: near === undefined ? `is unknown; expected ${orList(known)}.` : "is unknown.",
      fix: near === undefined ? "Remove it." : `Did you mean \`${near}\`?`,
    });
  }
}

function requiredOf({ fields, keys }: ObjectNode): readonly string[] {
  const names = Object.entries(fields).flatMap(([key, field]) => (field.required ? [key] : []));
  return names.length > 0 ? names : (keys ?? Object.keys(fields));
}

/**
 * The alternatives whose keys are given. A key that is only a field of another one does not choose: `service` restricts a log pattern, and
 * chooses a service without one.
 */
function choose(
  alternatives: readonly ObjectNode[],
  value: Readonly<Record<string, unknown>>,
): readonly ObjectNode[] {
  const keysOf = (one: ObjectNode): readonly string[] => one.keys!.filter((key) => value[key] !== undefined);
  const possible = alternatives.filter((one) => keysOf(one).length > 0);
  return possible.filter(
    (one) =>
      !possible.some(
        (other) => other !== one && keysOf(one).every((key) => Object.hasOwn(other.fields, key)),
      ),
  );
}

function visitOneOf(
  { alternatives, name }: Extract<Node, { kind: "oneOf" }>,
  value: unknown,
  path: string,
  problems: Problem[],
): void {
  const keys = alternatives.flatMap((one) => one.keys ?? []);
  const expected = `${name} with ${orList(keys)}`;
  if (!isObject(value)) {
    problems.push(wrong(path, value, expected, `Write for example \`{ ${keys[0]}: … }\`.`));
    return;
  }
  const chosen = choose(alternatives, value);
  if (chosen.length === 1) {
    visitObject(chosen[0]!, value, path, problems);
    return;
  }
  const given = Object.keys(value);
  if (chosen.length > 1) {
    const both = keys.filter((key) => value[key] !== undefined);
    problems.push({
      path,
      message: `has ${both.map((key) => `\`${key}\``).join(" and ")}, which exclude each other.`,
      fix: "Keep one of them.",
    });
    return;
  }
  const near = given
    .slice(0, mostSuggested)
    .map((key) => nearest(key, keys))
    .find((one) => one !== undefined);
  problems.push({
    path,
    message: `has ${given.length === 0 ? "no fields" : given.map((key) => `\`${key}\``).join(", ")}; expected ${expected}.`,
    fix: near === undefined ? `Add one of them.` : `Did you mean \`${near}\`?`,
  });
}

const zoned = /T.*(?:Z|[+-]\d{2}:\d{2})$/;
const timeOfDay = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;

const fitting: {
  readonly [K in Scalar["kind"]]: (value: unknown, node: Extract<Scalar, { kind: K }>) => boolean;
} = {
  text: (value) => typeof value === "string" && value.trim() !== "",
  number: (value, node) => isWithin(node, value),
  duration: (value) => typeof value === "string" && Number.isInteger(parseDurationMs(value)),
  time: (value) => typeof value === "string" && zoned.test(value) && parseInstant(value) !== undefined,
  clock: (value) => typeof value === "string" && timeOfDay.test(value),
  boolean: (value) => typeof value === "boolean",
  scalar: (value) => typeof value === "string" || typeof value === "boolean" || Number.isFinite(value),
  choice: (value, { values }) => typeof value === "string" && values.includes(value),
};

function fits(node: Scalar, value: unknown): boolean {
  return fitting[node.kind](value, node as never);
}

function isWithin(
  { least, most, whole, above = -Infinity }: Extract<Node, { kind: "number" }>,
  value: unknown,
): boolean {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return (
    value >= least &&
    value <= most &&
    (above === -Infinity || value > above) &&
    (!whole || Number.isInteger(value))
  );
}

/** The expectation and the fix. */
function expectationOf(node: Scalar, value: unknown): readonly [expected: string, fix: string] {
  const expected = expectedOf(node);
  switch (node.kind) {
    case "text":
      return [expected, `Write for example \`${node.example}\`.`];
    case "number":
      return [
        expected,
        typeof value === "number" ? "Write a number in this range." : "Write a number without quotes.",
      ];
    case "duration":
      return [expected, durationFix];
    case "time":
      return [expected, "Write date, time and time zone, in quotes."];
    case "clock":
      return [expected, "Write hours and minutes, in quotes."];
    case "boolean":
      return [expected, "Write it without quotes."];
    case "scalar":
      return [expected, "Write the value of the attribute."];
    case "choice":
      return [expected, `Write one of them.`];
  }
}

/** What a value must be, in words. */
export function expectedOf(node: Node): string {
  switch (node.kind) {
    case "text":
      return "text";
    case "number":
      return expectedNumber(node);
    case "duration":
      return expectedDuration;
    case "time":
      return "a time such as `2026-11-22T08:00:00Z`";
    case "clock":
      return "a time of day such as `08:30`";
    case "boolean":
      return "`true` or `false`";
    case "scalar":
      return "text, a number or a boolean";
    case "choice":
      return orList(node.values);
    case "list":
      return "a list";
    case "record":
      return "an object of names and values";
    case "object":
      return `an object with ${orList(requiredOf(node))}`;
    case "oneOf":
      return `${node.name} with ${orList(node.alternatives.flatMap((one) => one.keys ?? []))}`;
    case "later":
      return node.name;
  }
}

function expectedNumber({ least, most, whole, above }: Extract<Node, { kind: "number" }>): string {
  const noun = whole ? "a whole number" : "a number";
  if (above !== undefined)
    return most === Infinity ? `${noun} above ${above}` : `${noun} above ${above}, up to ${most}`;
  if (least === -Infinity && most === Infinity) return noun;
  if (most === Infinity) return `${noun} of ${least} or more`;
  return least === -Infinity ? `${noun} of ${most} or less` : `${noun} from ${least} to ${most}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
