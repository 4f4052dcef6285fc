// All settings that declarations hold, one after the other.
import type { Signal } from "../engine/exporter/exporter.ts";
import { variablesOf } from "./by-signal.ts";
import { only } from "./declaration.ts";
import type { Group, Setting } from "./setting.ts";

/** A setting and its path. */
export interface Declared {
  readonly setting: Setting;
  /** The path of its option; `[]` and `.*` represent the entries of a list and of a record. */
  readonly path: string;
  /** For a setting that exists once for each signal. */
  readonly signal: Signal | undefined;
}

/** All settings of `group` at `path`; with `inner` also those inside lists, records and choices between types. */
export function* walk(group: Group, path = "", inner = false): Generator<Declared> {
  for (const [name, setting] of Object.entries(group.settings)) {
    const at = path === "" ? name : `${path}.${name}`;
    yield* declared(setting, at, inner);
  }
}

function* declared(setting: Setting, path: string, inner: boolean): Generator<Declared> {
  if (setting.type === "group") {
    if (setting.variable !== undefined) yield { setting, path, signal: undefined };
    if (setting.switch !== undefined) yield { setting: setting.switch, path, signal: undefined };
    yield* walk(setting as Group, path, inner);
    return;
  }
  for (const signal of setting.per ?? [undefined]) yield { setting, path, signal };
  if (!inner) return;
  for (const one of [setting.of ?? []].flat() as readonly Setting[])
    yield* within(one, pathOfEntry(setting, path));
}

// what a list holds has no row of its own: its fields have
function* within(setting: Setting, path: string): Generator<Declared> {
  if (setting.type === "group") yield* walk(setting as Group, path, true);
  else if (setting.type === "list" || setting.type === "record")
    yield* within(only(setting), pathOfEntry(setting, path));
  else if (setting.type === "either")
    for (const one of setting.of as readonly Setting[]) yield* within(one, path);
}

function pathOfEntry({ type }: Setting, path: string): string {
  if (type === "list") return `${path}[]`;
  return type === "record" ? `${path}.*` : path;
}

/** The names of all variables that `groups` declare. */
export function declaredVariables(groups: readonly Group[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const group of groups)
    for (const { setting, signal } of walk(group))
      for (const name of variablesOf(setting, signal)) names.add(name);
  return names;
}
