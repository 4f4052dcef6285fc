// What of an application is seen, and by what: its dependencies as they are installed, held against the integrations that there are.
import Module, { isBuiltin } from "node:module";
import path from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import type { Emitted } from "../integrations/library-integration.ts";
import { canLoad, coverageOf } from "../register/coverage.ts";
import type { FoundOfficial } from "../register/official.ts";
import { isSameModule, officialModules } from "../register/official-names.ts";
import { loadIntegration } from "../register/own-target.ts";
import { packageName, readPackage } from "../register/package-of.ts";
import { table } from "../register/table.ts";
import { showVersions } from "../register/target.ts";
import type { TableEntry } from "../register/table-entry.ts";
import { through } from "../register/through.ts";
import { bundledInto } from "../register/unseen.ts";

const fs = builtin("fs");

/** By what a library is seen. */
export type By = "own" | "plugin" | "through" | "official" | "installable" | "none";

/** A library of the application. */
export interface Surveyed {
  /** As it is imported; modules of Node begin with `node:`. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Whether the application asks for it by itself, and not only what it depends on does. */
  readonly direct: boolean;
  readonly by: By;
  /** `telltale/pg`, where the functions of plugins are, or the official package that is used, or could be. */
  readonly instrumentation?: string | undefined;
  readonly enabled: boolean;
  /** What is to be known besides: a version that is only tried, a generation for another Node. */
  readonly note?: string | undefined;
  /** What our integration emits. */
  readonly emits: readonly Emitted[];
}

/** What was found. */
export interface Survey {
  readonly folder: string;
  /** The application's name; undefined where the folder has no `package.json`. */
  readonly application: string | undefined;
  readonly libraries: readonly Surveyed[];
  /** Libraries inside the entry file, which hooks of modules cannot see. */
  readonly bundled: readonly string[];
}

