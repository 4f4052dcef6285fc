// The sender of a request, as its authentication found it. What is stored carries the tenant, and is only ever compared
// with what the same tenant sent.

/** The times that a request carries. */
export interface SentTimes {
  /** When it was sent, by the clock of the sender, in Unix ms. */
  readonly atMs: number;
  /** How long its oldest item had waited by then, in ms. */
  readonly oldestAgeMs: number | undefined;
}

export interface Sender {
  /** Empty where there is only one. */
  readonly tenant: string;
  /** What the request says about its times; undefined where it says nothing. */
  readonly sent?: SentTimes | undefined;
  /** Whether it sends what happened at other times than now: a file that is imported. */
  readonly imports?: boolean | undefined;
}

/** The sender where no authentication is required. */
export const localSender: Sender = { tenant: "" };

/** Requests of an import have it. */
export const importHeader = "telltale-import";

/** Of a date in JavaScript. */
const maxMs = 8.64e15;

/** Reads the headers of a request; undefined where they are missing or no numbers. */
export function readSentTimes(read: (header: string) => unknown): SentTimes | undefined {
  const atMs = numberIn(read("telltale-sent-at"));
  return atMs === undefined ? undefined : { atMs, oldestAgeMs: numberIn(read("telltale-oldest-age-ms")) };
}

function numberIn(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^\d{1,16}$/.test(value)) return undefined;
  const ms = Number(value);
  return ms > maxMs ? undefined : ms;
}
