// Anomalies on charts: the ground of the time that each lasted, and a triangle that leads to it. One query for all charts of a page.
import type { AnomaliesQuery, Anomaly, AnomalySeries } from "contract";
import { useMemo } from "react";

import { useApi } from "../data/use-api.ts";
import { formatTime } from "../lib/time.ts";
import { useScope } from "../state/scope.ts";
import type { ChartPeriod } from "./chart-model.ts";

const noAnomalies: readonly Anomaly[] = [];
/** The latest anomalies of a range that are read. */
const most = 200;

/** Whose anomalies a page shows. */
export type AnomalySubject = Pick<AnomaliesQuery, "service" | "name" | "subject" | "measure">;

type Range = Pick<AnomaliesQuery, "from" | "to">;

/** The anomalies of a range, by default of that in the address, the latest first. Empty while they load, and without a subject. */
export function useAnomalies(of: AnomalySubject | undefined, range?: Range): readonly Anomaly[] {
  const { rangeQuery } = useScope();
  const query = { ...(range ?? rangeQuery), ...of, limit: most };
  const { data } = useApi("/api/anomalies", { query }, { enabled: of !== undefined, part: "anomalies" });
  return data?.items ?? noAnomalies;
}

/** The periods of the anomalies for `<Chart periods>`. */
export function useAnomalyPeriods(of: AnomalySubject): readonly ChartPeriod[] {
  const anomalies = useAnomalies(of);
  return useMemo(() => anomalyPeriods(anomalies), [anomalies]);
}

/** A period for each anomaly of the given measures, or of all; those that began within one minute share one, which leads to the first. */
export function anomalyPeriods(
  anomalies: readonly Anomaly[],
  measures?: readonly AnomalySeries["measure"][],
): readonly ChartPeriod[] {
  const periods: { fromMs: number; toMs: number; id: string; sentences: string[] }[] = [];
  const shown = anomalies.filter(({ series }) => measures === undefined || measures.includes(series.measure));
  for (const { id, marker, sentence } of shown.toSorted((a, b) => (a.start < b.start ? -1 : 1))) {
    const [fromMs, toMs] = [Date.parse(marker.from), Date.parse(marker.to)];
    const last = periods.at(-1);
    if (last !== undefined && fromMs - last.fromMs < 60_000) {
      last.toMs = Math.max(last.toMs, toMs);
      last.sentences.push(sentence);
    } else periods.push({ fromMs, toMs, id, sentences: [sentence] });
  }
  return periods.map(({ fromMs, toMs, id, sentences }) => ({
    fromMs,
    toMs,
    kind: "warn",
    anomaly: id,
    label: `${sentences.length === 1 ? "Anomaly" : `${sentences.length} anomalies`} from ${formatTime(fromMs)}: ${sentences.join(" ")}`,
  }));
}
