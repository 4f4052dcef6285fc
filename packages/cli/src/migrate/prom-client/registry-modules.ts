// Modules that may have a registry of prom-client: those that import it, also through other modules, and what these import.
import { isBuiltin } from "node:module";
import { packageName } from "../../code/application/package-of.ts";
import type { SourceModule } from "../../code/source-module.ts";
import type { Migration } from "../migration.ts";
import { withImports } from "../preloaded-code.ts";

/** An import that cannot be resolved and is not a package of others counts as one of prom-client. */
export function registryModules(migration: Migration): readonly SourceModule[] {
  const importers = new Map<SourceModule, SourceModule[]>();
  const holding = new Set<SourceModule>();
  for (const module of migration.project.modules)
    for (const specifier of [...module.imports, ...module.stars]) {
      const targets = targetsOf(migration, module, specifier);
      if (targets === undefined) holding.add(module);
      for (const one of targets ?? []) {
        const list = importers.get(one) ?? [];
        list.push(module);
        importers.set(one, list);
      }
    }
  for (const module of holding) for (const importer of importers.get(module) ?? []) holding.add(importer);
  return withImports(migration.project, [...holding]);
}

/** The modules of the project that a specifier may mean; undefined when it is prom-client, or not known. */
function targetsOf(
  { project, surroundings: { packages, locals } }: Migration,
  module: SourceModule,
  specifier: string,
): readonly SourceModule[] | undefined {
  const origin = project.exportOf(specifier, "*", module);
  if (origin?.is === "module") return [origin.module];
  const name = packageName(specifier);
  if (name === "prom-client") return undefined;
  const folder = locals.get(name);
  if (folder !== undefined)
    return project.modules.filter(({ file }) => folder === "" || file.startsWith(`${folder}/`));
  // data, styles, and files that are not read: what these name is looked at elsewhere
  if (specifier.startsWith(".") || isBuiltin(specifier) || packages.includes(name)) return [];
  const aliased = /^[@~]\/(.+)$/.exec(specifier)?.[1];
  const found =
    aliased === undefined
      ? []
      : project.modules.filter(({ file }) => `/${plain(file)}`.endsWith(`/${plain(aliased)}`));
  return found.length > 0 ? found : undefined;
}

/** A path without the ending and `index`. */
const plain = (file: string): string => file.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "");
