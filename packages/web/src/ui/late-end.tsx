// The hatched end of a small picture over time, whose latest data has not arrived. Charts have `ChartLateEnd`.
import type { JSX } from "react";

import { completeWords, describeLate, type Late } from "../lib/completeness.ts";
import css from "./late-end.module.css";

/** Why the end is hatched. */
export function lateEndLabel(late: Late): string {
  return `Not complete yet: ${describeLate(late)}, ${completeWords(late)}`;
}

/** The part of a time that is complete, 0 to 1. */
export function completeShare(
  { upToMs }: Late,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number {
  return Math.min(1, Math.max(0, (upToMs - fromMs) / (toMs - fromMs)));
}

/** Lies over the end of its positioned parent, which shows the time from `fromMs` to `toMs`. */
export function LateEnd({
  late,
  fromMs,
  toMs,
}: {
  readonly late: Late | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}): JSX.Element | null {
  if (late === undefined || late.upToMs >= toMs) return null;
  return (
    <span
      className={css["end"]}
      role="img"
      aria-label={lateEndLabel(late)}
      title={lateEndLabel(late)}
      style={{ top: 0, bottom: 0, width: `${(1 - completeShare(late, { fromMs, toMs })) * 100}%` }}
    />
  );
}
