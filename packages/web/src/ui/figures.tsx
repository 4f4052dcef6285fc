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

/** The strip of figures: label above, the number, its change beside it. Separated by hairlines, never boxed. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }): JSX.Element {
  return (
    <dl className={css["figures"]}>
      {figures.map(({ label, value, delta, title }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd title={title}>
            {value} {delta !== undefined && <Delta {...delta} className={css["delta"]} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
