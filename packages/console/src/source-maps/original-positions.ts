// Positions of a generated file in its sources, from the text of its source map (ECMA-426).
import {
  AnyMap,
  isIgnored,
  originalPositionFor,
  sourceContentFor,
  type SourceMapInput,
  type TraceMap,
} from "@jridgewell/trace-mapping";

/** A position in a generated file. From 1, as stacks count. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The file, when it is a source of the map and not the generated file: only its lines are wanted. */
  readonly source?: string | undefined;
}

/** Where it is in the sources. */
export interface Original {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** The name that the source has for what is at the position; empty when the map does not say. */
  readonly name: string;
  /** Whether the map lists the source as third-party code. */
  readonly ignored: boolean;
  readonly context: { readonly firstLine: number; readonly lines: readonly string[] } | null;
}

const linesAround = 5;
const maxContextLine = 300;
/** Of a source's path and of a name: they are answered for each frame. */
const maxNameLength = 1024;
/** Sources differ in length: lines of one are looked up a few times in a row. */
const maxSplitSource = 4 * 1024 * 1024;

/** A source map, read. */
export interface ReadMap {
  /** `null` for a position that the map does not have. */
  find(position: Position): Original | null;
}

/**
 * Reads a map: version 3, with or without sections, with or without the prefix `)]}'`.
 *
 * @throws when it is not a source map. Takes time and memory in proportion to the map: call it in a thread with limits.
 */
export function readMap(text: string): ReadMap {
  const json = JSON.parse(withoutPrefix(text)) as Record<string, unknown> | null;
  if (typeof json !== "object" || json === null || json["version"] !== 3)
    throw new Error("not a source map of version 3");
  if (typeof json["mappings"] !== "string" && !Array.isArray(json["sections"]))
    throw new Error("the source map has neither mappings nor sections");
  const map = new AnyMap(withIgnoreList(json) as unknown as SourceMapInput);
  return { find: (position) => find(map, position) };
}

/** Servers put the prefix in front, so that the JSON cannot be run as a script. */
function withoutPrefix(text: string): string {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (!text.startsWith(")]}'", start)) return start === 0 ? text : text.slice(start);
  const end = text.indexOf("\n");
  return end === -1 ? "" : text.slice(end + 1);
}

function withIgnoreList(json: Record<string, unknown>): Record<string, unknown> {
  return "ignoreList" in json || !("x_google_ignoreList" in json)
    ? json
    : { ...json, ignoreList: json["x_google_ignoreList"] };
}

function find(map: TraceMap, { line, column, source }: Position): Original | null {
  if (line < 1) return null;
  if (source !== undefined) return inSource(map, { line, column }, source);
  const found = originalPositionFor(map, { line, column: Math.max(0, column - 1) });
  if (found.source === null || found.line === null) return null;
  return {
    source: found.source.slice(-maxNameLength),
    line: found.line,
    column: found.column + 1,
    name: (found.name ?? "").slice(0, maxNameLength),
    ignored: isIgnored(map, found.source),
    context: contextOf(sourceContentFor(map, found.source), found.line),
  };
}

/** A position of a source: found by the path of the source, of which the map may have only the end. */
function inSource(map: TraceMap, { line, column }: Position, file: string): Original | null {
  const source = map.resolvedSources.find((one) => {
    const path = one.replace(/^(?:\.{0,2}\/)+/, "");
    return path !== "" && `/${file}`.endsWith(`/${path}`);
  });
  if (source === undefined) return null;
  return {
    source: source.slice(-maxNameLength),
    line,
    column,
    name: "",
    ignored: isIgnored(map, source),
    context: contextOf(sourceContentFor(map, source), line),
  };
}

function contextOf(content: string | null, line: number): Original["context"] {
  if (content === null || content.length > maxSplitSource) return null;
  const lines = content.split(/\r?\n/);
  if (line > lines.length) return null;
  const firstLine = Math.max(1, line - linesAround);
  return {
    firstLine,
    lines: lines.slice(firstLine - 1, line + linesAround).map((text) => text.slice(0, maxContextLine)),
  };
}
