// A line beside its figure. A steady one is thin and grey; one that moved has colour and a ground.
import type { JSX } from "react";

import { areaPath, linePath } from "./spark-path.ts";

const width = 84;
const height = 20;

/** Decoration beside a figure that says the same. */
export function Sparkline({
  values,
  bad = false,
}: {
  readonly values: readonly (number | null)[];
  readonly bad?: boolean;
}): JSX.Element {
  return (
    <svg
      className={`spark ${bad ? "bad" : ""}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bad && <path className="area" d={areaPath(values, width, height)} />}
      <path d={linePath(values, width, height)} />
    </svg>
  );
}
