// A limit on how many traces are kept a second, with honest weights. Traces that match wait until the second is over; of them those with
// the highest randomness are kept, at the threshold that the last loser sets. So there are never more than the limit, each one's weight is
// exact, and as losers are dropped at once no more wait than may be kept.
//
// Several rules may share a budget: each has its part, and what one does not use the others may. Which rule gives way is decided by
// counts alone, so within each rule the highest randomness wins, and weights stay exact.
import { after } from "../../engine/runtime/clock.ts";
import type { BufferedTrace } from "../../engine/tail-buffer/buffered-trace.ts";

/** One rule's part in a contest. */
export interface ContestPart {
  /** How many of the contest's it has a right to. */
  readonly share: number;
  /** How many it may have, if nobody else wants them. */
  readonly most: number;
}

/** What became of one that waited. With `threshold` it is kept: 56 bits, of which its randomness is above. */
export type Told = (trace: BufferedTrace, threshold: bigint | undefined) => void;

/** A limit at work. */
export interface Contest {
  /** Lets `trace` take part for the part `index`. False when it has lost at once. Others may lose by it. */
  enter(trace: BufferedTrace, index: number, randomness: bigint): boolean;
  /** Takes one out that was decided otherwise. */
  withdraw(trace: BufferedTrace): void;
  /** Decides those that wait, before the time. Until it is over only the rest of the limit is left. */
  close(): void;
  waiting(): number;
}

interface Candidate {
  readonly trace: BufferedTrace;
  readonly randomness: bigint;
}

/** A part at work: candidates by falling randomness, and the highest that has lost. */
interface Side {
  readonly part: ContestPart;
  readonly candidates: Candidate[];
  lost: bigint;
}

/** A contest for `most` places every `windowMs` among `parts`. Tells by `told` what became of each that waited. */
export function createContest(
  { most, windowMs, parts }: { most: number; windowMs: number; parts: readonly ContestPart[] },
  told: Told,
): Contest {
  const sides: Side[] = parts.map((part) => ({ part, candidates: [], lost: -1n }));
  let count = 0;
  let used = 0;
  let running = false;

  function open(): void {
    if (running) return;
    running = true;
    after(windowMs, () => {
      close();
      running = false;
      used = 0;
    });
  }

  function close(): void {
    for (const side of sides) {
      const { candidates, lost } = side;
      const winners = candidates.splice(0);
      side.lost = -1n;
      count -= winners.length;
      used += winners.length;
      // of those with the same randomness some lose and some win; who wins is kept at what it has
      for (const { trace, randomness } of winners) told(trace, randomness > lost ? lost + 1n : randomness);
    }
  }

  /** The side that is furthest above its share, and gives way. */
  function highest(): Side {
    return sides.reduce((one, other) => (excessOf(other) > excessOf(one) ? other : one));
  }

  function drop(side: Side): BufferedTrace {
    const { trace, randomness } = side.candidates.pop() as Candidate;
    if (randomness > side.lost) side.lost = randomness;
    count--;
    return trace;
  }

  return {
    waiting: () => count,
    close,
    enter(trace, index, randomness) {
      open();
      const own = sides[index] as Side;
      // what has lost once is lost for all below it
      if (randomness <= own.lost) return false;
      insert(own.candidates, { trace, randomness });
      count++;
      const losers: BufferedTrace[] = [];
      if (own.candidates.length > own.part.most) losers.push(drop(own));
      while (count > 0 && count > most - used) losers.push(drop(highest()));
      for (const loser of losers) if (loser !== trace) told(loser, undefined);
      return !losers.includes(trace);
    },
    withdraw(trace) {
      for (const { candidates } of sides) {
        const at = candidates.findIndex((candidate) => candidate.trace === trace);
        if (at === -1) continue;
        candidates.splice(at, 1);
        count--;
      }
    },
  };
}

function excessOf({ part, candidates }: Side): number {
  return candidates.length === 0 ? -Infinity : candidates.length - part.share;
}

/** Puts `candidate` behind all that have more randomness. */
function insert(candidates: Candidate[], candidate: Candidate): void {
  let [from, to] = [0, candidates.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((candidates[middle] as Candidate).randomness > candidate.randomness) from = middle + 1;
    else to = middle;
  }
  candidates.splice(from, 0, candidate);
}
