// Transactions per bucket by outcome: completed below, abandoned and failed on top.
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { classes } from "./classes.ts";
import css from "./outcome-bars.module.css";

const width = 360;
const height = 64;

/** An SVG of bars, one for each bucket, scaled to the highest. */
export function OutcomeBars({
  buckets,
  label,
  className,
  share = 1,
}: {
  readonly buckets: TransactionTypeSummary["buckets"];
  readonly label: string;
  readonly className?: string | undefined;
  /** The part of the width that the buckets take, from the left. */
  readonly share?: number;
}): JSX.Element {
  const highest = Math.max(
    1,
    ...buckets.map(({ completed, failed, abandoned }) => completed + failed + abandoned),
  );
  const step = width / Math.max(1, buckets.length);
  const wide = Math.max(0.5, step - 1.2);
  const paths = { completed: "", abandoned: "", failed: "" };
  for (const [at, { completed, failed, abandoned }] of buckets.entries()) {
    let y = height;
    for (const [name, count] of [
      ["completed", completed],
      ["abandoned", abandoned],
      ["failed", failed],
    ] as const) {
      const tall = (count / highest) * height;
      if (tall === 0) continue;
      y -= tall;
      paths[name] += `M${round(at * step)},${round(y)}h${round(wide)}v${round(tall)}h${round(-wide)}z`;
    }
  }
  return (
    <svg
      className={classes(css["bars"], className)}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={share === 1 ? undefined : { width: `${share * 100}%` }}
      role="img"
      aria-label={label}
    >
      <path className={css["completed"]} d={paths.completed} />
      <path className={css["abandoned"]} d={paths.abandoned} />
      <path className={css["failed"]} d={paths.failed} />
    </svg>
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;
