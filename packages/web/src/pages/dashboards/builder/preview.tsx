// What the chart of the builder draws in the range of the header, a moment after the last change, and its SQL.
import type { ChartSpec } from "contract";
import { useMemo, type JSX } from "react";

import { type VariableValues, valuesOf } from "../../../lib/dashboard-variables.ts";
import { toVariables, withUsed } from "../../../lib/edited-variables.ts";
import { useScope } from "../../../state/scope.ts";
import { ChartSqlButton } from "../../../ui/chart-sql.tsx";
import { ui } from "../../../ui/styles.ts";
import { useDebounced } from "../../../ui/use-debounced.ts";
import { questionOf } from "../chart-question.ts";
import { NarrowedChart } from "../narrowed-chart.tsx";
import css from "./builder.module.css";

const restMs = 300;
const height = 220;

export function Preview({
  chart,
  values,
}: {
  readonly chart: ChartSpec;
  readonly values: VariableValues;
}): JSX.Element {
  const scope = useScope();
  const text = useDebounced(JSON.stringify(chart), restMs);
  const { question, missing } = useMemo(() => {
    const spec = JSON.parse(text) as ChartSpec;
    // those that the dashboard will have with the chart stand for all values
    const used = valuesOf(toVariables(withUsed([], spec)) ?? [], undefined);
    return questionOf(spec, new Map([...used, ...values]), scope);
  }, [text, values, scope]);
  return (
    <section className={css["preview"]} aria-label="Preview">
      <header>
        <h3 className={ui.text["ellip"]}>{question.chart.title}</h3>
        <ChartSqlButton question={question} />
      </header>
      {missing.length > 0 ? (
        <p className={ui.text["dim"]}>Choose a value of {missing.map((name) => `$${name}`).join(", ")}.</p>
      ) : (
        <NarrowedChart question={question} height={height} />
      )}
    </section>
  );
}
