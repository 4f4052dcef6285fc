// Whether a value is one that a setting can have, at any depth.
import { isHttpUrl } from "../engine/settings/environment.ts";
import type { TelemetryError, TelemetryErrorCode } from "../error.ts";
import { only, optionNames, rangeOf, switchValues } from "./declaration.ts";
import { expectedOf } from "./expected.ts";
import { rejected, rejectedName } from "./reject.ts";
import { isRecord } from "./shape.ts";
import type { Group, Setting } from "./setting.ts";

/** Checks the option at `path`. @throws {TelemetryError} with the code of the group that it is in */
export function check(
  setting: Setting,
  value: unknown,
  path: string,
  code: TelemetryErrorCode = "TT_OPTION",
): void {
  const problem = value === undefined ? undefined : problemWith(setting, value, path, code);
  if (problem !== undefined) throw problem();
}

/** Makes the error that says what is wrong. */
type Problem = () => TelemetryError;

/** What is wrong with `value`, if anything is. */
export function problemWith(
  setting: Setting,
  value: unknown,
  path: string,
  outer: TelemetryErrorCode = "TT_OPTION",
): Problem | undefined {
  const code = setting.code ?? outer;
  const wrong: Problem = () => rejected(code, path, value, expectedOf(setting), setting.secret === true);
  switch (setting.type) {
    case "group":
      if (typeof value === "boolean" && switchValues(setting).includes(value)) return undefined;
      return isRecord(value) ? problemInGroup(setting as Group, value, path, code) : wrong;
    case "list":
      return Array.isArray(value) && value.length >= (setting.least ?? 0)
        ? firstOf(value.entries(), ([at, one]) => problemWith(only(setting), one, `${path}[${at}]`, code))
        : wrong;
    case "record":
      return isRecord(value)
        ? firstOf(Object.entries(value), ([name, one]) =>
            one === undefined ? undefined : problemWith(only(setting), one, `${path}.${name}`, code),
          )
        : wrong;
    case "either":
      return problemWithEach(setting.of as readonly Setting[], value, path, code, wrong);
    default:
      return fits(setting, value) ? undefined : wrong;
  }
}

// of an object or a list it is said what is wrong inside, where one of them may be it
function problemWithEach(
  all: readonly Setting[],
  value: unknown,
  path: string,
  code: TelemetryErrorCode,
  wrong: Problem,
): Problem | undefined {
  const problems = all.map((one) => problemWith(one, value, path, code));
  if (problems.includes(undefined)) return undefined;
  const types = isRecord(value) ? ["group", "record"] : Array.isArray(value) ? ["list"] : [];
  const at = all.findIndex(({ type }) => types.includes(type));
  return at === -1 ? wrong : problems[at];
}

function problemInGroup(
  { settings }: Group,
  given: Readonly<Record<string, unknown>>,
  path: string,
  code: TelemetryErrorCode,
): Problem | undefined {
  const known = optionNames(settings);
  const inner = (name: string): string => (path === "" ? name : `${path}.${name}`);
  return (
    firstOf(Object.keys(given), (name) =>
      known.includes(name) ? undefined : () => rejectedName(code, path, name, known),
    ) ??
    firstOf(known, (name) => {
      const setting = settings[name] as Setting;
      const value = given[name];
      if (value === undefined && setting.required !== true) return undefined;
      return problemWith(setting, value, inner(name), code);
    })
  );
}

function fits(setting: Setting, value: unknown): boolean {
  const test = tests[setting.type];
  return test === undefined ? (setting.check?.(value) ?? true) : test(value, setting);
}

/** The tests of the types whose values are simple. */
const tests: Partial<Record<Setting["type"], (value: unknown, setting: Setting) => boolean>> = {
  flag: (value) => typeof value === "boolean",
  whole: (value, setting) => Number.isSafeInteger(value) && isInRange(setting, value as number),
  timeout: (value, setting) =>
    value === Infinity || (Number.isSafeInteger(value) && isInRange(setting, value as number)),
  number: (value, setting) => typeof value === "number" && isInRange(setting, value),
  text: (value, { least = 1 }) => typeof value === "string" && value.trim().length >= least,
  url: (value) => (typeof value === "string" || value instanceof URL) && isHttpUrl(String(value)),
  key: (value, { least = 1 }) =>
    (typeof value === "string" || value instanceof Uint8Array) && value.length >= least,
  choice: (value, { values = [] }) => values.includes(value as string),
};

function isInRange(setting: Setting, value: number): boolean {
  const [least, most] = rangeOf(setting);
  return value >= least && value <= most && !(setting.above !== undefined && value <= setting.above);
}

function firstOf<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
