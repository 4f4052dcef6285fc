// A library that is to be instrumented once it is loaded: which modules it has, and what is done to them. The integration itself is
// loaded with the first of them, so that what an application does not use costs nothing.
import { reportMistake } from "../engine/diagnostics/diagnose.ts";

/** Where a library was loaded. */
export interface At {
  /** As it was asked for: `pg`. */
  readonly module: string;
  /** Whether an ES module has it. */
  readonly by: "require" | "import";
  readonly version: string | undefined;
  /** The folder of its package; undefined for Node's own. */
  readonly folder: string | undefined;
}

/** What is done to the modules of a library. */
export interface Target {
  readonly name: string;
  /** As they are imported: `pg`, `mysql2/promise`, `node:http`. */
  readonly modules: readonly string[];
  readonly versions?: readonly (readonly [from: number, before: number])[] | undefined;
  /** Whether it is to be instrumented at the start too, with `undefined`. */
  readonly atStart?: boolean | undefined;
  /** Instruments `library` in place and returns it, or what replaces it. */
  instrument(library: unknown, at: At): unknown;
}

/** Targets by the modules they take; a module may be of interest to several. */
export type Targets = ReadonlyMap<string, readonly Target[]>;

/** Orders `targets` by module. Modules of Node are found with and without `node:`, where both lead to them. */
export function byModule(targets: readonly Target[], isBuiltin: (name: string) => boolean): Targets {
  const found = new Map<string, Target[]>();
  for (const target of targets) {
    for (const module of target.modules) {
      const bare = module.replace(/^node:/, "");
      const names = module !== bare && isBuiltin(bare) ? [module, bare] : [module];
      for (const name of names) found.set(name, [...(found.get(name) ?? []), target]);
    }
  }
  return found;
}

/**
 * Has every target that wants it instrument `library`, and returns it, or what replaces it.
 *
 * Never throws: a target that fails is reported once, and the library stays as the others left it. A version that is not known is tried, and
 * told.
 */
export function applyTargets(targets: readonly Target[], library: unknown, at: At): unknown {
  let result = library;
  for (const target of targets) {
    try {
      warnVersion(target, at);
      result = target.instrument(result, at) ?? result;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      reportMistake("instrumentation_failed", `${target.name}: \`${at.module}\` stays as it is: ${message}`);
    }
  }
  return result;
}

function warnVersion({ name, modules, versions }: Target, { module, version }: At): void {
  // the first is the library; what else it consists of has numbers of its own
  if (versions === undefined || !`${module}/`.startsWith(`${modules[0]}/`)) return;
  const major = Number.parseInt(version ?? "", 10);
  if (Number.isNaN(major) || versions.some(([from, before]) => major >= from && major < before)) return;
  const known = showVersions(versions);
  reportMistake(
    "version_unknown",
    `${name}: \`${module}\` ${version} is untested; expected to work: ${known}`,
  );
}

/** `8`, `4 to 5`. */
export function showVersions(versions: NonNullable<Target["versions"]>): string {
  return versions
    .map(([from, before]) => (before === from + 1 ? `${from}` : `${from} to ${before - 1}`))
    .join(", ");
}
