// The error share of requests: of what the stored ones stand for.

/**
 * @param errors those before sampling, as `count`. Sums of weights are not exact, and a share is never above one.
 * @returns 0 without any.
 */
export function errorShare(errors: number, count: number): number {
  return count <= 0 ? 0 : Math.min(1, Math.max(0, errors / count));
}
