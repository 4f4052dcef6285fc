// What a rate of a service is of.
import { formatCount } from "../../lib/format.ts";
import { formatTime } from "../../lib/time.ts";

interface Rated {
  /** Stored requests. */
  readonly entries: number;
  readonly ratesFrom: string | null;
}

/** The stored requests, and since when they are counted where the service began within the range. */
export function rateTitle({ entries, ratesFrom }: Rated): string {
  const requests = `${formatCount(entries)} stored requests`;
  return ratesFrom === null ? requests : `${requests} since ${formatTime(ratesFrom)}, when the service began`;
}
