// The names of a function's parameters, out of its source text: decorators list arguments by name. Where a bundler has renamed
// them a name is not found; an index always is.
import type { Callable } from "./call.ts";
import { originalOf } from "./stand-in.ts";

/** A parameter; `name` is undefined for one that is taken apart, such as `{ id }`. */
export interface Parameter {
  readonly name: string | undefined;
  /** Whether it takes all that is left. */
  readonly rest: boolean;
}

const brackets: Readonly<Record<string, number>> = { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 };
const identifier = /^(\.\.\.)?\s*([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)\s*(?:=(?!>)|$)/u;

/** The parameters of `fn`, in order; none if its source text does not name them. */
export function parametersOf(fn: Callable): Parameter[] {
  const list = parameterList(Function.prototype.toString.call(originalOf(fn)));
  return list.map((text) => {
    const [, rest, name] = identifier.exec(text.trim()) ?? [];
    return { name, rest: rest !== undefined };
  });
}

/** The texts between the commas of the parameters' parenthesis, without comments. */
function parameterList(source: string): string[] {
  const arrow = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (arrow?.[1] !== undefined) return [arrow[1]];
  const parts: string[] = [];
  let depth = 0;
  let inside = false;
  let part = "";
  for (let at = 0; at < source.length; at++) {
    const end = endOfQuiet(source, at);
    if (end > at) {
      if (inside && source[at] !== "/") part += source.slice(at, end);
      at = end - 1;
      continue;
    }
    const sign = source[at] as string;
    depth += brackets[sign] ?? 0;
    // a computed name may have parentheses of its own, but inside of brackets
    if (!inside) inside = sign === "(" && depth === 1;
    else if (depth === 0) return part.trim() === "" ? parts : [...parts, part];
    else if (sign === "," && depth === 1) {
      parts.push(part);
      part = "";
    } else part += sign;
  }
  return [];
}

/** Where the text, template or comment that begins at `at` ends; `at` itself where none begins. */
function endOfQuiet(source: string, at: number): number {
  const sign = source[at];
  if (sign === "/" && source[at + 1] === "*") return endOf(source.indexOf("*/", at + 2), 2, source);
  if (sign === "/" && source[at + 1] === "/") return endOf(source.indexOf("\n", at), 0, source);
  if (sign !== '"' && sign !== "'" && sign !== "`") return at;
  for (let end = at + 1; end < source.length; end++) {
    if (source[end] === "\\") end++;
    else if (source[end] === sign) return end + 1;
  }
  return source.length;
}

function endOf(found: number, length: number, source: string): number {
  return found < 0 ? source.length : found + length;
}
