// Keeps reading a file from holding up everything else: other work of its thread has its turn, and a file of millions of lines that hold
// nothing is given up.
import { setImmediate as nextTurn } from "node:timers/promises";
import { ProblemError } from "../problem/problem.ts";

export interface Pace {
  /** Call for each line, row and value; await what it returns. */
  turn(): Promise<void> | undefined;
  /** One line, row or value held nothing that can be imported. @throws {ProblemError} `FILE_NOT_READ` when there are too many. */
  idle(): void;
  /** So many items were found. */
  found(items: number): void;
}

/** Work without a turn for others. */
const maxRoundMs = 10;
/** A format may have lines that hold nothing beside each that does: those of Elasticsearch's bulk format, empty ones. */
const idlePerItem = 10;

export function createPace(maxIdle: number, clockMs: () => number = () => performance.now()): Pace {
  let roundEndMs = clockMs() + maxRoundMs;
  let left = maxIdle;

  async function nextRound(): Promise<void> {
    await nextTurn();
    roundEndMs = clockMs() + maxRoundMs;
  }

  return {
    turn: () => (clockMs() < roundEndMs ? undefined : nextRound()),
    idle() {
      left--;
      if (left >= 0) return;
      throw new ProblemError(
        "FILE_NOT_READ",
        `It has more than ${maxIdle.toLocaleString("en")} lines or rows that hold nothing to import.`,
        "Remove them, or check that it is the file you meant.",
      );
    },
    found: (items) => void (left += items * idlePerItem),
  };
}
