// Writes a catalog as a registry; one that was imported back into the files that it is from.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type CatalogDeclaration, exportRegistry, updateRegistry } from "catalog";
import type { Yaml } from "quoting/yaml";
import type { Surroundings, Values } from "../../command.ts";
import { exitCode, Failure } from "../../failure.ts";
import { loadCatalog } from "../load.ts";
import { textOf } from "../options.ts";
import { keptPath, readKept, readRegistryFiles, type RegistryText, toYaml } from "./registry-files.ts";
import { writeText } from "../../write-text.ts";

export async function runExport(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const loaded = await load(file, textOf(values, "export"));
  const folder = textOf(values, "output") ?? "registry";
  const original =
    values["fresh"] === true ? undefined : readOriginal(loaded.file, textOf(values, "registry"));
  const texts =
    original === undefined
      ? freshTexts(loaded.declaration)
      : updatedTexts(original, loaded.declaration, surroundings);
  for (const [name, text] of Object.entries(texts)) writeText(path.join(folder, name), text);
  surroundings.print(`${Object.keys(texts).length} files in ${folder}`);
  return exitCode.ok;
}

interface Loaded {
  readonly file: string;
  readonly declaration: CatalogDeclaration;
}

/** A catalog in JSON is read as it is, any other is run. */
async function load(file: string | undefined, exportName: string | undefined): Promise<Loaded> {
  if (file === undefined || !file.endsWith(".json")) return loadCatalog(file, { exportName });
  try {
    return { file, declaration: JSON.parse(readFileSync(file, "utf8")) as CatalogDeclaration };
  } catch (cause) {
    throw new Failure(
      `Cannot read the catalog ${file}: ${(cause as Error).message}.`,
      "Pass the path of a catalog, as `telltale catalog import --output FILE` writes it.",
      exitCode.usage,
      { cause },
    );
  }
}

/** The registry that the catalog was imported from; undefined for a catalog of its own. */
function readOriginal(catalogFile: string, given: string | undefined): RegistryText[] | undefined {
  if (given !== undefined)
    return existsSync(given) && statSync(given).isFile() && given.endsWith(".json")
      ? readKept(given)
      : readRegistryFiles(given);
  const kept = keptPath(catalogFile);
  return existsSync(kept) ? readKept(kept) : undefined;
}

function freshTexts(declaration: CatalogDeclaration): Record<string, Yaml> {
  return Object.fromEntries(
    exportRegistry(declaration).map(({ path: name, content }) => [name, toYaml(content)]),
  );
}

/** Files without a change keep their text. Those with one are written anew, which loses comments. */
function updatedTexts(
  original: readonly RegistryText[],
  declaration: CatalogDeclaration,
  { report }: Surroundings,
): Record<string, Yaml> {
  const { files, changed, moved } = updateRegistry(original, declaration);
  const texts = new Map(original.map((file) => [file.path, file.text]));
  const isCommented = (name: string): boolean => /(?:^|\s)#/m.test(texts.get(name) ?? "");
  const commented = [...changed].filter(isCommented);
  if (changed.size > 0) report(`changed: ${[...changed].join(", ")}`);
  if (commented.length > 0) report(`Comments are lost in ${commented.join(", ")}.`);
  if (moved.length > 0)
    report(
      `${moved.length} changed definitions of version 1 are now in telltale.yaml, in version 2: ${moved.join(", ")}`,
    );
  return Object.fromEntries(
    files.map(({ path: name, content }) => [
      name,
      changed.has(name) ? toYaml(content) : (texts.get(name) ?? toYaml(content)),
    ]),
  );
}
