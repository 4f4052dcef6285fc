import type { WorkflowTypeResult } from "contract";

import { formatSpan, formatTime } from "../../lib/time.ts";

/** The range of the figures, and since when open instances are counted. */
export function describeRange({ from, to, openSince }: WorkflowTypeResult): string {
  return `${formatSpan(from, to)} · open instances since ${formatTime(openSince)}`;
}
