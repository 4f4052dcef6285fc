// Durations of rules, which are written as `30d`, as pages write durations.
import { parseDurationMs } from "catalog/duration";

import { formatDuration } from "./format-duration.ts";

/** `30 d` for `30d`, `5 min` for `5m`; the text itself if it is not a duration. */
export function periodText(duration: string): string {
  const ms = parseDurationMs(duration);
  return ms === undefined ? duration : formatDuration(ms);
}
