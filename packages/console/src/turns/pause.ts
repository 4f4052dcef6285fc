// Work that goes on for long gives others their turn of the event loop.
import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * @param maxMs work without a turn for others.
 * @returns what to call between pieces of the work; await what it returns, if it returns something.
 */
export function createPause(maxMs = 10): () => Promise<void> | undefined {
  let endMs = performance.now() + maxMs;

  async function pause(): Promise<void> {
    await nextTurn();
    endMs = performance.now() + maxMs;
  }

  return () => (performance.now() < endMs ? undefined : pause());
}
