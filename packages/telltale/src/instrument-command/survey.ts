// What of an application is seen, and by what: its dependencies as they are installed, held against the integrations that there are.
import Module, { isBuiltin } from "node:module";
import path from "node:path";
import { builtin } from "../engine/builtin.ts";
import type { Emitted } from "../integrations/library-integration.ts";
import { canLoad, coverageOf } from "../register/coverage.ts";
import type { FoundOfficial } from "../register/official.ts";
import { isSameModule, officialModules } from "../register/official-names.ts";
import { loadIntegration } from "../register/own-target.ts";
import { packageName, readPackage } from "../register/package-of.ts";
import { showVersions } from "../register/target.ts";
import type { TableEntry } from "../register/table-entry.ts";
import { bundledInto } from "../register/unseen.ts";

const fs = builtin("fs");

/** By what a library is seen. */
export type By = "own" | "official" | "installable" | "none";

/** A library of the application. */
export interface Surveyed {
  /** As it is imported; modules of Node begin with `node:`. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Whether the application asks for it by itself, and not only what it depends on does. */
  readonly direct: boolean;
  readonly by: By;
  /** `telltale/pg`, or the official package that is used, or could be. */
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
  const seen = coverage.own.flatMap(({ entry: one, wish }) => surveyOwn(one, wish.enabled, folder, direct));
  const official = surveyOfficial([...coverage.official, ...coverage.left], folder, direct, coverage.own);
  const taken = new Set([...seen, ...official].map(({ name }) => name));
  const rest = direct.filter((name) => !taken.has(name) && !/^@?telltale|^@opentelemetry\//.test(name));
  const libraries = [...seen, ...official, ...rest.map((name) => unseen(name, folder))];
  const names = libraries.filter(({ by }) => by !== "none").map(({ name }) => name);
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
  return [
    {
      name,
      version,
      direct: isOfNode(name) || direct.includes(name),
      by: "own",
      instrumentation: `telltale/${entry.file}`,
      enabled,
      note: name === entry.modules[0] ? noteOfVersion(entry, version) : undefined,
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
function libraryOf({ name, file, modules, atStart }: TableEntry, folder: string): string | undefined {
  const module = (modules.length === 0 ? [file, `node:${file}`] : modules).find(
    (one) => (one.startsWith("node:") && isBuiltin(one)) || (!isBuiltin(one) && canLoad(one, [folder])),
  );
  if (module !== undefined) return packageName(`/node_modules/${module}`) ?? module;
  if (atStart !== true) return undefined;
  return name === "undici" ? "fetch" : always.has(name) ? name : undefined;
}

function noteOfVersion({ versions }: TableEntry, version: string | undefined): string | undefined {
  const major = Number.parseInt(version ?? "", 10);
  if (versions === undefined || Number.isNaN(major)) return undefined;
  const known = versions.some(([from, before]) => major >= from && major < before);
  return known ? undefined : `version ${version} is tried; known are ${showVersions(versions)}`;
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
  readonly wish?: { readonly enabled: boolean };
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
        enabled: used && one.wish?.enabled === true,
        note: one?.why,
        emits: [],
      },
    ];
  });
}

function unseen(name: string, folder: string): Surveyed {
  return {
    name,
    version: installedVersion(name, folder),
    direct: true,
    by: "none",
    enabled: false,
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
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(fs().readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
