// Which code of a project starts Telltale, and which the SDK of another.
import { packageName } from "../code/application/package-of.ts";
import type { Project } from "../code/project.ts";
import type { SourceModule } from "../code/source-module.ts";
import type { LocalPackage, Packages } from "./packages.ts";
import { withImports } from "./preloaded-code.ts";
import { otherStartIn, startsTelltale } from "./sdk-starts.ts";

/** Code that is run apart from the application. */
export const isAuxiliary = (file: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|examples?|bench(?:marks?)?|scripts|docs)\/|\.(?:test|spec|stories|e2e|bench)\.[cm]?[jt]sx?$/.test(
    file,
  );

/** Which code of a project starts what. */
export interface Starts {
  readonly project: Project;
  readonly packages: Packages;
  /** Whether an application of the package starts Telltale, itself or by a package of the project. */
  telltaleIn(one: LocalPackage): boolean;
  /** Where the package, or one that it is used with, starts another SDK. */
  othersAround(one: LocalPackage): readonly string[];
  /** Modules, with those that they import. */
  reached(modules: readonly SourceModule[]): readonly SourceModule[];
  /** Whether modules, or those that they import, start Telltale. */
  reachTelltale(modules: readonly SourceModule[]): boolean;
  /** Whether modules, or those that they import, may have converted calls: build output that is not a source is not followed. */
  mayReachConverted(modules: readonly SourceModule[]): boolean;
}

export function readStarts(project: Project, packages: Packages, converted: ReadonlySet<string>): Starts {
  const modules = new Map<string, SourceModule[]>();
  for (const module of project.modules.filter(({ file }) => !isAuxiliary(file))) {
    const { folder } = packages.ownerOf(module.file);
    modules.set(folder, [...(modules.get(folder) ?? []), module]);
  }
  const starting = new Map<SourceModule, boolean>();
  const isStart = (module: SourceModule): boolean => {
    const known = starting.get(module) ?? startsTelltale(project, module);
    starting.set(module, known);
    return known;
  };
  const startsIn = (one: LocalPackage): boolean =>
    packages.withDependencies(one).some(({ folder }) => modules.get(folder)?.some(isStart) === true);
  const telltaleIn = (one: LocalPackage, seen: ReadonlySet<LocalPackage> = new Set()): boolean => {
    if (startsIn(one)) return true;
    const users = packages.usersOf(one).filter((user) => !seen.has(user));
    return users.length > 0 && users.every((user) => telltaleIn(user, new Set([...seen, one])));
  };
  /** Modules with all that they import, and the packages of the project that these import by name. */
  const reach = (from: readonly SourceModule[]) => {
    const reached = withImports(project, from);
    const owners = new Set(reached.map(({ file }) => packages.ownerOf(file)));
    const names = new Set(reached.flatMap(({ imports, stars }) => [...imports, ...stars]).map(packageName));
    const imported = [...owners]
      .flatMap((one) => packages.withDependencies(one))
      .filter((one) => !owners.has(one) && names.has(one.name ?? ""));
    return { reached, imported };
  };
  return {
    project,
    packages,
    telltaleIn: (one) => telltaleIn(one),
    othersAround(one) {
      const around = [...packages.withDependencies(one), ...packages.usersOf(one)];
      return around.flatMap(({ folder }) =>
        (modules.get(folder) ?? []).flatMap((module) => {
          const found = otherStartIn(project, module);
          return found === undefined ? [] : [`${module.file}:${found.location.line}: ${found.call}`];
        }),
      );
    },
    reached: (from) => reach(from).reached,
    reachTelltale: (from) => {
      const { reached, imported } = reach(from);
      return reached.some(isStart) || imported.some(startsIn);
    },
    mayReachConverted: (from) => {
      const { reached, imported } = reach(from);
      const used = new Set(imported.flatMap((one) => packages.withDependencies(one)));
      return (
        !from.every((module) => project.modules.includes(module)) ||
        reached.some(({ file }) => converted.has(file)) ||
        [...converted].some((file) => used.has(packages.ownerOf(file)))
      );
    },
  };
}
