// The files of a registry: read from a folder with their texts, so that what does not change can be written back as it was.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { RegistryFile } from "catalog";
import { asRead } from "quoting/written";
import { type Yaml, yamlFile } from "quoting/yaml";
import { parseDocument } from "yaml";
import { exitCode, Failure } from "../../failure.ts";

/** A file, and its text as it was read. */
export interface RegistryText extends RegistryFile {
  readonly text: Yaml;
}

const isManifest = (name: string): boolean => /^(?:registry_)?manifest\.ya?ml$/.test(name);
const isYaml = (name: string): boolean => /\.ya?ml$/.test(name) && !name.startsWith(".");

/**
 * Reads the YAML files in `place`, a folder or one file. A folder below it that has a manifest is another registry and left out.
 * @throws {Failure} when there is none, and when a file is not YAML.
 */
export function readRegistryFiles(place: string): RegistryText[] {
  let names: string[];
  try {
    names = statSync(place).isDirectory() ? listFiles(place, "") : [""];
  } catch (cause) {
    throw new Failure(
      `Cannot read the registry ${place}: ${(cause as Error).message}.`,
      "Pass the path of a folder with YAML files, such as `model` of open-telemetry/semantic-conventions.",
      exitCode.usage,
      { cause },
    );
  }
  if (names.length === 0)
    throw new Failure(
      `There is no YAML file in ${place}.`,
      "Pass the folder that has the files of the registry.",
      exitCode.usage,
    );
  return names.map((name) => {
    const file = path.join(place, name);
    return parseFile(
      name === "" ? path.basename(place) : name,
      asRead<"yaml">(readFileSync(file, "utf8")),
      file,
    );
  });
}

function listFiles(folder: string, below: string): string[] {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  if (below !== "" && entries.some(({ name }) => isManifest(name))) return [];
  return entries
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : listFiles(folder, name);
      return entry.isFile() && isYaml(entry.name) ? [name] : [];
    });
}

/** @throws {Failure} with line and column of the mistake. */
function parseFile(name: string, text: Yaml, file: string = name): RegistryText {
  const document = parseDocument(text, { prettyErrors: true });
  const [mistake] = document.errors;
  if (mistake === undefined)
    return { path: name, text, content: document.toJS({ maxAliasCount: 1000 }) as unknown };
  const [at] = mistake.linePos ?? [];
  throw new Failure(
    `${file}${at === undefined ? "" : `:${at.line}:${at.col}`}: ${mistake.message.split("\n", 1)[0]}`,
    "Correct the YAML of the file.",
    exitCode.failed,
    { cause: mistake },
  );
}

/** The text of a file that changed. Long texts keep their line breaks. */
export function toYaml(content: unknown): Yaml {
  return yamlFile(content, { lineWidth: 110 });
}

/** The registry that was kept beside a catalog. */
interface KeptRegistry {
  readonly files: Readonly<Record<string, string>>;
}

/** `shop.registry.json` of `shop.ts`. */
export function keptPath(catalogFile: string): string {
  return `${catalogFile.replace(/\.[cm]?[jt]s$|\.json$/, "")}.registry.json`;
}

/** @throws {Failure} when the file is not a kept registry. */
export function readKept(file: string): RegistryText[] {
  try {
    const { files } = JSON.parse(readFileSync(file, "utf8")) as KeptRegistry;
    return Object.entries(files).map(([name, text]) => parseFile(name, asRead<"yaml">(text)));
  } catch (cause) {
    throw new Failure(
      `Cannot read ${file}: ${(cause as Error).message}.`,
      "Import the registry again, or pass `--fresh`.",
      exitCode.usage,
      { cause },
    );
  }
}
