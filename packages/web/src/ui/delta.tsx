// A change beside its figure. Grey unless the change is significant and for the better or the worse.
import type { Judgement } from "catalog/measures";
import type { JSX } from "react";

import type { Lack } from "../lib/comparable.ts";
import { formatNumber, formatShare } from "../lib/format.ts";
import { formatChange, formatPoints } from "../lib/format-change.ts";
import { none } from "../lib/locale.ts";
import { classes } from "./classes.ts";
import css from "./delta.module.css";

type Maybe = number | null | undefined;

export interface DeltaProps {
  readonly now: Maybe;
  readonly before: Maybe;
  /** Shares change in points, everything else in per cent. */
  readonly share?: boolean;
  /** Writes the value before, for the tooltip. Default: a share, or a number without a unit. */
  readonly format?: (value: number) => string;
  readonly verdict?: Judgement;
  readonly className?: string | undefined;
  /** Shows `–` without a previous value: in a column of changes. Default: an empty place. */
  readonly orNone?: boolean;
  /** Why the two cannot be compared: no change is shown. */
  readonly lack?: Lack | undefined;
  /** Says what is lacking in words. */
  readonly spellLack?: boolean;
}

export function Delta({
  now,
  before,
  share = false,
  format = share ? formatShare : formatNumber,
  verdict = "usual",
  className,
  orNone = false,
  lack,
  spellLack = false,
}: DeltaProps): JSX.Element {
  if (lack !== undefined && spellLack)
    return <span className={classes(css["delta"], className)}>{lack}</span>;
  const text = lack !== undefined ? none : share ? formatPoints(now, before) : formatChange(now, before);
  if (text === none)
    // An empty change keeps its place, so that the figures of a column stay below each other.
    return (
      <span className={classes(css["delta"], className)} title={lack}>
        {orNone && none}
      </span>
    );
  const title = `was ${format(Number(before))}`;
  return (
    <span className={classes(css["delta"], verdict !== "usual" && css[verdict], className)} title={title}>
      {text}
    </span>
  );
}
