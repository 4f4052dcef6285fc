// The line above a chart: what it shows, in which steps or by what, and the pin that adds it to a dashboard.
import type { ChartSpec } from "contract";
import type { JSX, ReactNode } from "react";

import chartCss from "./chart.module.css";
import { PinToDashboard, type PinToDashboardProps } from "./pin-to-dashboard.tsx";
import { ui } from "./styles.ts";

export interface ChartTitleProps extends Pick<PinToDashboardProps, "narrowedBy" | "ofAll"> {
  readonly name: string;
  readonly children: ReactNode;
  /** What is pinned; absent: it cannot be. */
  readonly chart: ChartSpec | undefined;
}

export function ChartTitle({ name, children, chart, ...pin }: ChartTitleProps): JSX.Element {
  return (
    <div className={chartCss["pinned"]}>
      <p>
        <b>{name}</b> <span className={ui.text["dim"]}>{children}</span>
      </p>
      {chart !== undefined && <PinToDashboard compact chart={chart} {...pin} />}
    </div>
  );
}