/** Looks at the application in `folder`, as the process with `variables` would run it; `entry` may be a bundle. */
export function survey(
  folder: string,
  variables: Readonly<Record<string, string | undefined>>,
  entry: string | undefined,
): Survey {
  const manifest = readManifest(folder);
  const direct = Object.keys({ ...manifest?.dependencies, ...manifest?.optionalDependencies });
  const coverage = coverageOf([folder], variables);
  const seen = coverage.own.flatMap(({ entry: one, choice }) =>
    surveyOwn(one, choice.enabled, folder, direct),
  );
  const ownNames = new Set(seen.map(({ name }) => name));
  const official = surveyOfficial(
    [...coverage.official, ...coverage.left],
    folder,
    direct,
    coverage.own,
  ).filter(({ name }) => !ownNames.has(name));
  const taken = new Set([...ownNames, ...official.map(({ name }) => name)]);
  const plugged = surveyPlugins(folder, [...direct, ...Object.keys(manifest?.devDependencies ?? {})]);
  for (const { name } of plugged) taken.add(name);
  const rest = direct.filter((name) => !taken.has(name) && !/^@?telltale|^@opentelemetry\//.test(name));
  const libraries = [
    ...seen,
    ...plugged,
    ...official,
    ...rest.map((name) => surveyThrough(name, folder) ?? unseen(name, folder)),
  ];
  const names = libraries.filter(({ by }) => by !== "none" && by !== "plugin").map(({ name }) => name);
  const file = entry ?? manifest?.main;
  return {
    folder,
    application: manifest === undefined ? undefined : (manifest.name ?? path.basename(folder)),
    libraries,
    bundled: file === undefined ? [] : bundledInto(path.resolve(folder, file), names),
  };
}

function surveyOwn(
  entry: TableEntry,
  enabled: boolean,
  folder: string,
  direct: readonly string[],
): Surveyed[] {
  const name = libraryOf(entry, folder);
  if (name === undefined) return [];
  const version = isOfNode(name) ? undefined : installedVersion(name, folder);
  // it would have to publish diagnostics, and this version does not
  if (entry.libraries !== undefined && !isKnown(entry, version)) return [];
  return [
    {
      name,
      version,
      direct: isOfNode(name) || direct.includes(name),
      by: "own",
      instrumentation: `telltale/${entry.file}`,
      enabled,
      note: name === (entry.libraries ?? entry.modules)[0] ? noteOfVersion(entry, version) : undefined,
      emits: emitsOf(entry),
    },
  ];
}

// what is there without any module
const always = new Set(["fetch", "runtime"]);

function isOfNode(name: string): boolean {
  return name.startsWith("node:") || always.has(name);
}

/** What the integration sees here: a package, a module of Node, or what is always there; undefined where it sees nothing. */
function libraryOf(
  { name, file, modules, libraries, atStart }: TableEntry,
  folder: string,
): string | undefined {
  const module = (libraries ?? (modules.length === 0 ? [`node:${file}`] : modules)).find(
    (one) => (one.startsWith("node:") && isBuiltin(one)) || (!isBuiltin(one) && canLoad(one, [folder])),
  );
  if (module !== undefined) return packageName(`/node_modules/${module}`) ?? module;
  if (atStart !== true || libraries !== undefined) return undefined;
  return name === "undici" ? "fetch" : always.has(name) ? name : undefined;
}

function noteOfVersion(entry: TableEntry, version: string | undefined): string | undefined {
  const { versions, tested = [] } = entry;
  if (versions === undefined || version === undefined) return undefined;
  if (!isKnown(entry, version))
    return `version ${version} is untested; expected to work: ${showVersions(versions)}`;
  const major = Number.parseInt(version, 10);
  if (tested.some((one) => Number.parseInt(one, 10) === major)) return undefined;
  return `seen in tests: ${tested.join(", ") || "no version"}; expected to work: ${showVersions(versions)}`;
}

/** Whether `version` is one that the integration knows; where it has none, or none can be read, it counts as known. */
function isKnown({ versions }: Pick<TableEntry, "versions">, version: string | undefined): boolean {
  const major = Number.parseInt(version ?? "", 10);
  if (versions === undefined || Number.isNaN(major)) return true;
  return versions.some(([from, before]) => major >= from && major < before);
}

/** The versions of a library that publish diagnostics, if the installed one does not. */
function noteOfOther(name: string, version: string | undefined): string | undefined {
  const entry = table.find(({ libraries }) => libraries?.includes(name) === true);
  if (entry?.versions === undefined) return undefined;
  return `telltale/${entry.file} covers ${showVersions(entry.versions)}, not ${version ?? "this version"}`;
}

/** The libraries of `wanted`, those that only the build needs among them, that are instrumented by built-in plugins. */
function surveyPlugins(folder: string, wanted: readonly string[]): Surveyed[] {
  return [...new Set(wanted)].flatMap((name) => {
    const version = installedVersion(name, folder);
    const found = table.flatMap(({ file, plugins = [] }) =>
      plugins
        .filter((plugin) => plugin.library === name && version !== undefined && isKnown(plugin, version))
        .map((plugin) => ({ ...plugin, entry: file })),
    );
    const [first] = found;
    if (first === undefined) return [];
    return [
      {
        name,
        version,
        direct: true,
        by: "plugin" as const,
        instrumentation: `telltale/${first.entry}`,
        enabled: true,
        note: found.map(({ call, file }) => `\`${call}\` in \`${file}\``).join(", "),
        emits: [],
      },
    ];
  });
}

/** A library whose work is seen in what it is built on; undefined where nothing is known of it. */
function surveyThrough(name: string, folder: string): Surveyed | undefined {
  const known = through[name];
  if (known === undefined) return undefined;
  const entries = table.filter(({ name: one }) => known.includes(one));
  // of several drivers those that are there
  const there = entries.filter(({ modules }) =>
    modules.some((one) => isBuiltin(one) || canLoad(one, [folder])),
  );
  const by = there.length === 0 ? entries : there;
  return {
    name,
    version: installedVersion(name, folder),
    direct: true,
    by: "through",
    instrumentation: by.map(({ file }) => `telltale/${file}`).join(", "),
    enabled: true,
    note:
      there.length === 0 && !known.includes("undici") ? "none of their libraries is installed" : undefined,
    emits: [],
  };
}

function emitsOf(entry: TableEntry): readonly Emitted[] {
  try {
    return loadIntegration(entry).emits;
  } catch {
    // an integration that this Node cannot load sees nothing here
    return [];
  }
}

interface FoundOne {
  readonly found: FoundOfficial;
  readonly choice?: { readonly enabled: boolean };
  readonly why?: string;
}

function surveyOfficial(
  all: readonly FoundOne[],
  folder: string,
  direct: readonly string[],
  own: readonly { readonly entry: TableEntry }[],
): Surveyed[] {
  return Object.entries(officialModules).flatMap(([short, modules]) => {
    const isOwn = own.some(({ entry }) =>
      entry.modules.some((one) => modules.some((other) => isSameModule(one, other))),
    );
    const module = modules.find((one) => isBuiltin(one) || canLoad(one, [folder]));
    const one = all.find(({ found }) => found.short === short);
    if (isOwn || module === undefined || (module.startsWith("node:") && one === undefined)) return [];
    const package_ = `@opentelemetry/instrumentation-${short}`;
    const used = one !== undefined && one.why === undefined;
    return [
      {
        name: module,
        version: module.startsWith("node:") ? undefined : installedVersion(module, folder),
        direct: module.startsWith("node:") || direct.includes(module),
        by: used ? ("official" as const) : ("installable" as const),
        instrumentation: used ? `${package_} ${one.found.version ?? ""}`.trim() : package_,
        enabled: used && one.choice?.enabled === true,
        note: one?.why ?? noteOfOther(module, installedVersion(module, folder)),
        emits: [],
      },
    ];
  });
}

function unseen(name: string, folder: string): Surveyed {
  const version = installedVersion(name, folder);
  const note = version === undefined ? "it is not installed" : noteOfOther(name, version);
  return {
    name,
    version,
    direct: true,
    by: "none",
    enabled: false,
    note,
    emits: [],
  };
}

function installedVersion(name: string, folder: string): string | undefined {
  const places = Module.createRequire(path.join(folder, "from")).resolve.paths(name) ?? [];
  for (const place of places) {
    const found = readPackage(path.join(place, name));
    if (found !== undefined) return found.version;
  }
  return undefined;
}

interface Manifest {
  readonly name?: string;
  readonly main?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(fs().readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
