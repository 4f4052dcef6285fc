// Stacks in terms of the sources: where a file of the application has a source map, its frames name the position in the source, not the
// one that was built. Maps are looked for when an error comes through their file, once, and never long.
import path from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { ErrorFacts } from "../engine/errors/error-facts.ts";
import { shared } from "../engine/runtime/shared.ts";
import { isApplication, toPath } from "./frames.ts";
import { readSourceMap, type SourceMap } from "./source-map.ts";

const fs = builtin("fs");

const maxFileBytes = 4 << 20;
const maxMapBytes = 8 << 20;
const maxMaps = 50;
const tailBytes = 4096;
/** After this much reading for one error the rest stays as it is. */
const budgetMs = 100;

const settled = shared("source maps", () => ({ on: true }));
const maps = new Map<string, SourceMap | undefined>();

/** Whether source maps are looked for, in all copies of the library in the process. */
export function useSourceMaps(on: boolean): void {
  settled.on = on;
}

/** `facts` with the frames of its stacks, and of its causes', where they were written. Never throws. */
export function atSources(facts: ErrorFacts): ErrorFacts {
  // V8 has done it already
  if (!settled.on || process.sourceMapsEnabled) return facts;
  const until = performance.now() + budgetMs;
  return map(facts, until);
}

function map(facts: ErrorFacts, until: number): ErrorFacts {
  return {
    ...facts,
    stack: mapStack(facts.stack, until),
    causes: facts.causes.map((cause) => map(cause, until)),
  };
}

function mapStack(stack: string, until: number): string {
  return stack
    .split("\n")
    .map((line) => mapLine(line, until))
    .join("\n");
}

// read from both ends: a pattern for the whole line would try each parenthesis of a message with each colon
const beginning = /^[ \t]*at /;
const position = /:(\d+):(\d+)(\)?)$/;

function mapLine(line: string, until: number): string {
  const [begun] = beginning.exec(line) ?? [];
  if (begun === undefined) return line;
  const found = position.exec(line);
  if (found === null) return line;
  const { index } = found;
  const [, row, column, end] = found;
  let from = Math.max(begun.length, line.lastIndexOf("(", index) + 1);
  if (line.startsWith("async ", from)) from += "async ".length;
  const file = toPath(line.slice(from, index));
  if (!path.isAbsolute(file) || !isApplication(file)) return line;
  const source = mapOf(file, until)?.find(Number(row), Number(column));
  return source === undefined
    ? line
    : `${line.slice(0, from)}${source.source}:${source.line}:${source.column}${end}`;
}

function mapOf(file: string, until: number): SourceMap | undefined {
  if (maps.has(file) || performance.now() > until) return maps.get(file);
  if (maps.size >= maxMaps) maps.delete(maps.keys().next().value as string);
  let found: SourceMap | undefined;
  try {
    found = load(file);
  } catch (error) {
    report("source_map_unreadable", error);
  }
  maps.set(file, found);
  return found;
}

function load(file: string): SourceMap | undefined {
  if (!fs().existsSync(file)) return undefined;
  const link = linkOf(file) ?? (fs().existsSync(`${file}.map`) ? `${path.basename(file)}.map` : undefined);
  if (link === undefined) return undefined;
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(link);
  if (inline !== null) {
    const data = link.slice(inline[0].length);
    const text = inline[1] === undefined ? decodeURIComponent(data) : Buffer.from(data, "base64").toString();
    return readSourceMap(text, (source) => toSource(path.dirname(file), source));
  }
  if (/^\w+:/.test(link)) return undefined;
  const place = path.resolve(path.dirname(file), decodeURI(link));
  if (fs().statSync(place).size > maxMapBytes) throw new Error(`${place} is larger than 8 MiB`);
  const text = fs().readFileSync(place, "utf8");
  return readSourceMap(text, (source) => toSource(path.dirname(place), source));
}

/** What the file says of its map, in its last line or, where the map itself stands there, anywhere. */
function linkOf(file: string): string | undefined {
  const handle = fs().openSync(file, "r");
  try {
    const { size } = fs().fstatSync(handle);
    const wanted = Math.min(size, size <= maxFileBytes ? size : tailBytes);
    const bytes = Buffer.alloc(wanted);
    fs().readSync(handle, bytes, 0, wanted, size - wanted);
    const text = bytes.toString();
    const at = text.lastIndexOf("sourceMappingURL=");
    if (at === -1 || !/\/[/*][#@]\s*$/.test(text.slice(Math.max(0, at - 8), at))) return undefined;
    return /^\S+/.exec(text.slice(at + "sourceMappingURL=".length))?.[0];
  } finally {
    fs().closeSync(handle);
  }
}

function toSource(folder: string, source: string): string {
  const name = source.startsWith("file://") ? toPath(source) : source.replace(/^[\w-]+:\/\/[^/]*\//, "");
  return path.resolve(folder, name);
}
