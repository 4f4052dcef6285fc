// Go's syntax of regular expressions (RE2), as files of Prometheus have it: https://github.com/google/re2/wiki/Syntax
import type { CharacterSet, Program, Step } from "./program.ts";
import { classSource, escapeSource, setOf } from "./sets.ts";

/** More steps than that no pattern may have, its counted repetitions written out. */
const mostSteps = 500;
const mostRepetitions = 1000;

/** Letters that may be set in a pattern: without case, `.` with line ends, `^` and `$` at lines. */
interface Flags {
  i: boolean;
  s: boolean;
  m: boolean;
}

/** Makes the program of `source`, in which `.` is every character. @throws {SyntaxError} with what is wrong. */
export function parse(source: string): Program {
  const names = new Map<string, number>();
  const steps: Step[] = [];
  let at = 0;
  let groups = 1;
  let flags: Flags = { i: false, s: true, m: false };

  const fail = (what: string): never => {
    throw new SyntaxError(`${what} in the pattern \`${source}\``);
  };
  const emit = (step: Step): number => {
    if (steps.length >= mostSteps)
      fail(`more than ${mostSteps} steps (a repetition like {500} counts as often as it repeats)`);
    return steps.push(step) - 1;
  };
  const eat = (text: string): boolean => {
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };
  const set = (test: CharacterSet): void => void emit({ kind: "set", set: test });

  function alternatives(): void {
    const start = steps.length;
    sequence();
    if (!eat("|")) return;
    const first = steps.splice(start);
    const place = emit({ kind: "split", next: start + 1, other: 0 });
    append(first, start, place + 1);
    const jump = emit({ kind: "jump", next: 0 });
    (steps[place] as { other: number }).other = steps.length;
    alternatives();
    (steps[jump] as { next: number }).next = steps.length;
  }

  function sequence(): void {
    while (at < source.length && source[at] !== "|" && source[at] !== ")") repeated();
  }

  function repeated(): void {
    const start = steps.length;
    atom();
    for (let times = 0; ; times++) {
      const range = repetition();
      if (range === undefined) return;
      if (times > 0) fail("a repetition of a repetition (put it into parentheses)");
      repeat(steps.splice(start), start, range, eat("?"));
    }
  }

  /** How often what stands before is repeated; undefined for once. */
  function repetition(): readonly [number, number] | undefined {
    if (eat("*")) return [0, Infinity];
    if (eat("+")) return [1, Infinity];
    if (eat("?")) return [0, 1];
    const counted = /^\{(\d+)(?:(,)(\d*))?\}/.exec(source.slice(at, at + 16));
    if (counted === null) return undefined;
    at += counted[0].length;
    const least = Number(counted[1]);
    const most = counted[2] === undefined ? least : counted[3] === "" ? Infinity : Number(counted[3]);
    if (least > most || least > mostRepetitions || (most > mostRepetitions && most !== Infinity))
      fail(`the repetition ${counted[0]}: expected at most ${mostRepetitions} times`);
    return [least, most];
  }

  function repeat(
    body: Step[],
    start: number,
    [least, most]: readonly [number, number],
    lazy: boolean,
  ): void {
    const put = (): number => append(body, start, steps.length);
    const aim = (step: { next: number; other: number }, into: number, past: number): void => {
      step.next = lazy ? past : into;
      step.other = lazy ? into : past;
    };
    for (let time = 0; time < least; time++) put();
    if (most === Infinity) {
      const place = steps.length;
      const choice = split();
      put();
      emit({ kind: "jump", next: place });
      aim(choice, place + 1, steps.length);
      return;
    }
    const choices = [];
    for (let time = least; time < most; time++) {
      choices.push([split(), steps.length] as const);
      put();
    }
    for (const [choice, into] of choices) aim(choice, into, steps.length);
  }

  function split(): Extract<Step, { kind: "split" }> {
    return steps[emit({ kind: "split", next: 0, other: 0 })] as Extract<Step, { kind: "split" }>;
  }

  /** Writes `body`, which was made at `from`, at `to`, the end; returns `to`. */
  function append(body: readonly Step[], from: number, to: number): number {
    const by = to - from;
    for (const step of body) {
      if (step.kind === "split") emit({ ...step, next: step.next + by, other: step.other + by });
      else if (step.kind === "jump") emit({ ...step, next: step.next + by });
      else emit(step);
    }
    return to;
  }

  function atom(): void {
    const code = source.codePointAt(at) as number;
    const character = String.fromCodePoint(code);
    if ("*+?".includes(character)) fail(`a \`${character}\` that repeats nothing`);
    at += character.length;
    if (character === "(") return group();
    if (character === ".") return set(flags.s ? () => true : (one) => one !== 0x0a);
    if (character === "^") return void emit({ kind: "assert", what: flags.m ? "lineStart" : "start" });
    if (character === "$") return void emit({ kind: "assert", what: flags.m ? "lineEnd" : "end" });
    if (character === "[") return set(setOf(ranged(), flags.i));
    if (character === "\\") return escape();
    set(setOf(`\\u{${code.toString(16)}}`, flags.i));
  }

  function ranged(): string {
    const { text, end } = classSource(source, at - 1) ?? fail("a class `[` that never ends");
    at = end;
    return text;
  }

  function escape(): void {
    if (eat("b")) return void emit({ kind: "assert", what: "wordEdge" });
    if (eat("B")) return void emit({ kind: "assert", what: "noWordEdge" });
    if (eat("A")) return void emit({ kind: "assert", what: "start" });
    if (eat("z")) return void emit({ kind: "assert", what: "end" });
    const { text, end } =
      escapeSource(source, at - 1) ??
      fail(`\`${source.slice(at - 1, at + 1)}\`, which Go's patterns do not have,`);
    at = end;
    set(setOf(text, flags.i));
  }

  function group(): void {
    const before = { ...flags };
    if (!eat("?")) return captured(undefined, before);
    const named = /^P?<(\w+)>/.exec(source.slice(at, at + 128));
    if (named !== null) {
      at += named[0].length;
      return captured(named[1] as string, before);
    }
    const letters = /^([ims]*)(?:-([ims]+))?([:)])/.exec(source.slice(at, at + 12));
    if (letters === null) return fail(`\`(?${source.slice(at, at + 2)}\`, which Go's patterns do not have,`);
    at += letters[0].length;
    flags = { ...flags };
    for (const letter of letters[1] as string) flags[letter as keyof Flags] = true;
    for (const letter of letters[2] ?? "") flags[letter as keyof Flags] = false;
    if (letters[3] === ")") return;
    alternatives();
    close(before);
  }

  function captured(name: string | undefined, before: Flags): void {
    const number = groups++;
    if (name !== undefined && names.has(name)) fail(`two groups named \`${name}\``);
    if (name !== undefined) names.set(name, number);
    emit({ kind: "save", slot: number * 2 });
    alternatives();
    emit({ kind: "save", slot: number * 2 + 1 });
    close(before);
  }

  function close(before: Flags): void {
    if (!eat(")")) fail("a `(` without its `)`");
    flags = before;
  }

  alternatives();
  if (at < source.length) fail("a `)` without its `(`");
  emit({ kind: "match" });
  return { steps, groups, names };
}
