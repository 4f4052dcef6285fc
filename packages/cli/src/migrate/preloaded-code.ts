// Code of the project that a start command names: `./tracing.js` in the folder of the command, of the package or of the project, as a path
// in a container, or as the build output of a source.
import path from "node:path";
import { type Project, filesFor } from "../code/project.ts";
import { readSmallFile } from "../code/small-file.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";

/** Whether a specifier is a path, not a package. */
export const isPath = (specifier: string): boolean => /^(?:\.|\/|file:|~\/|\$|[A-Za-z]:\\)/.test(specifier);

/** The modules that a path may mean; none when there is no such file. `folders`: where it is looked for. */
export function codeAt(
  root: string,
  project: Project,
  specifier: string,
  folders: readonly string[],
): readonly SourceModule[] {
  const byFile = new Map(project.modules.map((module) => [module.file, module]));
  const named = specifier.replace(/^file:(?:\/\/)?/, "");
  for (const below of shortened(named))
    for (const folder of folders) {
      const place = folder === "" ? "start" : `${folder}/start`;
      const source = sourcesOf(below).flatMap((one) =>
        filesFor(one, place).flatMap((file) => byFile.get(file) ?? []),
      );
      if (source[0] !== undefined) return [source[0]];
      const built = builtFile(root, filesFor(`./${below}`, place));
      if (built !== undefined) return [built];
    }
  // the working directory of a container is not known
  const suffixes = shortened(named)
    .flatMap((below) => sourcesOf(below.replace(/^(?:\.{0,2}\/)+/, "")))
    .flatMap((one) => filesFor(one, "start"));
  return project.modules.filter(({ file }) => suffixes.some((one) => file.endsWith(`/${one}`)));
}

/** `/app/dist/tracing.js`, `app/dist/tracing.js`, `dist/tracing.js`, `tracing.js`; a relative path only as it is. */
function shortened(specifier: string): readonly string[] {
  if (!specifier.startsWith("/")) return [specifier];
  const parts = specifier.split("/").filter((part) => part !== "");
  return parts.map((_, index) => parts.slice(index).join("/"));
}

/** The path, and those of the sources that it may be built from. */
function sourcesOf(below: string): readonly string[] {
  const plain = below.replace(/^\.\//, "");
  const [, inside] = /^(?:dist|build|out|lib)\/(.+)$/.exec(plain) ?? [];
  return [plain, ...(inside === undefined ? [] : [`src/${inside}`, inside])].map((one) =>
    one.startsWith("../") ? one : `./${one}`,
  );
}

/** A file that is not read as a source of the project. */
function builtFile(root: string, files: readonly string[]): SourceModule | undefined {
  for (const file of files) {
    const text = /\.[cm]?[jt]sx?$/.test(file) ? readSmallFile(path.join(root, file)) : undefined;
    const parsed = text === undefined ? undefined : parseModule(file, text);
    if (parsed !== undefined && "program" in parsed) return parsed;
  }
  return undefined;
}

/** The modules with all modules of the project that they import, directly or not. */
export function withImports(project: Project, from: readonly SourceModule[]): readonly SourceModule[] {
  const found = new Set(from);
  for (const module of found)
    for (const specifier of [...module.imports, ...module.stars]) {
      const origin = project.exportOf(specifier, "*", module);
      if (origin?.is === "module") found.add(origin.module);
    }
  return [...found];
}
