/** After so long without a step, the next one of a person begins another visit. */
export const visitGapMs: number = 30 * 60_000;
