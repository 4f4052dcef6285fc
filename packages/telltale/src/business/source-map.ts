// A source map, read as far as it is asked for (ECMA-426). Node's own keeps an object for each of a million mappings; here one pass
// notes where each line begins, and only the line in question is decoded.

/** A place in a source, counted as V8 does: lines and columns from 1. */
interface SourcePlace {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** A map that was read. */
export interface SourceMap {
  /** Where the place of the generated file comes from; undefined where the map does not say. */
  find(line: number, column: number): SourcePlace | undefined;
}

/** Position in `mappings`, and what the numbers there count from. */
interface State {
  at: number;
  source: number;
  line: number;
  column: number;
}

const digits = new Int8Array(128).fill(-1);
for (const [value, digit] of [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
].entries())
  digits[digit.charCodeAt(0)] = value;
const semicolon = 0x3b;
const comma = 0x2c;
/** A line's beginning is noted in four numbers. */
const noted = 4;

/** Reads the JSON text of a map of version 3 without sections; undefined for anything else. `resolve` makes a path of a source's name. */
export function readSourceMap(text: string, resolve: (source: string) => string): SourceMap | undefined {
  const json = JSON.parse(text.startsWith(")]}'") ? text.slice(text.indexOf("\n")) : text) as {
    readonly version?: unknown;
    readonly sources?: unknown;
    readonly sourceRoot?: unknown;
    readonly mappings?: unknown;
  };
  const { version, sources, sourceRoot, mappings } = json;
  if (version !== 3 || typeof mappings !== "string" || !Array.isArray(sources)) return undefined;
  const root = typeof sourceRoot === "string" && sourceRoot !== "" ? `${sourceRoot.replace(/\/$/, "")}/` : "";
  const names = sources.map((source) => (typeof source === "string" ? resolve(root + source) : ""));
  const lines = beginnings(mappings);
  return {
    find(line, column) {
      const place = search(mappings, lines, line - 1, column - 1);
      const source = place === undefined ? undefined : names[place.source];
      if (place === undefined || source === undefined || source === "") return undefined;
      return { source, line: place.line + 1, column: place.column + 1 };
    },
  };
}

function beginnings(mappings: string): Int32Array {
  let count = 1;
  for (let at = 0; at < mappings.length; at++) if (mappings.charCodeAt(at) === semicolon) count++;
  const lines = new Int32Array(count * noted);
  const state: State = { at: 0, source: 0, line: 0, column: 0 };
  for (let line = 0; line < count; line++) {
    lines.set([state.at, state.source, state.line, state.column], line * noted);
    while (state.at < mappings.length && mappings.charCodeAt(state.at) !== semicolon)
      segment(mappings, state);
    state.at++;
  }
  return lines;
}

/** The last segment of the line that begins at or before `column`. */
function search(mappings: string, lines: Int32Array, line: number, column: number): State | undefined {
  const [at, source, sourceLine, sourceColumn] = lines.subarray(line * noted, (line + 1) * noted);
  if (at === undefined) return undefined;
  const state = { at, source: source ?? 0, line: sourceLine ?? 0, column: sourceColumn ?? 0 };
  let generated = 0;
  let best: State | undefined;
  while (state.at < mappings.length && mappings.charCodeAt(state.at) !== semicolon) {
    const { moved, hasSource } = segment(mappings, state);
    generated += moved;
    if (generated > column) break;
    best = hasSource ? { ...state } : undefined;
  }
  return best;
}

const read = { moved: 0, hasSource: false };

/** Reads one segment and the comma behind it. */
function segment(mappings: string, state: State): { readonly moved: number; readonly hasSource: boolean } {
  let field = 0;
  read.moved = 0;
  for (; state.at < mappings.length; field++) {
    const code = mappings.charCodeAt(state.at);
    if (code === comma || code === semicolon) break;
    const value = number(mappings, state);
    if (field === 0) read.moved = value;
    else if (field === 1) state.source += value;
    else if (field === 2) state.line += value;
    else if (field === 3) state.column += value;
  }
  if (mappings.charCodeAt(state.at) === comma) state.at++;
  read.hasSource = field >= 4;
  return read;
}

/** A base64 number of variable length. */
function number(mappings: string, state: State): number {
  let value = 0;
  let shift = 0;
  let digit: number;
  do {
    digit = digits[mappings.charCodeAt(state.at++)] ?? -1;
    if (digit === -1) throw new Error("no source map: an unknown digit in its mappings");
    value |= (digit & 31) << shift;
    shift += 5;
  } while ((digit & 32) !== 0);
  return (value & 1) === 1 ? -(value >>> 1) : value >>> 1;
}
