// The one division of counts by counts.

/** The share of `part` in `whole`, 0 to 1; `null` without a whole. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
