// Puts the steps of a program together: writes them at the end, moves them, and writes out repetitions.
import type { Step } from "./program.ts";

/** A pattern has at most so many steps, its counted repetitions written out. */
const maxSteps = 500;

/** The steps of the pattern `source` so far. */
export interface Assembly {
  readonly source: string;
  readonly steps: Step[];
}

/** How often something is repeated, and whether few times are tried before many. */
export interface Repetition {
  readonly least: number;
  /** May be `Infinity`. */
  readonly most: number;
  readonly lazy: boolean;
}

type Split = Extract<Step, { kind: "split" }>;

/** Throws what is wrong with the pattern. */
export function fail({ source }: Assembly, what: string): never {
  throw new SyntaxError(`${what} in the pattern \`${source}\``);
}

/** Adds `step` at the end and returns its index. */
export function emit(assembly: Assembly, step: Step): number {
  if (assembly.steps.length >= maxSteps)
    fail(assembly, `more than ${maxSteps} steps (a repetition like {500} counts as often as it repeats)`);
  return assembly.steps.push(step) - 1;
}

/** Adds `body`, which was assembled at the index `from`, at the end. */
export function append(assembly: Assembly, body: readonly Step[], from: number): void {
  const by = assembly.steps.length - from;
  for (const step of body) {
    if (step.kind === "split") emit(assembly, { ...step, next: step.next + by, other: step.other + by });
    else if (step.kind === "jump") emit(assembly, { ...step, next: step.next + by });
    else emit(assembly, step);
  }
}

/** Replaces the steps from `start` on by their repetition. */
export function repeat(assembly: Assembly, start: number, { least, most, lazy }: Repetition): void {
  const { steps } = assembly;
  const body = steps.splice(start);
  const aim = (split: Split, into: number, past: number): void => {
    split.next = lazy ? past : into;
    split.other = lazy ? into : past;
  };
  for (let time = 0; time < least; time++) append(assembly, body, start);
  if (most === Infinity) {
    const begin = steps.length;
    const choice = emitSplit(assembly);
    append(assembly, body, start);
    emit(assembly, { kind: "jump", next: begin });
    aim(choice, begin + 1, steps.length);
    return;
  }
  const choices: [Split, number][] = [];
  for (let time = least; time < most; time++) {
    choices.push([emitSplit(assembly), steps.length]);
    append(assembly, body, start);
  }
  for (const [choice, into] of choices) aim(choice, into, steps.length);
}

function emitSplit(assembly: Assembly): Split {
  return assembly.steps[emit(assembly, { kind: "split", next: 0, other: 0 })] as Split;
}
