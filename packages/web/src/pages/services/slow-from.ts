// From which duration on a request counts as one of the slowest.

/** A limit that is less than this share away from the 95th percentile stays. */
const nearby = 0.2;

/**
 * The 95th percentile of a live range, in two digits. It changes with each result: `kept`, the limit before, stays while it is near, so that
 * the comparison does not begin anew.
 */
export function slowFromMs(p95Ms: number | null, kept: number | undefined): number | undefined {
  if (p95Ms === null) return undefined;
  const isNear = kept !== undefined && Math.abs(p95Ms - kept) <= kept * nearby;
  return isNear ? kept : Number(p95Ms.toPrecision(2));
}
