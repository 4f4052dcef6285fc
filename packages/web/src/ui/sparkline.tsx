// A line beside its figure: thin and grey, or red with a filled area when it got worse. The end whose data has not arrived is hatched.
import type { CSSProperties, JSX } from "react";

import type { Late, Services, Signal } from "../lib/completeness.ts";
import { resolveRange } from "../lib/time-range.ts";
import { useLate } from "../state/completeness.ts";
import { useScope } from "../state/scope.ts";
import { classes } from "./classes.ts";
import { completeShare, LateEnd } from "./late-end.tsx";
import { areaPath, linePath } from "./spark-path.ts";
import css from "./sparkline.module.css";

const width = 84;
const height = 20;

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly bad?: boolean;
  readonly className?: string | undefined;
  /** What is late of the values, which are those of the range of the page. */
  readonly late: Late | undefined;
  /** The values end where late data begins, not with the range. */
  readonly isCut?: boolean;
}

/** Decoration beside a figure that says the same. */
export function Sparkline({ late, className, isCut = false, ...line }: SparklineProps): JSX.Element {
  const { range } = useScope();
  if (late === undefined) return <Line {...line} className={className} />;
  const { fromMs, toMs } = resolveRange(range);
  const share = isCut ? completeShare(late, { fromMs, toMs }) : 1;
  return (
    <span className={classes(css["box"], className)}>
      <Line {...line} style={{ width: `${share * 100}%` }} />
      <LateEnd late={late} fromMs={fromMs} toMs={toMs} />
    </span>
  );
}

/** The same for lists that have all that was received, of what signals and services send. */
export function SignalSparkline({
  signals,
  services,
  ...props
}: Omit<SparklineProps, "late" | "isCut"> & {
  readonly signals: readonly Signal[];
  readonly services: Services;
}): JSX.Element {
  return <Sparkline {...props} late={useLate(signals, services)} />;
}

function Line({
  values,
  bad = false,
  className,
  style,
}: Pick<SparklineProps, "values" | "bad" | "className"> & { readonly style?: CSSProperties }): JSX.Element {
  return (
    <svg
      className={classes(css["spark"], bad && css["bad"], className)}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={style}
      aria-hidden="true"
    >
      {bad && <path className={css["area"]} d={areaPath(values, width, height)} />}
      <path d={linePath(values, width, height)} />
    </svg>
  );
}
