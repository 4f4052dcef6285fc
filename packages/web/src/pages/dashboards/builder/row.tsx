// One row of the builder: a word at the left, controls beside it.
import type { JSX, ReactNode } from "react";

import css from "./builder.module.css";

export interface RowProps {
  /** Empty for a row that goes on with the one above it. */
  readonly label: string;
  readonly children: ReactNode;
}

export function Row({ label, children }: RowProps): JSX.Element {
  return (
    <div className={css["row"]}>
      <span className={css["label"]}>{label}</span>
      <div>{children}</div>
    </div>
  );
}
