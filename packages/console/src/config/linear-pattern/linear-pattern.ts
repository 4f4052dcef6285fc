// Patterns that operators write for texts that others choose, as Prometheus has them: Go's, which take linear time. JavaScript's
// would try every way through a pattern such as `(a|b|ab)*c`; here no step is taken twice at one place of a text.
import { parse } from "./parse.ts";
import type { Program, Step } from "./program.ts";

/** Characters of the longest text that is matched: of more, no answer takes so little time that a server may wait for it. */
export const longestText = 4096;

/** A pattern that meets whole texts. */
export interface LinearPattern {
  /** @throws {RangeError} for a text of more than 4,096 characters, as the other one. */
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

/** Go's `Expand`: a name takes as many letters, digits and `_` as there are. What no group is called is nothing. */
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

/** Where the groups of the first way through `program` that ends with `text` begin and end, -1 for those not met; undefined for no way. */
function run({ steps, groups }: Program, text: string): Int32Array | undefined {
  if (text.length > longestText)
    throw new RangeError(
      `a text of ${text.length} characters is to be matched with a pattern: expected at most ${longestText}`,
    );
  const slots = new Int32Array(groups * 2).fill(-1);
  const taken = new Uint32Array(((text.length + 1) * steps.length + 31) >>> 5);
  // what is still to be tried: places of steps with places of the text, or slots (below zero) with what they held before
  const waiting: number[] = [0, 0];
  while (waiting.length > 0) {
    let at = waiting.pop() as number;
    let place = waiting.pop() as number;
    if (place < 0) {
      slots[-1 - place] = at;
      continue;
    }
    for (;;) {
      const bit = at * steps.length + place;
      const mask = 1 << (bit & 31);
      if (((taken[bit >>> 5] as number) & mask) !== 0) break;
      taken[bit >>> 5] = (taken[bit >>> 5] as number) | mask;
      const step = steps[place] as Step;
      if (step.kind === "match") {
        if (at === text.length) return slots;
        break;
      }
      if (step.kind === "set") {
        const code = at < text.length ? (text.codePointAt(at) as number) : -1;
        if (code === -1 || !step.set(code)) break;
        at += code > 0xffff ? 2 : 1;
      } else if (step.kind === "assert") {
        if (!holds(step.what, text, at)) break;
      } else if (step.kind === "save") {
        waiting.push(-1 - step.slot, slots[step.slot] as number);
        slots[step.slot] = at;
      } else {
        if (step.kind === "split") waiting.push(step.other, at);
        place = step.next;
        continue;
      }
      place++;
    }
  }
  return undefined;
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
