// The texts for figures that are computed from a sample.

/** In front of what a page says below its title; empty for exact figures. */
export function estimateWords(what: string, ...results: readonly (Estimated | undefined)[]): string {
  return results.some((result) => result?.isEstimate === true)
    ? `estimated from a part of the ${what} · `
    : "";
}

interface Estimated {
  readonly isEstimate: boolean;
}

/** `undefined` without sampling, otherwise "… a sample of every 84th person". `share` is the number of people that each sampled person represents. */
export function sampledWords(what: string, share: number): string | undefined {
  return share > 1 ? `${what} a sample of every ${ordinal(Math.round(share))} person` : undefined;
}

function ordinal(position: number): string {
  const ending =
    position % 100 > 10 && position % 100 < 14 ? undefined : ["th", "st", "nd", "rd"][position % 10];
  return `${position}${ending ?? "th"}`;
}
