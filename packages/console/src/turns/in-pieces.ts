// Long computations in pieces, with turns of the event loop between them, so that one tenant's does not keep others waiting.
import { setImmediate as nextTurn } from "node:timers/promises";

/** A piece ends at the first pause after so long. */
const pieceMs = 10;

/** Computes what `work` returns. It says by `yield` where it may pause. */
export async function inPieces<Result>(work: Iterator<void, Result>): Promise<Result> {
  let endMs = performance.now() + pieceMs;
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < endMs) continue;
    await nextTurn();
    endMs = performance.now() + pieceMs;
  }
}
