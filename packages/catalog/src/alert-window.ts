// The time over which the value of an alert is computed.
import { type Duration, durationMs } from "./duration.ts";

/** The window of an alert: as declared, else five minutes, or the time between two evaluations where that is longer. */
export function alertWindow({
  window,
  every = "0s",
}: {
  readonly window?: Duration | undefined;
  readonly every?: Duration | undefined;
}): Duration {
  return window ?? (durationMs(every) > 300_000 ? every : "5m");
}
