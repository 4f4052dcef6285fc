import { measureWord } from "catalog/measures";
import type { ErrorResult } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { stepWord } from "../../lib/step-word.ts";
import { useLate } from "../../state/completeness.ts";
import { anomalyPeriods, useAnomalies } from "../../ui/anomaly-markers.ts";
import { Chart } from "../../ui/chart.tsx";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { deployMarks, useDeploys } from "../../ui/deploy-markers.ts";

export interface TrendChartProps {
  readonly result: ErrorResult;
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

/** Errors per step, with a flag for each deploy of the services that the group occurs in; a drag selects a range. */
export function TrendChart({ result, onSelect }: TrendChartProps): JSX.Element {
  const { group, stepMs, buckets, from, to } = result;
  const deploys = useDeploys();
  const marks = useMemo(
    () => deployMarks(deploys.filter(({ service }) => group.services.includes(service))),
    [deploys, group.services],
  );
  const anomalies = useAnomalies({ measure: "errors" });
  const periods = useMemo(
    () => anomalyPeriods(anomalies.filter(({ series }) => group.services.includes(series.service))),
    [anomalies, group.services],
  );
  const late = useLate(["spans", "logs"], group.services);
  const step = stepWord(stepMs);
  return (
    <section aria-label="Errors over time">
      <ChartTitle
        name="errors"
        narrowedBy="service"
        chart={{
          title: `${group.type === "" ? "Error" : group.type}: errors`,
          sources: [{ error: group.fingerprint }],
          form: "bars",
        }}
      >
        per {step}
      </ChartTitle>
      <Chart
        times={buckets.map(({ time }) => Date.parse(time))}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={[
          {
            label: measureWord("occurrences"),
            color: "var(--error-mark)",
            kind: "bars",
            values: buckets.map(({ count }) => count),
          },
        ]}
        format={formatCount}
        height={150}
        label={`${group.type}: errors per ${step}`}
        marks={marks}
        periods={periods}
        late={late}
        onSelect={onSelect}
      />
    </section>
  );
}
