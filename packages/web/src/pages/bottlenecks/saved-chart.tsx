// The time that a bottleneck costs, step by step, with a flag for each deploy of its service. A drag selects a range.
import type { BottleneckResult } from "contract";
import { useMemo, type JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { stepWord } from "../../lib/step-word.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { deployMarks, useDeploys } from "../../ui/deploy-markers.ts";

export function SavedChart({ result }: { readonly result: BottleneckResult }): JSX.Element {
  const { bottleneck, stepMs, buckets, from, to } = result;
  const { setRange } = useScopeChanges();
  const deploys = useDeploys();
  const late = useLate(["spans"], bottleneck.service);
  const marks = useMemo(
    () => deployMarks(deploys.filter(({ service }) => service === bottleneck.service)),
    [deploys, bottleneck.service],
  );
  const step = stepWord(stepMs);
  return (
    <section aria-label="Time saved over time">
      <ChartTitle
        name="time saved"
        chart={{
          title: `${bottleneck.operation}: time saved`,
          sources: [{ bottleneck: bottleneck.fingerprint, measure: "saved" }],
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
            label: "time saved",
            color: "var(--warn-mark)",
            kind: "bars",
            values: buckets.map(({ savedMs }) => savedMs),
          },
        ]}
        format={formatDuration}
        height={150}
        late={late}
        label={`${bottleneck.operation}: time saved per ${step}`}
        marks={marks}
        onSelect={(fromMs, toMs) => setRange(fixedRange(fromMs, toMs))}
      />
    </section>
  );
}
