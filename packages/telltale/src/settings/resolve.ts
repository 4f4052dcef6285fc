// Resolves settings, by priority: the option, then `TELLTALE_*`, then the configuration file (without one `OTEL_*`), then the default.
// Wrong options throw, wrong variables warn and count as not set.
import { createEnvironment, type Environment } from "../engine/settings/environment.ts";
import type { Signal } from "../engine/exporter/exporter.ts";
import { defaultOf, placesOf, variablesOf } from "./by-signal.ts";
import { check, problemWith } from "./check.ts";
import { only, rangeOf } from "./declaration.ts";
import { expectedInText, expectedOf } from "./expected.ts";
import { rejected } from "./reject.ts";
import { isRecord } from "./shape.ts";
import type { Group, Resolved, Setting, VariablesOf } from "./setting.ts";

/** Without any variables. */
const nothing = createEnvironment({});

/** Where a value is from: an option, a variable by its name, a place in the configuration file, or the default. */
type Source =
  | { readonly kind: "option" | "default" }
  | { readonly kind: "variable" | "file"; readonly name: string };

/** A value that was found, and where. */
export interface Found {
  readonly value: unknown;
  readonly source: Source;
}

/**
 * Checks `given`, the option at `path`, and resolves all of `group` with `env`, no variables where it is left out. A group with a switch that is off is settled all the same:
 * ask {@link isOn}.
 *
 * @throws {TelemetryError} with the group's code for what is wrong with the option
 */
export function resolve<const G extends Group>(
  group: G,
  given: unknown,
  path: string,
  env: Environment = nothing,
): Resolved<G["settings"]> {
  check(group, given, path);
  return resolveChecked(group, given, env) as Resolved<G["settings"]>;
}

function resolveChecked({ settings }: Group, given: unknown, env: Environment): Record<string, unknown> {
  const options = isRecord(given) ? given : {};
  const resolved: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const option = options[name];
    resolved[name] =
      setting.per === undefined
        ? valueOf(setting, option, env)
        : Object.fromEntries(setting.per.map((signal) => [signal, valueOf(setting, option, env, signal)]));
  }
  return resolved;
}

function valueOf(setting: Setting, option: unknown, env: Environment, signal?: Signal): unknown {
  if (setting.type === "group") {
    if (setting.switch !== undefined && !isOn(setting, option, env)) return undefined;
    return resolveChecked(setting as Group, option, env);
  }
  return locate(setting, option, env, signal).value;
}

/** Whether a group with a switch is on: where the option says nothing, as its switch is set. */
function isOn({ switch: own }: Setting, option: unknown, env: Environment): boolean {
  if (option !== undefined) return option !== false;
  return own === undefined || locate(own, undefined, env).value === true;
}

/** The value of `setting`, whose option was checked, and where it is from. */
export function locate(setting: Setting, option: unknown, env: Environment, signal?: Signal): Found {
  if (option !== undefined && setting.option === undefined)
    return { value: option, source: { kind: "option" } };
  for (const name of variablesOf(setting, signal)) {
    const value = readVariable(env, name, setting);
    if (value !== undefined) return { value, source: { kind: "variable", name } };
  }
  for (const place of placesOf(setting, signal)) {
    const found = env.at(place, rangeOf(setting)[1], setting.type === "timeout");
    const value = found === undefined ? undefined : fromFile(setting, found.value);
    if (found === undefined || value === undefined) continue;
    if (setting.type !== "group" && problemWith(setting, value, "") !== undefined)
      throw rejected("TT_CONFIG_FILE", found.path, found.value, expectedOf(setting));
    return { value, source: { kind: "file", name: found.path } };
  }
  return { value: defaultOf(setting, signal), source: { kind: "default" } };
}

function fromFile(setting: Setting, given: unknown): unknown {
  if (setting.fromFile !== undefined) return setting.fromFile(given);
  return setting.type === "timeout" && given === 0 ? Infinity : given;
}

/** The value of the variable `name`; undefined where it is not set, or wrong, which warns. */
export function readVariable(env: Environment, name: string, setting: Setting): unknown {
  const text = env.text(name);
  // a document, which is read by the part it configures
  if (text === undefined || setting.type === "group") return text;
  if (text.toLowerCase() === setting.unset) return undefined;
  if (setting.type === "list" && setting.parse === undefined) return readList(env, name, text, setting);
  const value = parse(setting, text);
  return value === undefined ? env.ignore(name, expectedInText(setting)) : value;
}

// what is unknown in a list is left out, and what is known stays
function readList(env: Environment, name: string, text: string, setting: Setting): unknown {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const known = parts.map((part) => parse(only(setting), part)).filter((value) => value !== undefined);
  if (known.length < parts.length) {
    const values = only(setting).values?.join(", ");
    const used = known.length > 0 ? known : ((setting.default ?? []) as readonly unknown[]);
    const what = used.length === 0 ? "it is ignored" : `${used.join(", ")} is used`;
    env.ignore(name, values === undefined ? expectedOf(setting) : `some of ${values}`, what);
  }
  return known.length === 0 ? undefined : [...new Set(known)];
}

function parse(setting: Setting, text: string): unknown {
  const value = setting.parse === undefined ? toValue(setting, text) : setting.parse(text);
  return value === undefined || problemWith(setting, value, "") !== undefined ? undefined : value;
}

function toValue(setting: Setting, text: string): unknown {
  const lower = text.toLowerCase();
  switch (setting.type) {
    case "flag":
      return lower === "true" ? true : lower === "false" ? false : undefined;
    case "timeout":
      return /^\+?0+$/.test(text) ? Infinity : /^\+?\d+$/.test(text) ? Number(text) : undefined;
    case "whole":
      return /^\+?\d+$/.test(text) ? Number(text) : undefined;
    case "number":
      return /^\+?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    case "choice":
      return setting.values?.find((value) => String(value).toLowerCase() === lower);
    case "either":
      return (setting.of as readonly Setting[])
        .map((one) => parse(one, text))
        .find((one) => one !== undefined);
    default:
      return text;
  }
}

/** What variables say of the settings of `group` itself; those that say nothing are not there. */
export function variablesIn<const G extends Group>(group: G, env: Environment): VariablesOf<G["settings"]> {
  const set: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(group.settings)) {
    for (const variable of setting.type === "group" ? [] : variablesOf(setting)) {
      const value = readVariable(env, variable, setting);
      if (value !== undefined) set[name] = value;
    }
  }
  return set as VariablesOf<G["settings"]>;
}

/** The values of `group` when nothing is set. */
export function defaultsOf<const G extends Group>(group: G): Resolved<G["settings"]> {
  return resolveChecked(group, undefined, nothing) as Resolved<G["settings"]>;
}
