// Two distributions of a numeric attribute, one over the other, with both medians below.
import type { Finding } from "contract";
import type { JSX } from "react";

import { ui } from "../styles.ts";
import { numberWords } from "./finding-words.ts";
import css from "./findings-table.module.css";

const [width, height] = [200, 28];

export function Histogram({ finding }: { readonly finding: Finding }): JSX.Element | null {
  const { numbers, parts } = finding;
  const key = parts[0]?.key ?? "";
  if (numbers === null) return null;
  const { selectionBars, restBars, lows } = numbers;
  const highest = Math.max(...selectionBars, ...restBars, Number.EPSILON);
  const word = (value: number | undefined): string => numberWords(key, value ?? 0);
  return (
    <div className={css["histogram"]}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path className={css["rest"]} d={steps(restBars, highest)} />
        <path className={css["selected"]} d={steps(selectionBars, highest)} />
      </svg>
      <div className={css["axis"]} aria-hidden="true">
        <span>{word(lows[0])}</span>
        <span>{word(lows.at(-1))}</span>
      </div>
      <span className={ui.text["sr"]}>
        median {word(numbers.selection[1])}, in the rest {word(numbers.rest[1])}
      </span>
      <span className={css["medians"]} aria-hidden="true">
        <b>{word(numbers.selection[1])}</b> median, {word(numbers.rest[1])}
      </span>
    </div>
  );
}

/** The bars as one path, from the base line and back to it. */
function steps(bars: readonly number[], highest: number): string {
  const step = width / Math.max(1, bars.length);
  const tops = bars.map((share, at) => {
    const y = (height - (share / highest) * (height - 1)).toFixed(1);
    return `L${(at * step).toFixed(1)},${y}H${((at + 1) * step).toFixed(1)}`;
  });
  return `M0,${height}${tops.join("")}V${height}Z`;
}
