// The part of a range of which all data has arrived: what is compared with an earlier time ends where data is late.
import type { SignalCompleteness } from "contract";
import type { ApiContext } from "../context.ts";
import type { Range } from "../time/range.ts";
import { getCompleteness } from "./completeness.ts";

/** What the figures are made of. */
interface Subject {
  readonly signals: readonly SignalCompleteness["signal"][];
  readonly service?: string | undefined;
}

export interface CompletePart {
  /** Ends where data is late; the whole range where nothing is, and where nothing of it is complete. */
  readonly range: Range;
  /** ISO 8601; `null`: all of it is complete. */
  readonly completeUpTo: string | null;
  /** Whether there is anything to compare. */
  readonly isAny: boolean;
}

const mostLate = 5000;

export async function readCompletePart(
  range: Range,
  { signals, service }: Subject,
  context: ApiContext,
): Promise<CompletePart> {
  const { items } = await getCompleteness({ service, state: "late", limit: mostLate }, context);
  // those that are furthest behind come first
  const late = items.find(({ signal }) => signals.includes(signal));
  if (late === undefined) return { range, completeUpTo: null, isAny: true };
  const upToNs = BigInt(Date.parse(late.completeUpTo)) * 1_000_000n;
  if (upToNs >= range.toNs) return { range, completeUpTo: null, isAny: true };
  const isAny = upToNs > range.fromNs;
  return {
    range: isAny ? { fromNs: range.fromNs, toNs: upToNs } : range,
    completeUpTo: late.completeUpTo,
    isAny,
  };
}

/** Why nothing is compared, as a sentence. */
export const nothingComplete = ({ completeUpTo }: CompletePart): string =>
  `Data is late: all of it has arrived up to ${completeUpTo} only.`;
