// Started per bucket by outcome, as in the overview's blocks: completed below, abandoned and failed on top.
import "./outcome-bars.css";

import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

const width = 360;
const height = 64;

/** An svg of bars, one for each bucket; scaled to its own highest. */
export function OutcomeBars({
  buckets,
  label,
  className = "bars",
}: {
  readonly buckets: TransactionTypeSummary["buckets"];
  readonly label: string;
  readonly className?: string;
}): JSX.Element {
  const highest = Math.max(
    1,
    ...buckets.map(({ completed, failed, abandoned }) => completed + failed + abandoned),
  );
  const step = width / Math.max(1, buckets.length);
  const wide = Math.max(0.5, step - 1.2);
  const paths = { good: "", left: "", lost: "" };
  for (const [at, { completed, failed, abandoned }] of buckets.entries()) {
    let y = height;
    for (const [name, count] of [
      ["good", completed],
      ["left", abandoned],
      ["lost", failed],
    ] as const) {
      const tall = (count / highest) * height;
      if (tall === 0) continue;
      y -= tall;
      paths[name] += `M${round(at * step)},${round(y)}h${round(wide)}v${round(tall)}h${round(-wide)}z`;
    }
  }
  return (
    <svg
      className={className}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="good" d={paths.good} />
      <path className="left" d={paths.left} />
      <path className="lost" d={paths.lost} />
    </svg>
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;
