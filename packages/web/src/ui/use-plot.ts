// The uPlot picture of a chart: redrawn when its data, its size or the theme changes; returns the position of the crosshair.
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";
import uPlot from "uplot";

import { chartData, chartOptions, type ChartInput } from "./chart-options.ts";
import { onThemeChange } from "./color.ts";

/** The column under the crosshair and its px from the left edge of the picture. */
export interface ChartCursor {
  readonly index: number;
  readonly left: number;
}

const minWidth = 60;

/** Draws into `container` and returns the crosshair, `undefined` while no pointer is over a chart of the page. */
export function usePlot(
  container: RefObject<HTMLElement | null>,
  input: Omit<ChartInput, "onCursor">,
): ChartCursor | undefined {
  const { times, stepMs, series, points, fromMs, toMs, format, width, height, onSelect, axis, band } = input;
  // Live data redraws the picture; the crosshair stays under the pointer.
  const pointer = useRef<{ left: number; top: number }>(undefined);
  const [theme, setTheme] = useState(0);
  const [cursor, setCursor] = useState<ChartCursor | undefined>();
  const select = useEffectEvent((from: number, to: number) => onSelect?.(from, to));
  const canSelect = onSelect !== undefined;
  useEffect(() => onThemeChange(() => setTheme((version) => version + 1)), []);
  useEffect(() => {
    const element = container.current;
    if (element === null || width < minWidth) return undefined;
    const onCursor = (index: number | null, left: number): void => {
      const seen = index !== null && left >= 0;
      pointer.current = seen ? { left, top: 1 } : undefined;
      setCursor(seen ? { index, left } : undefined);
    };
    const shown = {
      times,
      stepMs,
      series,
      points,
      fromMs,
      toMs,
      format,
      width,
      height,
      axis,
      band,
    };
    const options = chartOptions({ ...shown, onCursor, onSelect: canSelect ? select : undefined });
    const held = pointer.current;
    const plot = new uPlot(options, chartData({ times, series }), element);
    if (held !== undefined) plot.setCursor(held);
    return () => plot.destroy();
  }, [
    container,
    times,
    stepMs,
    series,
    points,
    fromMs,
    toMs,
    format,
    width,
    height,
    canSelect,
    // A change of the theme redraws, although none of the values changes.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
    theme,
    axis,
    band,
  ]);
  return cursor;
}
