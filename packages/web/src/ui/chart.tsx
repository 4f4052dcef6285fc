// The one chart of the console: uPlot for lines and stacked bars, HTML for labels, tooltip, flags and exemplars.
import "uplot/dist/uPlot.min.css";
import "./chart.css";

import { useEffect, useEffectEvent, useMemo, useRef, useState, type JSX, type ReactNode } from "react";
import uPlot from "uplot";

import { timeLabels } from "../lib/axis.ts";
import { FlagShape } from "./chart-flag.tsx";
import { ChartTip } from "./chart-tip.tsx";
import { bottomPadding, chartData, chartOptions, splitsOf, topPadding, yAxisWidth } from "./chart-options.ts";
import type { ChartMark, ChartPoint, ChartSeries } from "./chart-model.ts";
import { onThemeChange } from "./color.ts";
import { useSize } from "./use-size.ts";

export interface ChartProps {
  /** Unix ms of each column. */
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** At most eight lines; bars from the bottom up. */
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  readonly height?: number;
  /** What the picture says, for those who cannot see it. */
  readonly label: string;
  readonly marks?: readonly ChartMark[];
  readonly exemplars?: readonly ChartPoint[];
  /** A link around an exemplar's diamond. */
  readonly renderExemplar?: (point: ChartPoint, className: string) => ReactNode;
  /** A drag over the picture. */
  readonly onSelect?: (fromMs: number, toMs: number) => void;
}

const noMarks: readonly ChartMark[] = [];
const noPoints: readonly ChartPoint[] = [];

/** Crosshair shared by all charts of the page; a drag selects a time range. */
export function Chart({
  times,
  stepMs,
  fromMs,
  toMs,
  series,
  format,
  height = 180,
  label,
  marks = noMarks,
  exemplars = noPoints,
  renderExemplar,
  onSelect,
}: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { width } = useSize(place);
  // Live data draws the picture anew; the crosshair stays where the pointer holds it.
  const pointer = useRef<{ left: number; top: number }>(undefined);
  const [theme, setTheme] = useState(0);
  const [cursor, setCursor] = useState<{ index: number; left: number } | undefined>();
  const select = useEffectEvent((from: number, to: number) => onSelect?.(from, to));
  const canSelect = onSelect !== undefined;
  useEffect(() => onThemeChange(() => setTheme((version) => version + 1)), []);
  useEffect(() => {
    const element = place.current;
    if (element === null || width < 60) return undefined;
    const onCursor = (index: number | null, left: number): void => {
      const seen = index !== null && left >= 0;
      pointer.current = seen ? { left, top: 1 } : undefined;
      setCursor(seen ? { index, left } : undefined);
    };
    const input = {
      times,
      stepMs,
      series,
      points: exemplars,
      fromMs,
      toMs,
      format,
      width,
      height,
      onCursor,
      onSelect: canSelect ? select : undefined,
    };
    const held = pointer.current;
    const plot = new uPlot(chartOptions(input), chartData({ times, series }), element);
    if (held !== undefined) plot.setCursor(held);
    return () => plot.destroy();
    // A change of the theme has to draw again, although no value changes with it.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [times, stepMs, series, exemplars, fromMs, toMs, format, width, height, canSelect, theme]);
  const labels = useMemo(
    () => timeLabels(fromMs, toMs, width > 0 && width < 420 ? 3 : 5),
    [fromMs, toMs, width],
  );
  const inner = Math.max(1, width - yAxisWidth);
  const xOf = (ms: number): number => yAxisWidth + ((ms - fromMs) / (toMs - fromMs)) * inner;
  const splits = useMemo(() => splitsOf({ series, points: exemplars, format }), [series, exemplars, format]);
  const yOf = (value: number): number => {
    const [least, most] = [splits[0] ?? 0, splits.at(-1) ?? 1];
    const share = Math.min(1, Math.max(0, (value - least) / (most - least)));
    return topPadding + (1 - share) * (height - topPadding - bottomPadding);
  };
  const inside = (ms: number): boolean => ms >= fromMs && ms <= toMs;
  return (
    <div className="chart" role="figure" aria-label={label}>
      <div className="plot" ref={place} style={{ height }}>
        {width > 0 &&
          marks
            .filter(({ timeMs }) => inside(timeMs))
            .map(({ timeMs, label: text }) => (
              <span
                className="flag-mark"
                key={`${timeMs}${text}`}
                title={text}
                style={{ left: xOf(timeMs), height: height - 4 }}
              >
                <FlagShape />
              </span>
            ))}
        {width > 0 &&
          renderExemplar !== undefined &&
          exemplars
            .filter(({ timeMs }) => inside(timeMs))
            .map((point) => (
              <span
                key={`${point.traceId}${point.timeMs}`}
                style={{ position: "absolute", left: xOf(point.timeMs), top: yOf(point.value) }}
              >
                {renderExemplar(point, "exemplar")}
              </span>
            ))}
        {cursor !== undefined && (
          <ChartTip
            index={cursor.index}
            x={yAxisWidth + cursor.left}
            width={width}
            {...{ times, stepMs, series, format }}
          />
        )}
      </div>
      <div className="xlabels" style={{ marginLeft: yAxisWidth }} aria-hidden="true">
        {labels.map(({ at, text }) => (
          <span key={at} style={{ left: `${at * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}
