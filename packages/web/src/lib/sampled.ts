// What is said where figures come from a part of the people.

/** `undefined` when all were looked at; else what comes `from every 84th person`. `share` is for how many each of them stands. */
export function sampledWords(what: string, share: number): string | undefined {
  return share > 1 ? `${what} from every ${ordinal(Math.round(share))} person` : undefined;
}

function ordinal(place: number): string {
  const ending = place % 100 > 10 && place % 100 < 14 ? undefined : ["th", "st", "nd", "rd"][place % 10];
  return `${place}${ending ?? "th"}`;
}
