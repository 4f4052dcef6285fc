// The value of an alert with its limits as a source of charts, as its page draws it.
import { type AlertPoint, type ChartSource, withSettledBand } from "contract";
import { readAlertsNow } from "../../alerts/api/alerts-now.ts";
import { findAlert } from "../../alerts/api/find-alert.ts";
import { readSeries } from "../../alerts/api/preview.ts";
import type { DataLine } from "../../charts/chart-data.ts";
import type { ChartAnswer, ChartQuery } from "./chart-query.ts";

type AlertSource = Extract<ChartSource, { readonly alert: string }>;

export async function readAlert({ alert: id }: AlertSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { range, isTotal, context } = asked;
  const now = await readAlertsNow(context);
  const alert = await findAlert(now, id, context);
  const { stepMs, points: all } = await readSeries(alert, now.current.published, range, context);
  const points = withSettledBand(all);
  const { unit = "" } = alert;
  const perSecond = unit.endsWith("/s");
  return {
    times: points.map(({ time }) => Date.parse(time)),
    stepMs,
    unit: perSecond ? unit.slice(0, -2) : unit,
    perSecond,
    truncated: 0,
    lines: [
      toLine(
        alert.rule,
        points.map(({ value }) => value),
      ),
      ...(isTotal ? [] : limitsOf(points)),
    ],
  };
}

function toLine(label: string, values: DataLine["values"], kind: DataLine["kind"] = "line"): DataLine {
  return { label, labels: {}, kind, values };
}

/** One limit, or both ends of the expected band. */
function limitsOf(points: readonly AlertPoint[]): readonly DataLine[] {
  const ends = (["high", "low"] as const).flatMap((end) => {
    const values = points.map((point) => point[end]);
    return values.every((value) => value === null) ? [] : [{ end, values }];
  });
  const names = { high: "upper limit", low: "lower limit" } as const;
  return ends.map(({ end, values }) => toLine(ends.length === 1 ? "limit" : names[end], values, "before"));
}
