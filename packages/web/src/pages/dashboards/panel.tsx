// One chart of a dashboard: its title, what it looks at as a link, and its picture.
import type { ChartSpec } from "contract";
import { useMemo, type JSX, type ReactNode } from "react";

import { type VariableValues, withValues } from "../../lib/dashboard-variables.ts";
import { useScope } from "../../state/scope.ts";
import { ChartSqlButton } from "../../ui/chart-sql.tsx";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { questionOf } from "./chart-question.ts";
import { pictureHeight } from "./grid.tsx";
import { NarrowedChart } from "./narrowed-chart.tsx";
import css from "./one.module.css";
import { SourceLink } from "./source-link.tsx";

export interface PanelProps {
  readonly chart: ChartSpec;
  readonly values: VariableValues;
  /** In the head, after the title. */
  readonly tools?: ReactNode;
}

export function Panel({ chart: spec, values, tools }: PanelProps): JSX.Element {
  const scope = useScope();
  const { question, missing } = useMemo(() => questionOf(spec, values, scope), [spec, values, scope]);
  const { chart } = withValues(spec, values);
  const { environment, service, filter = [] } = chart;
  const narrowed = [environment, service, ...filter].filter((one) => one !== undefined).join(", ");
  return (
    <section className={css["panel"]} aria-label={chart.title}>
      <header>
        <h2 className={ui.text["ellip"]} title={chart.description ?? chart.title}>
          <SourceLink chart={chart} filters={scope.filters} />
        </h2>
        {narrowed !== "" && (
          <span className={classes(ui.text["dim"], ui.text["ellip"])} title={narrowed}>
            {narrowed}
          </span>
        )}
        {missing.length === 0 && (
          <ChartSqlButton question={question} className={classes(ui.button["icon"], css["sql"])} />
        )}
        {tools}
      </header>
      {missing.length > 0 ? (
        <p className={css["missing"]}>Choose a value of {missing.map((name) => `$${name}`).join(", ")}.</p>
      ) : (
        <NarrowedChart question={question} height={pictureHeight(spec)} />
      )}
    </section>
  );
}
