// A cell of the business bar: its label, and below it a value.
import type { JSX, ReactNode } from "react";

import css from "./business-bar.module.css";

export interface BusinessFactProps {
  readonly label: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function BusinessFact({ label, className, children }: BusinessFactProps): JSX.Element {
  return (
    <div className={className}>
      <span className={css["label"]}>{label}</span>
      {children}
    </div>
  );
}
