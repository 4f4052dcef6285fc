// How late the data of each service and signal is, by what this console receives. Rows of it are stored every few seconds, so that pages of
// other consoles, and this one after a restart, know it too (docs/adr/128-completeness-by-the-times-of-records.md).
import type { CompletenessRow, KnownRow } from "../../store/completeness.ts";
import type { Report } from "./reports.ts";
import {
  addReport,
  createSeries,
  forgetInstances,
  isDue,
  type Room,
  type Series,
  toRow,
  type Usual,
} from "./series.ts";

export interface Lags {
  /** Notes what a request said, once its rows are stored. */
  stored(reports: readonly Report[]): void;
  /** Notes what was known before a restart. */
  know(rows: Iterable<KnownRow>): void;
  /**
   * Returns rows that changed since they were taken, and now and then those of late data again; at most 5,000, so that others are not kept
   * waiting.
   */
  takeChanged(): CompletenessRow[];
}

/** All tenants, services and signals. */
const maxSeries = 50_000;
/** Of all series together. */
const maxInstances = 100_000;
/** One that sent nothing for so long may be forgotten for another. */
const forgettableMs = 3_600_000;

/** Taken at a time. */
const mostRows = 5000;

interface LagsState {
  readonly most: number;
  /** In the order of their last requests. */
  readonly known: Map<string, Series>;
  /** Those that have not sent since a restart. */
  readonly before: Map<string, Usual>;
  readonly room: Room;
}

/** @param now returns Unix ms. */
export function createLags(now: () => number, most = maxSeries, mostInstances = maxInstances): Lags {
  const room: Room = { most: mostInstances, all: new Set() };
  const state: LagsState = { most, known: new Map(), before: new Map(), room };
  return {
    stored(reports) {
      const nowMs = now();
      for (const report of reports) {
        const series = seriesOf(state, report, nowMs);
        if (series !== undefined) addReport(series, report, nowMs, room);
      }
    },
    know(rows) {
      for (const row of rows) if (state.before.size < most) state.before.set(keyOf(row), row);
    },
    takeChanged() {
      const nowMs = now();
      const rows: CompletenessRow[] = [];
      for (const series of state.known.values()) {
        if (!isDue(series, nowMs)) continue;
        series.isChanged = false;
        forgetInstances(series, "silent", room);
        // where all of them were forgotten, it is not known how late it is
        if (series.instances.size === 0) continue;
        series.saved = toRow(series, nowMs);
        rows.push(series.saved);
        if (rows.length === mostRows) break;
      }
      return rows;
    },
  };
}

/** `undefined` where there are too many. */
function seriesOf(state: LagsState, report: Report, nowMs: number): Series | undefined {
  const { known, before, most, room } = state;
  const key = keyOf(report);
  const found = known.get(key);
  if (found !== undefined) known.delete(key);
  else if (known.size >= most && !forgetOne(known, room, nowMs)) return undefined;
  const series = found ?? createSeries(report, before.get(key) ?? { usualMs: 0, gapMs: 0 });
  before.delete(key);
  known.set(key, series);
  return series;
}

/** Makes room; false where all have sent within the last hour, so that many names cannot fill the store with rows. */
function forgetOne(known: Map<string, Series>, room: Room, nowMs: number): boolean {
  const [oldest] = known;
  if (oldest === undefined || nowMs - oldest[1].receivedMs < forgettableMs) return false;
  forgetInstances(oldest[1], "all", room);
  return known.delete(oldest[0]);
}

function keyOf({ tenant, service, signal }: Pick<Report, "tenant" | "service" | "signal">): string {
  return `${signal} ${tenant.length} ${tenant}${service}`;
}
