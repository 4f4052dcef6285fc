// Two windows of a share that follow each other beyond the limit: together they may be enough evidence where each of them is not.
import type { Counts } from "./sample.ts";
import type { Json } from "./verdict.ts";

/** What is kept while the value is beyond the limit. */
interface Kept {
  /** Unix ms of the last evaluation beyond the limit. */
  readonly at: number;
  /** Windows that do not overlap: the end and the counts of the last one, and the counts of the one before it. */
  readonly end: number;
  readonly last: Counts;
  readonly before: Counts;
}

export interface ShareRun {
  /** Counts of the current window, and of the last one before it that it does not overlap. */
  readonly counts: Counts;
  /** What to remember. */
  readonly kept: Json;
}

const none: Counts = { part: 0, count: 0 };

/** A window beyond the limit, after those that `remembered` has. Windows that do not follow each other begin anew. */
export function extendRun(
  remembered: Json | undefined,
  at: number,
  windowMs: number,
  counts: Counts,
): ShareRun {
  const known = keptOf(remembered);
  if (known === undefined || at <= known.at || at - known.at > windowMs)
    return { counts, kept: toJson({ at, end: at, last: counts, before: none }) };
  if (at - known.end < windowMs)
    return { counts: sumOf(known.before, counts), kept: toJson({ ...known, at }) };
  return {
    counts: sumOf(known.last, counts),
    kept: toJson({ at, end: at, last: counts, before: known.last }),
  };
}

const sumOf = (a: Counts, b: Counts): Counts => ({ part: a.part + b.part, count: a.count + b.count });

const toJson = (kept: Kept): Json => kept as unknown as Json;

function keptOf(remembered: Json | undefined): Kept | undefined {
  const kept = remembered as Partial<Kept> | null | undefined;
  const isWhole = typeof kept?.at === "number" && isCounts(kept.last) && isCounts(kept.before);
  return isWhole && typeof kept.end === "number" ? (kept as Kept) : undefined;
}

const isCounts = (counts: Partial<Counts> | undefined): boolean =>
  typeof counts?.part === "number" && typeof counts.count === "number";
