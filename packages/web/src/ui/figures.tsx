import type { JSX, ReactNode } from "react";

import { Delta, type DeltaProps } from "./delta.tsx";
import css from "./figures.module.css";

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  /** What the value is compared with. */
  readonly delta?: DeltaProps;
  /** The exact value. */
  readonly title?: string;
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
      {figures.map(({ label, value, delta, title }, at) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd title={title}>
            {value}{" "}
            {delta !== undefined && <Delta {...delta} className={css["delta"]} spellLack={at === lacking} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
