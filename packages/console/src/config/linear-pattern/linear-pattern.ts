// Regular expressions in Go's syntax, as Prometheus uses them, which take linear time. JavaScript's engine would try every path through a
// pattern such as `(a|b|ab)*c`; here no step is tried twice at one position of a text.
import { parse } from "./parse.ts";
import type { Program, Step } from "./program.ts";

/** Characters of the longest text that is matched: a longer one would block the server for too long. */
export const longestText = 4096;

/** A pattern that matches whole texts. */
export interface LinearPattern {
  /** @throws {RangeError} for a text of more than 4,096 characters, as `expand`. */
  test(text: string): boolean;
  /** `replacement` with what the groups hold in place of `$1`, `${1}`, `${name}`; undefined where the text does not match. */
  expand(text: string, replacement: string): string | undefined;
}

/** Makes the pattern `source`, in which `.` is every character. @throws {SyntaxError} with what is wrong. */
export function linearPattern(source: string): LinearPattern {
  const program = parse(source);
  return {
    test: (text) => run(program, text) !== undefined,
    expand(text, replacement) {
      const slots = run(program, text);
      return slots === undefined ? undefined : expanded(replacement, text, slots, program);
    },
  };
}

/** Go's `Expand`: a name takes as many letters, digits and `_` as there are. An unknown name expands to nothing. */
function expanded(replacement: string, text: string, slots: Int32Array, { names }: Program): string {
  return replacement.replace(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_all, dollar, inBraces, plain) => {
    if (dollar !== undefined) return "$";
    const name = String(inBraces ?? plain);
    const group = /^\d+$/.test(name) ? Number(name) : (names.get(name) ?? -1);
    const [from, to] = group === 0 ? [0, text.length] : [slots[group * 2] ?? -1, slots[group * 2 + 1] ?? -1];
    return from < 0 || to < 0 ? "" : text.slice(from, to);
  });
}

const isWord = (code: number): boolean => code < 128 && /\w/.test(String.fromCharCode(code));

/** Where the groups of the first match begin and end, -1 for those not part of it; undefined where the whole text does not match. */
function run({ steps, groups }: Program, text: string): Int32Array | undefined {
  if (text.length > longestText)
    throw new RangeError(
      `a text of ${text.length} characters is to be matched with a pattern: expected at most ${longestText}`,
    );
  const slots = new Int32Array(groups * 2).fill(-1);
  const visited = new Uint32Array(((text.length + 1) * steps.length + 31) >>> 5);
  // what is still to be tried: pairs of a step and a position in the text, or of a slot (below zero) and what it held before
  const waiting: number[] = [0, 0];
  while (waiting.length > 0) {
    let at = waiting.pop() as number;
    let index = waiting.pop() as number;
    if (index < 0) {
      slots[-1 - index] = at;
      continue;
    }
    while (visit(visited, at * steps.length + index)) {
      const step = steps[index] as Step;
      if (step.kind === "match") {
        if (at === text.length) return slots;
        break;
      }
      if (step.kind === "split" || step.kind === "jump") {
        if (step.kind === "split") waiting.push(step.other, at);
        index = step.next;
        continue;
      }
      if (step.kind === "save") {
        waiting.push(-1 - step.slot, slots[step.slot] as number);
        slots[step.slot] = at;
      } else {
        at = advance(step, text, at);
        if (at < 0) break;
      }
      index++;
    }
  }
  return undefined;
}

/** Marks the bit; false where it was marked before. */
function visit(visited: Uint32Array, bit: number): boolean {
  const mask = 1 << (bit & 31);
  const word = visited[bit >>> 5] as number;
  visited[bit >>> 5] = word | mask;
  return (word & mask) === 0;
}

/** The position after a step that matches at `at`, -1 where it does not match. */
function advance(step: Extract<Step, { kind: "set" | "assert" }>, text: string, at: number): number {
  if (step.kind === "assert") return holds(step.what, text, at) ? at : -1;
  if (at === text.length) return -1;
  const code = text.codePointAt(at) as number;
  if (!step.set(code)) return -1;
  return at + (code > 0xffff ? 2 : 1);
}

function holds(what: Extract<Step, { kind: "assert" }>["what"], text: string, at: number): boolean {
  if (what === "start") return at === 0;
  if (what === "end") return at === text.length;
  if (what === "lineStart") return at === 0 || text.charAt(at - 1) === "\n";
  if (what === "lineEnd") return at === text.length || text.charAt(at) === "\n";
  const before = at > 0 && isWord(text.charCodeAt(at - 1));
  const after = at < text.length && isWord(text.charCodeAt(at));
  return (before !== after) === (what === "wordEdge");
}
