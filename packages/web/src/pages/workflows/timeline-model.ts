// The steps of an instance on a time axis: a bar for each stay in a state, from the event that led there to the next one. Pure.
import type { Workflow } from "contract";

import { nsToMs } from "../../lib/time.ts";

export interface Stay {
  /** The state, or the name of the event when it does not change the state. */
  readonly state: string;
  readonly event: string;
  readonly fromMs: number;
  /** The next event, the end, or `nowMs` while it is open. */
  readonly toMs: number;
  readonly timeNs: string;
  readonly illegal: boolean;
  readonly beganBefore: boolean;
  /** The state was reached before. */
  readonly returned: boolean;
  /** The state before. */
  readonly from: string;
  /** The last one of an instance that has not ended. */
  readonly isOpen: boolean;
}

/** Stays in order. An instance whose only record is its end has none. */
export function toStays({ steps, ended, lastNs }: Workflow, nowMs: number): Stay[] {
  const seen = new Set<string>();
  return steps.map((step, at) => {
    const next = steps[at + 1];
    const isLast = next === undefined;
    const fromMs = nsToMs(step.timeNs);
    const endMs = ended ? nsToMs(lastNs) : Math.max(nowMs, fromMs);
    const returned = seen.has(step.to);
    seen.add(step.to);
    return {
      state: step.to,
      event: step.event,
      from: step.from,
      fromMs,
      toMs: isLast ? endMs : nsToMs(next.timeNs),
      timeNs: step.timeNs,
      illegal: step.illegal,
      beganBefore: step.beganBefore,
      returned,
      isOpen: isLast && !ended,
    };
  });
}

/** The end of the axis. A stay that goes on takes at most half of it, so that those before stay readable. */
export function axisEnd(stays: readonly Stay[]): number {
  const [first, last] = [stays[0], stays.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const beforeMs = last.fromMs - first.fromMs;
  return last.isOpen && beforeMs > 0 ? Math.min(last.toMs, last.fromMs + beforeMs) : last.toMs;
}

/** Left and width of each bar as shares of the axis; each at least `least`, so that short ones stay visible. */
export function toShares(
  stays: readonly Stay[],
  least = 0.004,
): { readonly left: number; readonly width: number }[] {
  const startMs = stays[0]?.fromMs ?? 0;
  const endMs = axisEnd(stays);
  const spanMs = Math.max(1e-6, endMs - startMs);
  return stays.map(({ fromMs, toMs }) => {
    const left = Math.min((fromMs - startMs) / spanMs, 1 - least);
    const width = (Math.min(toMs, endMs) - fromMs) / spanMs;
    return { left, width: Math.min(1 - left, Math.max(least, width)) };
  });
}
