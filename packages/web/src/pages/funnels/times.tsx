// Conversion over time, and how long people took from the first step to the last.
import { leastInBucket, measureText, measureWord, shareOf } from "catalog/measures";
import type { FunnelResult } from "contract";
import { useMemo, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { stepWord } from "../../lib/step-word.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import type { ChartSeries } from "../../ui/chart-model.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";
import { ui } from "../../ui/styles.ts";
import { conversionChart } from "./conversion-chart.ts";
import { sendersOf } from "./funnel-model.ts";
import type { FunnelSearch } from "./search.ts";
import css from "./times.module.css";

export interface FunnelTimesProps {
  readonly result: FunnelResult;
  readonly search: FunnelSearch;
}

export function FunnelTimes({ result, search }: FunnelTimesProps): JSX.Element {
  return (
    <div className={css["columns"]}>
      <Trend result={result} search={search} />
      <TimeToConvert convert={result.convert} />
    </div>
  );
}

function Trend({ result: { funnel, trend, from, to, share }, search }: FunnelTimesProps): JSX.Element {
  const pinned = conversionChart(funnel, search);
  const { setRange } = useScopeChanges();
  const late = useLate(["business"], useScope().service ?? sendersOf(funnel));
  const { buckets, stepMs } = trend;
  const times = useMemo(() => buckets.map(({ time }) => Date.parse(time)), [buckets]);
  const series = useMemo(
    (): readonly ChartSeries[] => [
      {
        label: measureWord("conversion"),
        color: "var(--chart-now)",
        kind: "line",
        values: buckets.map(({ entered, finished }) =>
          entered < leastInBucket * share ? null : shareOf(finished, entered),
        ),
      },
    ],
    [buckets, share],
  );
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2 title={measureText("conversion")}>Conversion over time</h2>
        <span className={ui.text["dim"]}>
          of people who entered, per {stepWord(stepMs)}; with {formatCount(leastInBucket * share)} or more
        </span>
        {pinned !== undefined && (
          <span className={ui.section["end"]}>
            <PinToDashboard compact chart={pinned} />
          </span>
        )}
      </header>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        format={formatShare}
        height={150}
        late={late}
        label="Conversion by the time of entering"
        onSelect={(start, end) => setRange(fixedRange(start, end))}
      />
    </section>
  );
}

const lastBar = 24;

function TimeToConvert({ convert }: { readonly convert: FunnelResult["convert"] }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Time to convert</h2>
        {convert !== null && (
          <span className={ui.text["dim"]}>
            median {formatDuration(convert.medianMs)} · p90 {formatDuration(convert.p90Ms)}
          </span>
        )}
      </header>
      {convert === null ? (
        <EmptyState
          inline
          title="No one took all steps"
          why="The time is that from the first step to the last."
        />
      ) : (
        <Bars convert={convert} />
      )}
    </section>
  );
}

function Bars({
  convert: { bars, stepMs },
}: {
  readonly convert: NonNullable<FunnelResult["convert"]>;
}): JSX.Element {
  const most = Math.max(1, ...bars);
  const total = bars.reduce((sum, people) => sum + people, 0);
  const range = (at: number): string =>
    at === lastBar
      ? `${formatDuration(at * stepMs)} or longer`
      : `${formatDuration(at * stepMs)} to ${formatDuration((at + 1) * stepMs)}`;
  return (
    <>
      <ol className={css["bars"]} aria-label="People by their time to convert">
        {bars.map((people, at) => (
          // eslint-disable-next-line react/no-array-index-key
          <li
            key={at}
            title={`${range(at)}: ${formatCount(people)} (${formatShare(shareOf(people, total))})`}
          >
            <i style={{ height: `${(people / most) * 100}%` }} />
            <span className={ui.text["sr"]}>
              {range(at)}: {formatCount(people)}
            </span>
          </li>
        ))}
      </ol>
      <p className={css["ends"]}>
        <span>0</span>
        <span>
          {bars.length > lastBar
            ? `over ${formatDuration(lastBar * stepMs)}`
            : formatDuration(bars.length * stepMs)}
        </span>
      </p>
    </>
  );
}
