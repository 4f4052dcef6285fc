// The rows of the doctor: every setting that is declared, with its value and where that is from.
import type { FileConfiguration } from "../configuration/file-configuration.ts";
import type { Environment } from "../engine/settings/environment.ts";
import type { OtlpOptions } from "../export/otlp-settings.ts";
import { allSettings } from "../options/all-settings.ts";
import type { StartOptions } from "../options/start-options.ts";
import { defaultOf, forSignal } from "../settings/by-signal.ts";
import { locate } from "../settings/resolve.ts";
import type { Setting } from "../settings/setting.ts";
import { type Declared, walk } from "../settings/walk.ts";
import { type Fact, originOf } from "./fact.ts";
import { hide, optionOf, show } from "./show.ts";

/** Where values may be from. */
export interface Given {
  readonly options: StartOptions;
  readonly env: Environment;
  readonly file: FileConfiguration | undefined;
  /** Variables that a part has ignored for reasons that their settings do not show. */
  readonly ignored: ReadonlySet<string>;
}

/** A row for each setting of `start()`, and for each that variables set. */
export function settingFacts(given: Given): readonly Fact[] {
  const rows: Fact[] = [];
  const seen = new Set<string>();
  for (const [taker, group] of Object.entries(allSettings)) {
    const isOption = taker === "start()";
    const all = [...walk(group)];
    const replaced = new Set(all.map(({ setting }) => setting.option));
    for (const declared of all) {
      const name = nameOf(declared);
      if (replaced.has(declared.path)) continue;
      if ((!isOption && declared.setting.variable === undefined) || seen.has(name) || isEndpoint(name))
        continue;
      seen.add(name);
      rows.push({ name, ...valueOf(declared, isOption, given) });
    }
  }
  return rows;
}

/** The name of the row of a setting. */
export function nameOf({ setting, path, signal }: Declared): string {
  return forSignal(setting.label ?? path, signal);
}

// endpoints have rows of their own, with what is asked of them
function isEndpoint(name: string): boolean {
  return name === "endpoint" || name.endsWith(": endpoint");
}

type FactValue = Omit<Fact, "name">;

function valueOf({ setting, path, signal }: Declared, isOption: boolean, given: Given): FactValue {
  const { options, env, ignored } = given;
  const option = typeof setting.option === "string" ? setting.option : isOption ? path : undefined;
  const own = option === undefined ? undefined : optionOf(options, option);
  if (own !== undefined && setting.option !== false)
    return { value: setting.secret === true ? "…" : show(own), origin: "option", source: option as string };
  const { value, source } = locate(setting, undefined, env, signal);
  if (source.kind === "variable" && !ignored.has(source.name))
    return { value: hide(source.name, env.text(source.name) ?? ""), ...originOf(source.name) };
  if (source.kind === "file") return { value: show(value), origin: "file", source: source.name };
  return byFile(setting, path, given, signal) ?? { value: fallbackOf(setting, signal), origin: "default" };
}

/** What holds by default, in words where it is not a value. `tools/settings.ts` writes it. @public */
export function fallbackOf(setting: Setting, signal: Declared["signal"]): string {
  const value = defaultOf(setting, signal);
  if (setting.fallback !== undefined) return setting.fallback;
  return value === undefined || (Array.isArray(value) && value.length === 0) ? "none" : show(value);
}

// what a file says by the components that it names, by the options of its exporters, or by options that are made of several places
function byFile(
  setting: Setting,
  path: string,
  { options, file }: Given,
  signal: Declared["signal"],
): FactValue | undefined {
  if (file === undefined) return undefined;
  const replaced = options.exporters !== undefined || options.endpoint !== undefined;
  if (setting.components !== undefined)
    return replaced && setting.option === "exporters" ? undefined : ofComponents(file, setting, signal);
  const origin = file.origins[path];
  if (origin !== undefined)
    return { value: show(optionOf(file.options, path)), origin: "file", source: origin };
  const key = path as keyof OtlpOptions;
  const found = replaced
    ? undefined
    : file.destinations.find((one) => one.signal === signal && one.options[key] !== undefined);
  return found && { value: showOtlp(found.options[key]), origin: "file", source: found.path };
}

// headers by their names only
function showOtlp(value: unknown): string {
  if (typeof value !== "object" || value === null) return show(value);
  const names = Object.keys(value);
  return names.length === 0 ? "none" : names.map((name) => `${name}=…`).join(",");
}

function ofComponents(
  { components }: FileConfiguration,
  setting: Setting,
  signal: Declared["signal"],
): FactValue {
  const kinds = (setting.components ?? []).map((kind) => forSignal(kind, signal));
  const all = components.filter(({ kind }) => kinds.includes(kind));
  const outer = all.filter(({ path }) => !all.some((other) => path.startsWith(`${other.path}.`)));
  if (outer.length === 0)
    return typeof setting.default === "string"
      ? { value: setting.default, origin: "default" }
      : { value: "none", origin: "file" };
  const value = outer.map(({ shown }) => shown).join(",");
  // of a list the place of all, not that of the first
  const source = outer.length === 1 ? outer[0]?.path : outer[0]?.path.replace(/\[.*/, "");
  return { value, origin: "file", ...(source === undefined ? {} : { source }) };
}
