// The times that each request carries, so that a receiver can tell a sender that is late from one that is silent. They are found out anew for
// each attempt: a retry was sent later, and its records have waited longer.
import type { Batch } from "../engine/exporter/exporter.ts";

/** When the request is sent, in Unix ms by the clock of the sender. */
const sentAtHeader = "telltale-sent-at";
/** How long the oldest item of the request has waited by then, in ms. */
const oldestAgeHeader = "telltale-oldest-age-ms";

/** The headers of a request with `batch`, sent now. */
export function timesOf({ oldestMs }: Batch): Record<string, string> {
  const now = Date.now();
  return {
    [sentAtHeader]: String(now),
    // a clock that was set back gives no negative age
    ...(oldestMs === undefined ? {} : { [oldestAgeHeader]: String(Math.max(0, now - oldestMs)) }),
  };
}
