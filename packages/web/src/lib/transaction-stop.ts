// Whether a type of transactions stopped: none has started for longer than chance explains at its usual rate.
import type { TransactionEvidence } from "contract";

import { median } from "./median.ts";

export interface Stop {
  readonly type: string;
  /** Those that send its records; none where they are not known. */
  readonly services: readonly string[];
  /** When the last one started, ISO 8601. */
  readonly since: string;
  readonly usualPerSecond: number;
  /** How many would have started since. */
  readonly missing: number;
}

const dayMs = 86_400_000;

/** Fewer expected starts than this can be missing by chance once in 16,000 times: as rare as what else gets a sentence. */
const leastMissing = Math.log(16_000);

/** Without earlier days: the time for which transactions must have started, so that a job that ran once did not stop. */
const leastBeforeMs = 5 * 60_000;

/** A steady business starts transactions in about as many parts of the time as chance would spread them over. */
const leastSteady = 0.75;
const parts = 12;

/** @param range of the evidence, ISO 8601. */
export function findStop(
  evidence: TransactionEvidence,
  range: { readonly from: string; readonly to: string },
): Stop | undefined {
  const { type, services, lastStarted } = evidence;
  if (lastStarted === null) return undefined;
  const gapMs = Date.parse(range.to) - Date.parse(lastStarted);
  const usual = usualOf(evidence, Date.parse(range.from), gapMs);
  if (usual === undefined || usual.missing < leastMissing) return undefined;
  return { type, services, since: lastStarted, ...usual };
}

type Usual = Pick<Stop, "usualPerSecond" | "missing">;

function usualOf(evidence: TransactionEvidence, fromMs: number, gapMs: number): Usual | undefined {
  const days = evidence.days.flatMap(({ from, startedInGap }) =>
    startedInGap === null
      ? []
      : [{ ago: Math.round((fromMs - Date.parse(from)) / dayMs), started: startedInGap }],
  );
  return days.length === 0 ? usualBefore(evidence, gapMs) : usualOfDays(days, Math.min(gapMs, dayMs));
}

/** The same hours of earlier days. What rests on this day of the week, or often at this hour, has not stopped. */
function usualOfDays(
  days: readonly { readonly ago: number; readonly started: number }[],
  gapMs: number,
): Usual | undefined {
  const quiet = days.filter(({ started }) => started === 0);
  if (quiet.some(({ ago }) => ago === 7) || quiet.length * 4 > days.length) return undefined;
  const missing = median(days.map(({ started }) => started));
  return { missing, usualPerSecond: (missing / gapMs) * 1000 };
}

/** The time before the last start. */
function usualBefore(
  { startedBefore, beforeMs, busyShare }: TransactionEvidence,
  gapMs: number,
): Usual | undefined {
  const isSteady = busyShare >= leastSteady * (1 - Math.exp(-startedBefore / parts));
  if (beforeMs < leastBeforeMs || !isSteady) return undefined;
  const perMs = startedBefore / beforeMs;
  return { missing: perMs * gapMs, usualPerSecond: perMs * 1000 };
}
