// A change beside its figure. Grey unless the change is significant and for the better or the worse.
import type { JSX } from "react";

import { formatShare } from "../lib/format.ts";
import { formatChange, formatPoints } from "../lib/format-change.ts";
import { none } from "../lib/locale.ts";
import { classes } from "./classes.ts";
import css from "./delta.module.css";

type Maybe = number | null | undefined;
export type Verdict = "bad" | "good" | "usual";

export interface DeltaProps {
  readonly now: Maybe;
  readonly before: Maybe;
  /** Shares change in points, everything else in per cent. */
  readonly share?: boolean;
  readonly verdict?: Verdict;
  readonly className?: string | undefined;
}

/** Renders nothing without a previous value. */
export function Delta({
  now,
  before,
  share = false,
  verdict = "usual",
  className,
}: DeltaProps): JSX.Element | null {
  const text = share ? formatPoints(now, before) : formatChange(now, before);
  if (text === none) return null;
  const title = share ? `was ${formatShare(before)}` : `was ${String(before)}`;
  return (
    <span className={classes(css["delta"], verdict !== "usual" && css[verdict], className)} title={title}>
      {text}
    </span>
  );
}
