// Conversion over time, and how long people took from the first step to the last.
import { leastInBucket, measureText, measureWord, shareOf } from "catalog/measures";
import type { FunnelResult } from "contract";
import { useMemo, type JSX } from "react";

import { distinctSplits, tidy, valueSplits } from "../../lib/axis.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { stepWord } from "../../lib/step-word.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { unbroken } from "../../lib/unbroken.ts";
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

export interface FunnelTrendProps {
  readonly result: FunnelResult;
  readonly search: FunnelSearch;
  /** The name of the previous period: `the hour before`. */
  readonly before: string;
}

export function FunnelTrend({
  result: { funnel, trend, from, to, share },
  search,
  before,
}: FunnelTrendProps): JSX.Element {
  const pinned = conversionChart(funnel, search);
  const { setRange } = useScopeChanges();
  const late = useLate(["business"], useScope().service ?? sendersOf(funnel));
  const { buckets, previous, stepMs } = trend;
  const times = useMemo(() => buckets.map(({ time }) => Date.parse(time)), [buckets]);
  const series = useMemo((): readonly ChartSeries[] => {
    const valuesOf = (all: typeof buckets): readonly (number | null)[] =>
      all.map(({ entered, finished }) =>
        entered < leastInBucket * share ? null : shareOf(finished, entered),
      );
    return [
      ...(previous.length === 0
        ? []
        : [
            {
              label: before,
              color: "var(--chart-before)",
              kind: "before",
              values: valuesOf(previous),
            } as const,
          ]),
      {
        label: measureWord("conversion"),
        color: "var(--chart-now)",
        kind: "line",
        values: valuesOf(buckets),
      },
    ];
  }, [buckets, previous, before, share]);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2 title={measureText("conversion")}>Conversion over time</h2>
        <span className={ui.text["dim"]}>
          of people who entered, per {stepWord(stepMs)}; with {formatCount(leastInBucket * share)} or more
        </span>
        {pinned !== undefined && (
          <span className={ui.section["end"]}>
            <PinToDashboard compact chart={pinned} ofAll />
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
        height={124}
        late={late}
        label="Conversion by the time of entering"
        onSelect={(start, end) => setRange(fixedRange(start, end))}
      />
    </section>
  );
}

const lastBar = 24;

export function TimeToConvert({ convert }: { readonly convert: FunnelResult["convert"] }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Time to convert</h2>
        {convert !== null && (
          <span className={ui.text["dim"]}>
            people by the time from the first step to the last ·{" "}
            {unbroken(`median ${formatDuration(convert.medianMs)}`)} ·{" "}
            {unbroken(`p90 ${formatDuration(convert.p90Ms)}`)}
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
  const splits = distinctSplits(valueSplits(0, Math.max(1, ...bars)), formatCount);
  const top = splits.at(-1) ?? 1;
  const total = bars.reduce((sum, people) => sum + people, 0);
  const range = (at: number): string =>
    at === lastBar
      ? `${formatDuration(at * stepMs)} or longer`
      : `${formatDuration(at * stepMs)} to ${formatDuration((at + 1) * stepMs)}`;
  return (
    <div className={css["picture"]}>
      <ol className={css["people"]} aria-hidden="true">
        {splits.map((value) => (
          <li key={value} style={{ bottom: `${(value / top) * 100}%` }}>
            {formatCount(value)}
          </li>
        ))}
      </ol>
      <ol className={css["bars"]} aria-label="People by their time to convert">
        {bars.map((people, at) => (
          // eslint-disable-next-line react/no-array-index-key
          <li
            key={at}
            title={`${range(at)}: ${formatCount(people)} (${formatShare(shareOf(people, total))})`}
          >
            <i style={{ height: `${(people / top) * 100}%` }} />
            <span className={ui.text["sr"]}>
              {range(at)}: {formatCount(people)}
            </span>
          </li>
        ))}
      </ol>
      <p className={css["ends"]} aria-hidden="true">
        {timesBelow(bars.length).map((at) => (
          <span key={at} style={{ left: `${(at / bars.length) * 100}%` }}>
            {at === 0 ? "0" : tidy(formatDuration(at * stepMs))}
          </span>
        ))}
      </p>
    </div>
  );
}

/** The bars below which a time is written, about five. */
function timesBelow(count: number): readonly number[] {
  const every = Math.max(1, Math.ceil(count / 5));
  return Array.from({ length: Math.floor(count / every) + 1 }, (_, index) => index * every);
}
