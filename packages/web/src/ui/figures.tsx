import type { JSX, ReactNode } from "react";

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  readonly delta?: ReactNode;
  /** The exact value. */
  readonly title?: string;
}

/** The strip of figures: label above, the number, its change beside it. Separated by hairlines, never boxed. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }): JSX.Element {
  return (
    <dl className="figures">
      {figures.map(({ label, value, delta, title }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd title={title}>
            {value} {delta}
          </dd>
        </div>
      ))}
    </dl>
  );
}
