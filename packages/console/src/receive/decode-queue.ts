// Requests are decoded one after the other, and other work of the process has its turn between them. Decoding runs on the thread that
// also serves the pages: without this, the requests of 64 senders that arrive together are decoded at once, and the answer to a page
// waits for all of them, again for each of its queries. Of large requests, one piece waits with them at a time.
import { createTurns } from "../turns/turns.ts";

export interface DecodeQueue {
  /** Calls `act` after those that wait already; rejects with what it throws. */
  run<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Calls `act`, which decodes a piece of a large request, after the pieces of all others that wait already. */
  runPiece<Result>(act: () => Promise<Result>): Promise<Result>;
}

export interface DecodeQueueOptions {
  /** Calls `next` after events that are due now were handled. Default `setImmediate`. */
  readonly yieldTo?: (next: () => void) => void;
  /** A monotonic clock. */
  readonly clockMs?: () => number;
}

/** Small requests are decoded together for so long: each round of the event loop costs as much as decoding a few spans. */
const maxRoundMs = 2;

export function createDecodeQueue({
  yieldTo = setImmediate,
  clockMs = () => performance.now(),
}: DecodeQueueOptions = {}): DecodeQueue {
  const waiting: (() => void)[] = [];
  let isScheduled = false;

  function decodeRound(): void {
    const endMs = clockMs() + maxRoundMs;
    do waiting.shift()!();
    while (waiting.length > 0 && clockMs() < endMs);
    isScheduled = waiting.length > 0;
    if (isScheduled) yieldTo(decodeRound);
  }

  function run<Result>(act: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        try {
          resolve(act());
        } catch (error) {
          reject(error as Error);
        }
      });
      if (!isScheduled) yieldTo(decodeRound);
      isScheduled = true;
    });
  }

  const inTurn = createTurns();
  return { run, runPiece: (act) => inTurn(() => run(act)) };
}
