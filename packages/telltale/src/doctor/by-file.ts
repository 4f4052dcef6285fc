// What a configuration file says of a setting, and where: by the components it names, by the options of its exporters, or by
// options that have no variable.
import type { FileConfiguration } from "../configuration/file-configuration.ts";
import type { StartOptions } from "../options/start-options.ts";
import type { Fact } from "./facts.ts";
import type { Setting } from "./settings.ts";
import { optionOf, show } from "./show.ts";

/** What `file` says of `setting`, where `options` do not replace it. */
export function factByFile(
  file: FileConfiguration,
  { option, byExporter, byFile }: Setting,
  options: StartOptions,
): Omit<Fact, "name"> | undefined {
  const replaced = options.exporters !== undefined || options.endpoint !== undefined;
  if (replaced && (byExporter !== undefined || option === "exporters")) return undefined;
  if (byExporter !== undefined) return ofExporter(file, byExporter);
  const source = option === undefined ? undefined : file.origins[option];
  if (option !== undefined && source !== undefined) {
    return { value: show(optionOf(file.options, option)), origin: "file", source };
  }
  return byFile === undefined ? undefined : ofComponents(file, byFile);
}

function ofExporter(
  { destinations }: FileConfiguration,
  { signal, key }: NonNullable<Setting["byExporter"]>,
): Omit<Fact, "name"> | undefined {
  const found = destinations.find((one) => one.signal === signal && one.options[key] !== undefined);
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
  { kinds, fallback }: NonNullable<Setting["byFile"]>,
): Omit<Fact, "name"> {
  const all = components.filter(({ kind }) => kinds.includes(kind));
  const outer = all.filter(({ path }) => !all.some((other) => path.startsWith(`${other.path}.`)));
  if (outer.length === 0) return { value: fallback, origin: fallback === "none" ? "file" : "default" };
  const value = outer.map(({ shown }) => shown).join(",");
  // of a list the place of all, not that of the first
  const source = outer.length === 1 ? outer[0]?.path : outer[0]?.path.replace(/\[.*/, "");
  return { value, origin: "file", ...(source === undefined ? {} : { source }) };
}
