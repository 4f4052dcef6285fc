// The region that is selected on the heatmap: its text in the URL, and the conditions that select its spans.
import type { HeatmapRegion } from "../../draw/heatmap-layout.ts";
import { fixedRange, type TimeRange } from "../../lib/time-range.ts";

const separator = "~";

/** `2026-11-20T14:12:00.000Z~2026-11-20T14:13:00.000Z~500~2000`: from, to, and durations in ms. */
export function formatRegion({ fromMs, toMs, minMs, maxMs }: HeatmapRegion): string {
  const { from, to } = fixedRange(fromMs, toMs);
  return [from, to, toNs(minMs) / 1e6, toNs(maxMs) / 1e6].join(separator);
}

/** `undefined` for a text that is not a region. */
export function parseRegion(text: string | undefined): HeatmapRegion | undefined {
  const [from = "", to = "", min = "", max = "", more] = text?.split(separator) ?? [];
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const [minMs, maxMs] = [min, max].map((one) => (one === "" ? Number.NaN : Number(one))) as [number, number];
  const isRegion =
    more === undefined && fromMs < toMs && minMs >= 0 && minMs < maxMs && Number.isFinite(maxMs);
  return isRegion ? { fromMs, toMs, minMs, maxMs } : undefined;
}

/** Conditions on spans of the region, and its time. The bounds of durations are whole nanoseconds. */
export function regionQuery(
  { fromMs, toMs, minMs, maxMs }: HeatmapRegion,
  areEntries: boolean,
): { readonly range: TimeRange; readonly filter: readonly string[] } {
  return {
    range: fixedRange(fromMs, toMs),
    filter: [
      ...(areEntries ? ["entry=true"] : []),
      `duration>=${toNs(minMs)}ns`,
      `duration<${toNs(maxMs)}ns`,
    ],
  };
}

/** The first whole nanosecond of a duration; the arithmetic of floating point leaves a remainder far below one. */
function toNs(ms: number): number {
  const ns = ms * 1e6;
  const nearest = Math.round(ns);
  return Math.abs(ns - nearest) < Math.max(1e-3, ns * 1e-14) ? nearest : Math.ceil(ns);
}

/** Conditions for the filter bar: the durations as people would write them, rounded outwards. */
export function zoomFilters({ minMs, maxMs }: HeatmapRegion): readonly string[] {
  return [`duration>=${roundedMs(minMs, Math.floor)}ms`, `duration<${roundedMs(maxMs, Math.ceil)}ms`];
}

/** Three significant digits. */
function roundedMs(ms: number, round: (value: number) => number): string {
  if (ms <= 0) return "0";
  const unit = 10 ** (Math.floor(Math.log10(ms)) - 2);
  return String(Number((round(ms / unit) * unit).toPrecision(12)));
}
