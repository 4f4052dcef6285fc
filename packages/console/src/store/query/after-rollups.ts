import type { QueryLane } from "./queue.ts";

/** `lane`, whose queries wait until `rolledUp` resolves: what a sender was answered for is on the page that it asks for next. */
export function afterRollups(lane: QueryLane, rolledUp: () => Promise<void>): QueryLane {
  return {
    run: (ask, options) =>
      lane.run(async () => {
        await rolledUp();
        return ask();
      }, options),
  };
}
