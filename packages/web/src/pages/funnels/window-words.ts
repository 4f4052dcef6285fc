// Within which time people count as finished, and why within this one.
import type { FunnelSummary } from "contract";

import { formatDuration } from "../../lib/format-duration.ts";

type Window = FunnelSummary["window"];

/** `within 5 min`. */
export function windowWords({ ms }: Window): string {
  return `within ${formatDuration(ms)}`;
}

/** Why the window is as long as it is, as a sentence. */
export function windowReason({ ms, of }: Window): string {
  const time = formatDuration(ms);
  if (of === "request") return `People may take ${time} from the first step to the last.`;
  return of === "times"
    ? `People may take ${time} from the first step to the last: 99 % of those who finished in the last week took no longer.`
    : `People may take ${time} from the first step to the last: the usual time is not known yet.`;
}
