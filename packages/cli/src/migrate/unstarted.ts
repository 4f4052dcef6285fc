// Whether converted calls would emit nothing: another SDK, or prom-client, emits what they did, and nothing starts Telltale there.
import { packageName } from "../code/application/package-of.ts";
import type { Project } from "../code/project.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";
import { createProject } from "../code/project.ts";
import { exitCode, Failure } from "../failure.ts";
import type { Converted } from "./convert.ts";
import { type LocalPackage, type Packages, readLocalPackages } from "./packages.ts";
import { codeAt, isPath, withImports } from "./preloaded-code.ts";
import { isOtherSdk, otherStartIn, startsTelltale } from "./sdk-starts.ts";
import { type Preload, preloadsIn, readStartFiles } from "./start-files.ts";

/** What is known of the start of converted code. */
export interface Unstarted {
  /** What emits telemetry now and would not emit that of converted calls: `Procfile:1: dd-trace/init`. */
  readonly inWay: readonly string[];
  /** Folders of packages with converted calls in which nothing starts Telltale. */
  readonly folders: readonly string[];
}

/** @param before the project before the conversion. */
export function findUnstarted(root: string, before: Project, files: readonly Converted[]): Unstarted {
  const converted = files.filter(({ file }) => !isAuxiliary(file));
  if (converted.length === 0) return { inWay: [], folders: [] };
  const startFiles = readStartFiles(root);
  const starts = readStarts(
    afterConversion(before, files),
    readLocalPackages(startFiles),
    new Set(converted.map(({ file }) => file)),
  );
  const affected = [...new Set(converted.map(({ file }) => starts.packages.ownerOf(file)))];
  const preloads = startFiles.flatMap(preloadsIn);
  const isPreloaded = (one: LocalPackage): boolean =>
    preloads.some(
      ({ file, module }) =>
        module === "telltale/register" && isStartOf(starts.packages.ownerOf(file), one, starts.packages),
    );
  const unstarted = affected.filter((one) => !starts.telltaleIn(one) && !isPreloaded(one));
  const inWay = preloads.flatMap((preload) => judge(root, starts, preload, affected));
  for (const one of unstarted)
    inWay.push(...starts.othersAround(one), ...servedBefore(before, one, converted, starts));
  return { inWay: [...new Set(inWay)], folders: unstarted.map(({ folder }) => folder) };
}

/** Code that is run apart from the application. */
export const isAuxiliary = (file: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|examples?|bench(?:marks?)?|scripts|docs)\/|\.(?:test|spec|stories|e2e|bench)\.[cm]?[jt]sx?$/.test(
    file,
  );

export function afterConversion(before: Project, files: readonly Converted[]): Project {
  const texts = new Map(files.map(({ file, after }) => [file, after]));
  return createProject(
    before.modules.map((module) => {
      const text = texts.get(module.file);
      const parsed = text === undefined ? undefined : parseModule(module.file, text);
      return parsed !== undefined && "program" in parsed ? parsed : module;
    }),
  );
}

interface Starts {
  readonly project: Project;
  readonly packages: Packages;
  /** Whether an application of the package starts Telltale, itself or by a package of the project. */
  telltaleIn(one: LocalPackage): boolean;
  /** Where the package, or one that it is used with, starts another SDK. */
  othersAround(one: LocalPackage): readonly string[];
  /** Whether modules, or those that they import, start Telltale. */
  reachTelltale(modules: readonly SourceModule[]): boolean;
  /** Whether modules, or those that they import, may have converted calls: build output that is not a source is not followed. */
  mayReachConverted(modules: readonly SourceModule[]): boolean;
}

function readStarts(project: Project, packages: Packages, converted: ReadonlySet<string>): Starts {
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

/** Why a preload is in the way of converted calls: the SDK of another, or code that starts it or cannot be read. */
function judge(
  root: string,
  starts: Starts,
  { file, line, module, isOfNode, beside, entries }: Preload,
  affected: readonly LocalPackage[],
): readonly string[] {
  const owner = starts.packages.ownerOf(file);
  const folders = [
    ...new Set([file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "", owner.folder, ""]),
  ];
  const codeOf = (one: string): readonly SourceModule[] => codeAt(root, starts.project, one, folders);
  const why = isPath(module) ? ofCode(starts, codeOf(module), isOfNode) : isOtherSdk(module) ? "" : undefined;
  const others = beside.filter(isPath).flatMap(codeOf);
  if (why === undefined || beside.includes("telltale/register") || starts.reachTelltale(others)) return [];
  const run = entries.flatMap((entry) => codeOf(/^(?:\.|\/)/.test(entry) ? entry : `./${entry}`));
  if (run.length > 0 && starts.reachTelltale(run)) return [];
  // a worker without converted calls does not need Telltale, as long as their own process starts it
  const isSilent =
    (run.length > 0 && starts.mayReachConverted(run)) ||
    affected.some((one) => isStartOf(owner, one, starts.packages) && !starts.telltaleIn(one));
  return isSilent ? [`${file}:${line}: ${module}${why}`] : [];
}

/** Whether a start file of the package `owner` may start code of `one`, which is below it or which it depends on. */
const isStartOf = (owner: LocalPackage, one: LocalPackage, packages: Packages): boolean =>
  owner.folder === "" ||
  one.folder.startsWith(`${owner.folder}/`) ||
  packages.withDependencies(owner).includes(one);

/** What is wrong with code that is preloaded; undefined when it starts nothing. */
function ofCode({ project }: Starts, code: readonly SourceModule[], isOfNode: boolean): string | undefined {
  if (code.length === 0)
    return isOfNode ? ", which is not in this folder, so that it is not known what it starts" : undefined;
  for (const module of withImports(project, code)) {
    const found = otherStartIn(project, module);
    if (found !== undefined) return `, which has ${found.call} at ${module.file}:${found.location.line}`;
  }
  return undefined;
}

/** Metrics that a registry of prom-client served until now. */
function servedBefore(
  before: Project,
  one: LocalPackage,
  converted: readonly Converted[],
  { packages }: Starts,
): readonly string[] {
  const names = new Set(converted.map(({ file }) => file));
  const module = before.modules.find(
    ({ file, imports }) =>
      names.has(file) && imports.includes("prom-client") && packages.ownerOf(file) === one,
  );
  return module === undefined ? [] : [`${module.file}: prom-client serves its metrics`];
}

/** What the start of another SDK means for the calls that are converted, and what to change. */
export function explainUnstarted(inWay: readonly string[]): Failure {
  return new Failure(
    `Nothing starts Telltale here, so converted calls would emit nothing. Their telemetry comes from\n${inWay.join("\n")}`,
    "Replace another SDK by `telltale/register`, as in `node --require telltale/register`, which serves the calls of OpenTelemetry's API too, or call `start()` of telltale in the application. Then run the command again.",
    exitCode.usage,
  );
}
