// The questions that stores are compared by, with the values asked for.

export interface QueryParameters {
  readonly traceId: string;
  readonly service: string;
  /** Spans longer than that, ns. */
  readonly durationNs: number;
  readonly orderId: string;
  readonly groupBy: string;
}

/** Times of one side, ms, by question. */
export type QueryTimes = Readonly<Record<Question, readonly number[]>>;

export const questions = [
  "trace by id",
  "newest 20 of a service",
  "newest 20 longer than 1 s",
  "by a rare attribute",
  "p95 a minute of a service",
  "group by an attribute",
] as const;

type Question = (typeof questions)[number];

/** Milliseconds of several runs of `act`, after some to warm up. */
export async function timed(act: () => unknown, runs = 9): Promise<number[]> {
  for (let n = 0; n < 3; n++) await act();
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    const begun = performance.now();
    await act();
    times.push(performance.now() - begun);
  }
  return times;
}
