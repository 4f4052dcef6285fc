// The rows of the builder: show, where, group by for each source, then what it is compared with and its form.
import { type ChartSource, type ChartSpec, letterOf, maxSources } from "contract";
import type { JSX } from "react";

import { forms, lackOfForm, type MetricInfos, type Subject } from "../../../lib/chart-draft.ts";
import { Choice } from "../../../ui/choice.tsx";
import { FormulaField } from "../../../ui/formula-field.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./builder.module.css";
import { Row } from "./row.tsx";
import { SourceRows } from "./source-rows.tsx";

export interface ChartRowsProps {
  readonly chart: ChartSpec;
  readonly subjects: readonly Subject[];
  readonly metrics: MetricInfos;
  readonly onChange: (chart: ChartSpec) => void;
}

const periods: readonly (readonly [string, string])[] = [
  ["1h", "the hour before"],
  ["1d", "the day before"],
  ["1w", "the week before"],
];

export function ChartRows({ chart, subjects, metrics, onChange }: ChartRowsProps): JSX.Element {
  const { sources, formula, form = "lines" } = chart;
  const setSources = (next: readonly ChartSource[]): void => {
    const { formula: _, ...rest } = chart;
    onChange({ ...(next.length > 1 ? chart : rest), sources: [...next] });
  };
  const last = sources.at(-1);
  const isDrawn = form === "heatmap" || form === "funnel" || last === undefined;
  return (
    <div className={css["rows"]}>
      {sources.map((source, at) => (
        <SourceRows
          // oxlint-disable-next-line react/no-array-index-key -- its letter is what it is known by
          key={at}
          letter={sources.length > 1 ? letterOf(at) : undefined}
          source={source}
          subjects={subjects}
          metrics={metrics}
          onChange={(next) => setSources(sources.with(at, next))}
          onRemove={sources.length > 1 ? () => setSources(sources.toSpliced(at, 1)) : undefined}
        />
      ))}
      {!isDrawn && !("sql" in last) && sources.length < maxSources && (
        <Row label="">
          <button type="button" className={ui.button["quiet"]} onClick={() => setSources([...sources, last])}>
            Add a measure
          </button>
        </Row>
      )}
      {sources.length > 1 && (
        <Row label="Formula">
          <FormulaField
            key={formula ?? ""}
            formula={formula ?? ""}
            letters={sources.map((_, at) => letterOf(at))}
            onFormula={(text) => {
              const { formula: _, ...rest } = chart;
              onChange(text === "" ? rest : { ...chart, formula: text });
            }}
          />
        </Row>
      )}
      {!isDrawn && <CompareRow chart={chart} onChange={onChange} />}
      <Row label="Chart">
        <Segments
          label="Chart type"
          value={form}
          choices={forms}
          isDisabled={(one) => lackOfForm(one, chart, metrics) !== undefined}
          onChange={(next) => {
            const { form: _, ...rest } = chart;
            onChange(next === "lines" ? rest : { ...chart, form: next });
          }}
        />
      </Row>
    </div>
  );
}

function CompareRow({ chart, onChange }: Pick<ChartRowsProps, "chart" | "onChange">): JSX.Element {
  const { compare = "", ...rest } = chart;
  return (
    <Row label="Compare with">
      <Choice
        label="Compare"
        value={compare}
        all="nothing"
        options={periods}
        onChange={(value) => onChange(value === "" ? rest : { ...rest, compare: value })}
      />
    </Row>
  );
}
