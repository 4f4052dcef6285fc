// The one division of counts by time.

/** How often something happened in a second of a range of time. Of a range without length, as if it were a second long. */
export function rateOf(count: number, { from, to }: { readonly from: string; readonly to: string }): number {
  return count / Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000);
}
