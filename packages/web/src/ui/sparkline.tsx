// A line beside its figure: thin and grey, or red with a filled area when it got worse.
import type { JSX } from "react";

import { classes } from "./classes.ts";
import { areaPath, linePath } from "./spark-path.ts";
import css from "./sparkline.module.css";

const width = 84;
const height = 20;

/** Decoration beside a figure that says the same. */
export function Sparkline({
  values,
  bad = false,
  className,
}: {
  readonly values: readonly (number | null)[];
  readonly bad?: boolean;
  readonly className?: string | undefined;
}): JSX.Element {
  return (
    <svg
      className={classes(css["spark"], bad && css["bad"], className)}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bad && <path className={css["area"]} d={areaPath(values, width, height)} />}
      <path d={linePath(values, width, height)} />
    </svg>
  );
}
