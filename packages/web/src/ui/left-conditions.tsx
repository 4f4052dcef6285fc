// Which service or conditions of the bar do not narrow a figure, and the nearest page that they narrow.
import type { JSX, ReactNode } from "react";

import { classes } from "./classes.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

export interface LeftConditionsProps {
  readonly left: readonly string[];
  /** The figures, as in "do not apply to". */
  readonly of: string;
  /** The link to the page. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** Nothing where all of them apply. */
export function LeftConditions({ left, of, children, className }: LeftConditionsProps): JSX.Element | null {
  if (left.length === 0) return null;
  return (
    <div className={classes(ui.note["note"], className)} role="status">
      <Status kind="info">of all data</Status>
      <span className={ui.note["text"]} title={left.join(", ")}>
        {left.map((condition) => (
          <span key={condition}>
            <code>{condition}</code>{" "}
          </span>
        ))}
        {left.length === 1 ? "does" : "do"} not apply to {of}.
      </span>
      {children}
    </div>
  );
}
