import type { QueryQueue } from "./queue.ts";

type Lanes = Pick<QueryQueue, "lane">;

/** `queue`, whose queries that read roll-ups wait until `rolledUp` resolves: what a sender was answered for is on the page that it asks for next. */
export function afterRollups(queue: Lanes, rolledUp: () => Promise<void>): Lanes {
  return {
    lane(tenant) {
      const lane = queue.lane(tenant);
      return {
        async run(ask, options) {
          if (options.needsRollups !== false) await rolledUp();
          return lane.run(ask, options);
        },
      };
    },
  };
}
