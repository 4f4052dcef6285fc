// How every matcher judges: candidates with what differs in each, the nearest one shown, and what was emitted below.
import type { Difference } from "./expected.ts";

/** The form that matchers of Vitest and Jest return. */
export interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** One thing that was emitted, and in what it is not what was expected. */
export interface Candidate {
  /** In one line. */
  readonly title: string;
  /** None for a match. */
  readonly differences: readonly Difference[];
  /** How far its name is from the one expected; 0 by default. {@link Infinity} for one that has nothing to do with it. */
  readonly distance?: number | undefined;
}

/** What is judged. */
export interface Question {
  /** With its article: `a span "charge card"`. */
  readonly expected: string;
  readonly candidates: readonly Candidate[];
  /** Exactly that many must match; at least one when undefined. */
  readonly times?: number | undefined;
  /** What was emitted, as lines below a heading; asked for only when there is something to say. */
  emitted(): string;
}

const maxNearest = 3;

/** Judges, and says why. */
export function judge(question: Question): Verdict {
  const { expected, candidates, times } = question;
  const found = candidates.filter(({ differences }) => differences.length === 0);
  const pass = times === undefined ? found.length > 0 : found.length === times;
  return {
    pass,
    message() {
      const parts = pass
        ? [`Expected not to find ${counted(times)}${expected}, and found:`, ...titles(found)]
        : [`Expected ${counted(times)}${expected}${missing(question, found)}`, ...nearest(candidates, found)];
      return [...parts, "", question.emitted()].join("\n");
    },
  };
}

function counted(times: number | undefined): string {
  return times === undefined ? "" : `exactly ${times} times `;
}

function missing({ times }: Question, found: readonly Candidate[]): string {
  return times === undefined ? ", found none." : `, found ${found.length}.`;
}

function nearest(candidates: readonly Candidate[], found: readonly Candidate[]): string[] {
  if (found.length > 0) return titles(found);
  let first: Candidate | undefined;
  for (const one of candidates) if (isNearer(one, first)) first = one;
  if (first === undefined) return [];
  return [`Nearest: ${first.title}`, ...first.differences.map((line) => `  ${line}`)];
}

function isNearer(one: Candidate, than: Candidate | undefined): boolean {
  const { distance = 0, differences } = one;
  if (distance === Infinity) return false;
  if (than === undefined || distance !== (than.distance ?? 0)) return distance < (than?.distance ?? Infinity);
  return differences.length < than.differences.length;
}

function titles(found: readonly Candidate[]): string[] {
  const rest = found.length - maxNearest;
  return [
    ...found.slice(0, maxNearest).map(({ title }) => `  ${title}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
