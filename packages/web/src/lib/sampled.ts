// The text for figures that are computed from a sample of people.

/** `undefined` without sampling, otherwise "… a sample of every 84th person". `share` is the number of people that each sampled person represents. */
export function sampledWords(what: string, share: number): string | undefined {
  return share > 1 ? `${what} a sample of every ${ordinal(Math.round(share))} person` : undefined;
}

function ordinal(position: number): string {
  const ending =
    position % 100 > 10 && position % 100 < 14 ? undefined : ["th", "st", "nd", "rd"][position % 10];
  return `${position}${ending ?? "th"}`;
}
