// A limit on how many traces are kept a second, with exact weights. Matching traces wait until the second is over; those with the highest
// randomness are kept, at the threshold that the last loser sets. So there are never more than the limit, the weight of each is exact, and
// because losers are dropped at once, no more wait than may be kept.
//
// Several rules may share a budget: each has its share, and the others may use what it leaves. Counts alone decide which rule gives way,
// so within each rule the highest randomness wins, and weights stay exact.
import { harmless, safely } from "../../engine/diagnostics/guard.ts";
import { after } from "../../engine/runtime/clock.ts";
import type { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";

/** The part of one rule in a selection. */
export interface SelectionPart {
  /** How many places it has a right to. */
  readonly share: number;
  /** How many places it may have, if no other part needs them. */
  readonly most: number;
}

/** Called for each trace that waited. With `threshold` it is kept: 56 bits, which its randomness exceeds. */
export type OnSelected = (trace: BufferedTrace, threshold: bigint | undefined) => void;

/** A selection that runs. */
export interface Selection {
  /** Enters `trace` for the part `index`. False when it has lost at once. Others may lose because of it. */
  enter(trace: BufferedTrace, index: number, randomness: bigint): boolean;
  /** Removes a trace that was decided otherwise. */
  withdraw(trace: BufferedTrace): void;
  /** Decides those that wait, before the window ends. Until then only the rest of the limit is left. */
  close(): void;
  waiting(): number;
}

interface Candidate {
  readonly trace: BufferedTrace;
  readonly randomness: bigint;
}

/** A part with its candidates by falling randomness, and the highest randomness that has lost. */
interface Side {
  readonly part: SelectionPart;
  readonly candidates: Candidate[];
  lost: bigint;
}

/** The state of a selection. */
interface SelectionState {
  readonly most: number;
  readonly windowMs: number;
  readonly sides: readonly Side[];
  readonly onSelected: OnSelected;
  /** Candidates of all sides. */
  count: number;
  /** Places of this window that are taken. */
  used: number;
  /** Whether a window has begun. */
  running: boolean;
}

/** A selection for `most` places every `windowMs` among `parts`. Calls `onSelected` for each trace that waited. */
export function createSelection(
  { most, windowMs, parts }: { most: number; windowMs: number; parts: readonly SelectionPart[] },
  onSelected: OnSelected,
): Selection {
  const sides: Side[] = parts.map((part) => ({ part, candidates: [], lost: -1n }));
  const state: SelectionState = { most, windowMs, sides, onSelected, count: 0, used: 0, running: false };
  return {
    waiting: () => state.count,
    close: () => closeWindow(state),
    enter: (trace, index, randomness) => enter(state, sides[index] as Side, { trace, randomness }),
    withdraw: (trace) => withdraw(state, trace),
  };
}

function enter(state: SelectionState, own: Side, candidate: Candidate): boolean {
  openWindow(state);
  // a candidate below one that has lost has lost, too
  if (candidate.randomness <= own.lost) return false;
  insert(own.candidates, candidate);
  state.count++;
  const losers: BufferedTrace[] = [];
  if (own.candidates.length > own.part.most) losers.push(dropLast(state, own));
  while (state.count > 0 && state.count > state.most - state.used)
    losers.push(dropLast(state, sideToReduce(state)));
  for (const loser of losers) if (loser !== candidate.trace) state.onSelected(loser, undefined);
  return !losers.includes(candidate.trace);
}

function withdraw(state: SelectionState, trace: BufferedTrace): void {
  for (const { candidates } of state.sides) {
    const at = candidates.findIndex((candidate) => candidate.trace === trace);
    if (at === -1) continue;
    candidates.splice(at, 1);
    state.count--;
  }
}

function openWindow(state: SelectionState): void {
  if (state.running) return;
  state.running = true;
  after(
    state.windowMs,
    harmless(() => {
      try {
        closeWindow(state);
      } finally {
        state.running = false;
        state.used = 0;
      }
    }),
  );
}

function closeWindow(state: SelectionState): void {
  for (const side of state.sides) {
    const { candidates, lost } = side;
    const winners = candidates.splice(0);
    side.lost = -1n;
    state.count -= winners.length;
    state.used += winners.length;
    // of those with the same randomness some lose and some win; a winner keeps its own as the threshold
    for (const { trace, randomness } of winners)
      safely(() => state.onSelected(trace, randomness > lost ? lost + 1n : randomness));
  }
}

/** The side that is furthest above its share. */
function sideToReduce({ sides }: SelectionState): Side {
  return sides.reduce((one, other) => (excessOf(other) > excessOf(one) ? other : one));
}

function dropLast(state: SelectionState, side: Side): BufferedTrace {
  const { trace, randomness } = side.candidates.pop() as Candidate;
  if (randomness > side.lost) side.lost = randomness;
  state.count--;
  return trace;
}

function excessOf({ part, candidates }: Side): number {
  return candidates.length === 0 ? -Infinity : candidates.length - part.share;
}

/** Inserts `candidate` after all with more randomness. */
function insert(candidates: Candidate[], candidate: Candidate): void {
  let [from, to] = [0, candidates.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((candidates[middle] as Candidate).randomness > candidate.randomness) from = middle + 1;
    else to = middle;
  }
  candidates.splice(from, 0, candidate);
}
