// Two windows of a share that follow each other on one side of the limit: together they may be enough evidence where each of them is not.
import type { Counts } from "./sample.ts";
import type { Json } from "./verdict.ts";

/** A window: its end (Unix ms), its counts, and how many entries of it were recorded. */
type Window = readonly [end: number, part: number, count: number, recorded: number];

interface RunCounts extends Counts {
  readonly recorded: number;
}

export interface ShareRun {
  /** Counts of the current window and of the last one before it that it does not overlap; undefined without such a one. */
  readonly both: RunCounts | undefined;
  /** What to remember: windows of the evaluations of two windows at most, since the share crossed its limit. */
  readonly kept: Json;
}

/** Of evaluations that are closer together than that part of a window, some are kept. */
const parts = 10;

/** A window, after those that `remembered` has. Windows that do not follow each other begin anew. */
export function extendRun(
  remembered: Json | undefined,
  at: number,
  windowMs: number,
  { part, count, recorded }: RunCounts,
): ShareRun {
  const current: Window = [at, part, count, recorded];
  const known = keptOf(remembered);
  const last = known.at(-1);
  if (last === undefined || at <= last[0] || at - last[0] > windowMs)
    return { both: undefined, kept: toJson([current]) };
  const place = known.findLastIndex(([end]) => end <= at - windowMs);
  const before = known[place];
  const both = before && { part: part + before[1], count: count + before[2], recorded: recorded + before[3] };
  const later = known.slice(Math.max(0, place));
  const isNear = later.length > 1 && at - later.at(-2)![0] < windowMs / parts;
  return { both, kept: toJson([...(isNear ? later.slice(0, -1) : later), current]) };
}

const toJson = (kept: readonly Window[]): Json => kept;

function keptOf(remembered: Json | undefined): readonly Window[] {
  return Array.isArray(remembered) ? remembered.filter(isWindow) : [];
}

const isWindow = (value: unknown): value is Window =>
  Array.isArray(value) && value.length === 4 && value.every((one) => typeof one === "number");
