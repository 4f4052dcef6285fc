import { type MeasureKey, measureText, measureWord } from "catalog/measures";
import type { JSX, ReactNode } from "react";

import { Delta, type DeltaProps } from "./delta.tsx";
import css from "./figures.module.css";

export interface Figure {
  readonly label: string;
  /** What it means: the tooltip of the label. */
  readonly hint?: string;
  readonly value: ReactNode;
  /** What the value is compared with. */
  readonly delta?: DeltaProps;
  /** The exact value. */
  readonly title?: string | undefined;
}

/** The label of a measure, and what it means. */
export function figureOf(key: MeasureKey): Pick<Figure, "label" | "hint"> {
  return { label: measureWord(key), hint: measureText(key) };
}

/**
 * The strip of figures: label above, the number, its change beside it. Separated by hairlines, never boxed.
 *
 * What is lacking to compare them is said once, beside the first.
 */
export function Figures({ figures }: { readonly figures: readonly Figure[] }): JSX.Element {
  const lacking = figures.findIndex(({ delta }) => delta?.lack !== undefined);
  return (
    <dl className={css["figures"]}>
      {figures.map(({ label, hint, value, delta, title }, at) => (
        <div key={label}>
          <dt title={hint}>{label}</dt>
          <dd title={title}>
            {value}{" "}
            {delta !== undefined && <Delta {...delta} className={css["delta"]} spellLack={at === lacking} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
