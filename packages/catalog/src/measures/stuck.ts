const dayMs = 86_400_000;
const longestMs = 30 * dayMs;

/**
 * Open instances of workflows are looked for among those with a record since this time: the beginning of the day (UTC) 30 days before `atMs`.
 * With a limit of 30 days or more that much earlier.
 *
 * @param limitMs after so long without a record an instance is stuck
 */
export function openSinceMs(atMs: number, limitMs = 0): number {
  const since = atMs - longestMs - (limitMs < longestMs ? 0 : limitMs);
  return Math.max(0, Math.floor(since / dayMs) * dayMs);
}
