// The generated files of a folder, and the source map of each.
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Failure, wrongUsage } from "../failure.ts";

/** A generated file with its map. */
export interface GeneratedFile {
  /** From the folder, with forward slashes. */
  readonly name: string;
  readonly file: string;
  /** The map's file; undefined when the map is inside the generated file. */
  readonly mapFile: string | undefined;
  readonly code: string;
  readonly map: string;
}

const maxFiles = 100_000;
const maxCodeBytes = 64 * 1024 * 1024;
/** The console reads no larger maps. */
const maxMapBytes = 64 * 1024 * 1024;

/** The generated files below `folder` that have a map, in the order of their names. Skips `node_modules` and folders that begin with a dot. */
export function* findGenerated(folder: string, warn: (line: string) => void): Generator<GeneratedFile> {
  for (const name of namesIn(folder)) {
    const file = path.join(folder, name);
    const code = readBounded(file, maxCodeBytes, warn);
    const found = code === undefined ? undefined : mapOf(file, code, warn);
    if (code !== undefined && found !== undefined)
      yield { name: name.split(path.sep).join("/"), file, code, ...found };
  }
}

function namesIn(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw wrongUsage(
      `There is no folder ${folder}.`,
      "Pass the folder with the files that your build wrote, for example `dist`.",
    );
  const names: string[] = [];
  const waiting = [""];
  for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
    for (const entry of readdirSync(path.join(folder, inner), { withFileTypes: true })) {
      const name = path.join(inner, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
        waiting.push(name);
      if (entry.isFile() && /\.[cm]?js$/.test(entry.name)) names.push(name);
    }
    if (names.length > maxFiles)
      throw new Failure(
        `${folder} has more than ${maxFiles} JavaScript files.`,
        "Pass the folder of one build.",
      );
  }
  return names.toSorted();
}

function mapOf(
  file: string,
  code: string,
  warn: (line: string) => void,
): Pick<GeneratedFile, "map" | "mapFile"> | undefined {
  const link = linkIn(code);
  const inline = link === undefined ? null : /^data:application\/json[^,]{0,100}?(;base64)?,/.exec(link);
  if (link !== undefined && inline !== null) {
    const data = link.slice(inline[0].length);
    const map =
      inline[1] === undefined ? decoded(data, decodeURIComponent) : Buffer.from(data, "base64").toString();
    return { map, mapFile: undefined };
  }
  if (link !== undefined && /^[a-z][a-z+.-]+:/i.test(link)) {
    warn(`${file}: its source map is at ${link}, which is not a file. Skipped.`);
    return undefined;
  }
  const besides = `${file}.map`;
  const named =
    link === undefined
      ? besides
      : path.resolve(path.dirname(file), decoded(link.split(/[?#]/, 1)[0]!, decodeURI));
  const mapFile = [named, besides].find((place) => lstatSync(place, { throwIfNoEntry: false })?.isFile());
  if (mapFile === undefined) {
    if (link !== undefined) warn(`${file}: its source map ${link} is missing. Skipped.`);
    return undefined;
  }
  const map = readBounded(mapFile, maxMapBytes, warn);
  return map === undefined ? undefined : { map, mapFile };
}

/** What the last comment `//# sourceMappingURL=…` names. */
function linkIn(code: string): string | undefined {
  const mark = "sourceMappingURL=";
  const at = code.lastIndexOf(mark);
  if (at === -1 || !/\/[/*][#@]\s$/.test(code.slice(Math.max(0, at - 4), at))) return undefined;
  const [link] = code.slice(at + mark.length).split(/\s/, 1);
  return link === "" ? undefined : link;
}

/** `text` by `decode`; as it is where it has an escape that is not one. */
function decoded(text: string, decode: (text: string) => string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}

function readBounded(file: string, maxBytes: number, warn: (line: string) => void): string | undefined {
  const { size } = statSync(file);
  if (size <= maxBytes) return readFileSync(file, "utf8");
  warn(`${file}: has ${size} bytes, at most ${maxBytes} are read. Skipped.`);
  return undefined;
}
