// Stacks in terms of the sources: where a file of the application has a source map, its frames name the position in the source, not the
// one that was built. Maps are looked for when an error comes through their file, once, and never long. The debug ids of the files are
// reported beside the stack, so that a receiver can do the same with maps that are not deployed.
import path from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { ErrorFacts } from "../engine/errors/error-facts.ts";
import { shared } from "../engine/runtime/shared.ts";
import { isApplication, toPath } from "./frames.ts";
import { readGeneratedFile } from "./generated-file.ts";
import { readSourceMap, type SourceMap } from "./source-map.ts";

const fs = builtin("fs");

const maxMapBytes = 8 << 20;
const maxFiles = 50;
const maxDebugIds = 20;
/** After this much reading for one error the rest stays as it is. */
const budgetMs = 100;

const settled = shared("source maps", () => ({ on: true }));

/** What is known of a generated file. */
interface KnownFile {
  readonly map: SourceMap | undefined;
  readonly debugId: string | undefined;
}

const known = new Map<string, KnownFile>();

/** An error in terms of the sources. */
export interface SourcedError {
  readonly facts: ErrorFacts;
  /**
   * Of each file in its stacks that has one, at most 20: `<debug id> <file>`, or `<debug id> source:<file>` where the frames name the
   * source already.
   */
  readonly debugIds: readonly string[];
}

/** What one error is read with. */
interface Reading {
  readonly until: number;
  readonly debugIds: Set<string>;
}

/** Whether source maps are looked for, in all copies of the library in the process. */
export function useSourceMaps(on: boolean): void {
  settled.on = on;
}

/** `facts` with the frames of its stacks, and of its causes', where they were written. Never throws. */
export function atSources(facts: ErrorFacts): SourcedError {
  // V8 has done it already
  if (!settled.on || process.sourceMapsEnabled) return { facts, debugIds: [] };
  const reading = { until: performance.now() + budgetMs, debugIds: new Set<string>() };
  const mapped = map(facts, reading);
  return { facts: mapped, debugIds: [...reading.debugIds].slice(0, maxDebugIds) };
}

function map(facts: ErrorFacts, reading: Reading): ErrorFacts {
  return {
    ...facts,
    stack: mapStack(facts.stack, reading),
    causes: facts.causes.map((cause) => map(cause, reading)),
  };
}

function mapStack(stack: string, reading: Reading): string {
  return stack
    .split("\n")
    .map((line) => mapLine(line, reading))
    .join("\n");
}

// read from both ends: a pattern for the whole line would try each parenthesis of a message with each colon
const beginning = /^[ \t]*at /;
const position = /:(\d+):(\d+)(\)?)$/;

function mapLine(line: string, reading: Reading): string {
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
  const { map: sourceMap, debugId } = fileOf(file, reading.until) ?? {};
  const source = sourceMap?.find(Number(row), Number(column));
  if (debugId !== undefined)
    reading.debugIds.add(source === undefined ? `${debugId} ${file}` : `${debugId} source:${source.source}`);
  return source === undefined
    ? line
    : `${line.slice(0, from)}${source.source}:${source.line}:${source.column}${end}`;
}

function fileOf(file: string, until: number): KnownFile | undefined {
  if (known.has(file) || performance.now() > until) return known.get(file);
  if (known.size >= maxFiles) known.delete(known.keys().next().value as string);
  const found = load(file);
  known.set(file, found);
  return found;
}

function load(file: string): KnownFile {
  let debugId: string | undefined;
  try {
    if (!fs().existsSync(file)) return { map: undefined, debugId };
    const generated = readGeneratedFile(file);
    ({ debugId } = generated);
    return { map: generated.link === undefined ? undefined : readMapOf(file, generated.link), debugId };
  } catch (error) {
    report("source_map_unreadable", error);
    return { map: undefined, debugId };
  }
}

/** The map at `link`; undefined where it was not deployed. */
function readMapOf(file: string, link: string): SourceMap | undefined {
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(link);
  if (inline !== null) {
    const data = link.slice(inline[0].length);
    const text = inline[1] === undefined ? decodeURIComponent(data) : Buffer.from(data, "base64").toString();
    return readSourceMap(text, (source) => toSource(path.dirname(file), source));
  }
  if (/^\w+:/.test(link)) return undefined;
  const place = path.resolve(path.dirname(file), decodeURI(link));
  const size = fs().statSync(place, { throwIfNoEntry: false })?.size;
  if (size === undefined) return undefined;
  if (size > maxMapBytes) throw new Error(`${place} is larger than 8 MiB`);
  const text = fs().readFileSync(place, "utf8");
  return readSourceMap(text, (source) => toSource(path.dirname(place), source));
}

function toSource(folder: string, source: string): string {
  const name = source.startsWith("file://") ? toPath(source) : source.replace(/^[\w-]+:\/\/[^/]*\//, "");
  return path.resolve(folder, name);
}
