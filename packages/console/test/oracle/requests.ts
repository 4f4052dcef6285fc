// What rates, error shares and latencies of services are, by the definitions in words, from spans one by one.
import type { RawSpan } from "./telemetry.ts";

export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface RequestFigures {
  /** Stored. */
  readonly count: number;
  readonly failed: number;
  /** Before sampling. */
  readonly estimated: number;
  readonly perSecond: number;
  /** 0 to 1; NaN without any. */
  readonly errorShare: number;
}

const waitsForPerson = (span: RawSpan): boolean =>
  ["telltale.transaction.type", "telltale.journey.name", "telltale.interaction.type"].some(
    (key) => key in span.attributes,
  );

/** A span of kind server or consumer, another root unless it waits for a person; and one for each request that a process serves. */
export function isRequest(span: RawSpan): boolean {
  switch (span.kind) {
    case "consumer":
      return true;
    case "server":
      return span.parent === "" || span.isRemote;
    default:
      return span.parent === "" && !waitsForPerson(span);
  }
}

export function between<Item extends { readonly at: number }>(
  items: readonly Item[],
  { from, to }: Period,
): readonly Item[] {
  return items.filter(({ at }) => at >= from && at < to);
}

/** The part of a period since the minute of the first of all spans of a service: it did not exist before. */
export function servedIn(spans: readonly RawSpan[], name: string, { from, to }: Period): Period {
  const times = spans.filter(({ service }) => service === name).map(({ at }) => at);
  const first = Math.floor(Math.min(...times) / 60_000) * 60_000;
  return { from: first > from && first < to ? first : from, to };
}

export function figuresOf(requests: readonly RawSpan[], { from, to }: Period): RequestFigures {
  const failed = requests.filter((span) => span.failed);
  const estimated = weigh(requests);
  return {
    count: requests.length,
    failed: failed.length,
    estimated,
    perSecond: estimated / ((to - from) / 1000),
    errorShare: weigh(failed) / estimated,
  };
}

export function weigh(spans: readonly RawSpan[]): number {
  return spans.reduce((sum, { weight }) => sum + weight, 0);
}

/** The duration that at least this share of the requests, each as many as it stands for, does not exceed. */
export function percentile(requests: readonly RawSpan[], share: number): number | undefined {
  const ordered = requests.toSorted((a, b) => a.durationMs - b.durationMs);
  let left = share * weigh(requests);
  for (const { durationMs, weight } of ordered) {
    left -= weight;
    if (left <= 1e-9) return durationMs;
  }
  return undefined;
}
