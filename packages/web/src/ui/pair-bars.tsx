// Two bars on one scale, one above the other: what is compared, and below it what it is compared with.
import type { JSX } from "react";

import css from "./pair-bars.module.css";
import { ui } from "./styles.ts";

export interface PairSide {
  /** Read out before the value. */
  readonly label: string;
  /** Of the width of the longest possible bar, 0 to 1. */
  readonly length: number;
  readonly value: string;
}

export function PairBars({ sides }: { readonly sides: readonly [PairSide, PairSide] }): JSX.Element {
  return (
    <>
      {sides.map(({ label, length, value }, at) => (
        <div key={label} className={at === 0 ? css["first"] : css["second"]}>
          <span className={ui.text["sr"]}>{label}</span>
          <i style={{ width: `${length * 100}%` }} />
          <span>{value}</span>
        </div>
      ))}
    </>
  );
}
