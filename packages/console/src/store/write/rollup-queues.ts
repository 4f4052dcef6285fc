// A queue for each table whose views fill roll-ups, as one. Those of log records serve completion, patterns and the catalog, which may lack
// the latest seconds: an insert of two seconds costs little more than one of a second.
import { createRollupQueue, type RollupQueue, type RollupQueueOptions } from "./rollup-queue.ts";

/** How many times `maxDelayMs` the blocks of a table wait. */
const waits = { spans_to_roll_up: 1, logs_to_roll_up: 2 } as const;

export function createRollupQueues(options: RollupQueueOptions): RollupQueue {
  const byTable = Object.entries(waits).map(
    ([table, times]) =>
      [table, createRollupQueue({ ...options, maxDelayMs: times * options.maxDelayMs })] as const,
  );
  const queues = byTable.map(([, queue]) => queue);
  return {
    add(blocks, receivedSeconds) {
      for (const [table, queue] of byTable)
        queue.add(
          blocks.filter((block) => block.table === table),
          receivedSeconds,
        );
    },
    get oldestSeconds() {
      const oldest = queues.flatMap(({ oldestSeconds = [] }) => oldestSeconds);
      return oldest.length === 0 ? undefined : Math.min(...oldest);
    },
    get isFull() {
      return queues.some(({ isFull }) => isFull);
    },
    get isInserting() {
      return queues.some(({ isInserting }) => isInserting);
    },
    async flush() {
      await Promise.all(queues.map((queue) => queue.flush()));
    },
    discard() {
      for (const queue of queues) queue.discard();
    },
  };
}
