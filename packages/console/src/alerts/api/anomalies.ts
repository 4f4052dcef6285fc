// `/api/anomalies`: what the detector found, from the changes of the rules that ask it.
import type { AnomaliesResult, Anomaly, ParamsOf } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { toPage } from "../../api/params/page.ts";
import { readRange } from "../../api/params/params.ts";
import { toResolved } from "../../api/time/range.ts";
import { type AlertsNow, readAlertsNow } from "./alerts-now.ts";
import { readRecords, toChange } from "./history.ts";

const mostChanges = 5_000;

export async function listAnomalies(
  params: ParamsOf<"GET /api/anomalies">,
  context: ApiContext,
): Promise<AnomaliesResult> {
  const range = readRange(params, context, "-1d");
  const [now, rows] = await Promise.all([
    readAlertsNow(context),
    readRecords(context, { kinds: ["change"], range, limit: mostChanges }),
  ]);
  const anomalies = toAnomalies(rows.map(toChange), now).filter((one) => matches(one, params.search));
  const { page, nextCursor } = toPage(anomalies, ({ from, id }) => [Date.parse(from), id], params);
  return { ...toResolved(range), items: page, nextCursor };
}

/** @param changes the latest first. */
function toAnomalies(changes: readonly ReturnType<typeof toChange>[], { rules }: AlertsNow): Anomaly[] {
  const ends = new Map<string, string>();
  const found: Anomaly[] = [];
  for (const { id, alertId, rule, group, time, to, from, value, values, reason } of changes) {
    const when = rules.get(rule)?.declaration.when;
    if (when === undefined || !("anomaly" in when)) continue;
    if (from === "firing") ends.set(alertId, time);
    if (to !== "firing") continue;
    found.push({
      id,
      alertId,
      series: rule,
      group,
      from: time,
      value,
      explanation: reason,
      to: ends.get(alertId) ?? null,
      expected: values["expected"] ?? null,
      low: values["low"] ?? null,
      high: values["high"] ?? null,
    });
    ends.delete(alertId);
  }
  return found;
}

function matches({ series, group }: Anomaly, search: string | undefined): boolean {
  const words = search?.toLowerCase();
  return (
    words === undefined ||
    [series, ...Object.entries(group).flat()].some((text) => text.toLowerCase().includes(words))
  );
}
