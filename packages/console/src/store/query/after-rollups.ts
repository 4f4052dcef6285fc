import type { QueryQueue } from "./queue.ts";

/** `queue`, whose queries wait until `rolledUp` resolves: what a sender was answered for is on the page that it asks for next. */
export function afterRollups(
  queue: Pick<QueryQueue, "lane">,
  rolledUp: () => Promise<void>,
): Pick<QueryQueue, "lane"> {
  return {
    lane(tenant) {
      const lane = queue.lane(tenant);
      return {
        run: (ask, options) =>
          lane.run(async () => {
            await rolledUp();
            return ask();
          }, options),
      };
    },
  };
}
