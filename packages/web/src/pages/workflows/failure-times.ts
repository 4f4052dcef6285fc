import type { Workflow } from "contract";

import { exactTime, nsToMs } from "../../lib/time.ts";

const hour = 3_600_000;

/** When handlers of an instance can have run: from its first record to an hour after its last. */
export function failureTimes({ startNs, lastNs }: Workflow): { readonly from: string; readonly to: string } {
  return { from: exactTime(nsToMs(startNs) - 1000), to: exactTime(nsToMs(lastNs) + hour) };
}
