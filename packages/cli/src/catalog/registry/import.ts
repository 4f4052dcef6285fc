// Reads a registry, with the registries that it depends on, and writes a catalog.
import { existsSync } from "node:fs";
import path from "node:path";
import {
  type CatalogDeclaration,
  importRegistry,
  isCatalogMistake,
  type RegistryNote,
  resolveCatalog,
} from "catalog";
import { jsonFile } from "quoting/json";
import type { Surroundings, Values } from "../../command.ts";
import { exitCode, wrongUsage } from "../../failure.ts";
import { readConventions } from "../conventions.ts";
import { textOf } from "../options.ts";
import { keptPath, readRegistryFiles, type RegistryText } from "./registry-files.ts";
import { writeText } from "../../write-text.ts";
import { toSource } from "./source.ts";

interface Imported {
  readonly declaration: CatalogDeclaration;
  readonly notes: readonly RegistryNote[];
  readonly files: readonly RegistryText[];
}

export async function runImport(place: string, values: Values, surroundings: Surroundings): Promise<number> {
  const output = textOf(values, "output");
  if (output !== undefined && !/\.(?:ts|mts|json)$/.test(output))
    throw wrongUsage(
      `Cannot write a catalog to ${output}: expected a .ts, .mts or .json file.`,
      "Pass for example `--output src/conventions.ts`.",
    );
  const imported = readWithDependencies(path.resolve(place), textOf(values, "name"), []);
  const { declaration, notes, files } = imported;
  const text = output?.endsWith(".json") === true ? jsonFile(declaration) : toSource(declaration);
  if (output === undefined) surroundings.print(text.trimEnd());
  else {
    writeText(output, text);
    const kept = { files: Object.fromEntries(files.map((file) => [file.path, file.text])) };
    writeText(keptPath(output), jsonFile(kept, 0));
  }
  reportImport(imported, output, values["verbose"] === true, surroundings);
  const mistakes = mistakesOf(declaration);
  for (const mistake of mistakes) surroundings.report(mistake);
  return mistakes.length > 0 || notes.some(({ kind }) => kind === "invalid") ? exitCode.failed : exitCode.ok;
}

/** Registries may depend on each other to any depth; one that depends on itself is read once. */
function readWithDependencies(place: string, name: string | undefined, above: readonly string[]): Imported {
  const files = readRegistryFiles(place);
  const notes: RegistryNote[] = [];
  const imports: CatalogDeclaration[] = [];
  for (const { file, url, folder } of dependenciesOf(files, place)) {
    if (folder !== undefined && existsSync(folder) && !above.includes(folder)) {
      const imported = readWithDependencies(folder, undefined, [...above, place]);
      imports.push(imported.declaration);
      notes.push(...imported.notes.map((note) => ({ ...note, file: `${folder}/${note.file}` })));
    } else if (!url.startsWith("https://opentelemetry.io/schemas/"))
      notes.push({
        kind: "kept",
        file,
        path: "dependencies",
        message: `the dependency \`${url}\` is not in a local folder: names that it defines are not known`,
      });
  }
  const own = importRegistry(files, { name: name ?? defaultName(place), imports });
  return { declaration: own.declaration, notes: [...notes, ...own.notes], files };
}

interface Dependency {
  readonly file: string;
  readonly url: string;
  readonly folder: string | undefined;
}

function dependenciesOf(files: readonly RegistryText[], place: string): Dependency[] {
  const found: Dependency[] = [];
  for (const { path: file, content } of files) {
    const { dependencies } = (content ?? {}) as { dependencies?: unknown };
    if (!/^(?:registry_)?manifest\.ya?ml$/.test(file) || !Array.isArray(dependencies)) continue;
    for (const dependency of dependencies as Record<string, unknown>[]) {
      const { schema_url: url, registry_path: local } = dependency ?? {};
      const isLocal = typeof local === "string" && !/^[a-z]+:\/\//.test(local);
      found.push({
        file,
        url: typeof url === "string" ? url : String(dependency?.["name"] ?? local),
        folder: isLocal ? path.resolve(place, local) : undefined,
      });
    }
  }
  return found;
}

/** The folder's name; that of the folder above `model`. The name `semconv` is that of the built-in conventions. */
function defaultName(place: string): string {
  const own = path.basename(place).replace(/\.ya?ml$/, "");
  const name = ["model", "registry"].includes(own) ? path.basename(path.dirname(place)) : own;
  return name === "semconv" || name === "" ? "opentelemetry" : name;
}

function reportImport(
  { declaration, notes }: Imported,
  output: string | undefined,
  verbose: boolean,
  { report }: Surroundings,
): void {
  const counts = ["attributes", "entities", "spans", "metrics", "events"] as const;
  const parts = counts.map((part) => `${Object.keys(declaration[part] ?? {}).length} ${part}`);
  report(`${declaration.name} ${declaration.version}: ${parts.join(", ")}`);
  for (const { file, path: at, message } of notes.filter(({ kind }) => kind === "invalid"))
    report(`${file}: ${at === "" ? "" : `${at}: `}${message}`);
  const kept = notes.filter(({ kind }) => kind === "kept");
  if (verbose) for (const { file, path: at, message } of kept) report(`${file}: ${at}: ${message}`);
  if (kept.length === 0) return;
  const what = `${kept.length} definitions have parts that a catalog does not hold, such as notes and refinements`;
  report(
    output === undefined
      ? `${what}. Pass --output to keep them, or --verbose to list them.`
      : `${what}. They are kept in ${keptPath(output)}.`,
  );
}

/** What a catalog does not allow although a registry does. */
function mistakesOf(declaration: CatalogDeclaration): string[] {
  const conventions = readConventions();
  try {
    resolveCatalog(declaration, { isConvention: conventions.has.bind(conventions) });
    return [];
  } catch (error) {
    if (!isCatalogMistake(error)) throw error;
    return error.problems.map(({ path: at, message, fix }) => `\`${at}\`: ${message} ${fix}`);
  }
}
