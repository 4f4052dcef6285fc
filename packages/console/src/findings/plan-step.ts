// Which seconds of receipt are judged next: fresh ones, and those to which spans were added since they were judged.

/** A span may be stored so long after it was received: the seconds before the cursor are counted again. */
export const slackSeconds = 120;
/** Seconds of receipt that are judged at once, and the time in which the next with data is looked for: twice as long after each without. */
const windowSeconds = 10;
export const lookAheadSeconds = 600;

export interface ReceivedSecond {
  readonly second: number;
  readonly spans: number;
}

/** A second as it was when its traces were judged. */
export interface JudgedSecond {
  readonly spans: number;
  /** One of so many traces was judged. */
  readonly every: number;
}

interface Progress {
  /** Where this process began, Unix seconds. */
  readonly first: number;
  readonly next: number;
  /** Seconds of receipt that were read. */
  readonly lookAhead: number;
  readonly judged: ReadonlyMap<number, JudgedSecond>;
}

export interface Plan {
  /** Seconds to which spans were added since their traces were judged. */
  readonly late: readonly ReceivedSecond[];
  /** Seconds from the first late one on that were judged. */
  readonly known: readonly ReceivedSecond[];
  /** The next seconds with spans. */
  readonly fresh: readonly ReceivedSecond[];
  /** Until when traces are judged after this. */
  readonly to: number;
}

/** Keeps late and fresh seconds apart: a window of both would sample traces again that were judged with other weights. */
export function planStep(
  { first, next, lookAhead, judged }: Progress,
  rows: readonly ReceivedSecond[],
  until: number,
): Plan {
  const past = rows.filter(({ second }) => second >= first && second < next);
  const late = past.filter(({ second, spans }) => (judged.get(second)?.spans ?? 0) < spans);
  const known = past.filter(({ second }) => second >= (late[0]?.second ?? next));
  const start = rows.find(({ second }) => second >= next)?.second;
  const to = Math.min(until, start === undefined ? next + lookAhead : start + windowSeconds);
  return { late, known, fresh: rows.filter(({ second }) => second >= next && second < to), to };
}
