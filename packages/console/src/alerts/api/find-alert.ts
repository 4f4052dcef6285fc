// One alert by its id: as it is now, or as it was when its rule or group was last known.
import type { Change } from "alerts";
import type { Alert } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { ProblemError } from "../../problem/problem.ts";
import { type AlertsNow, toAlert } from "./alerts-now.ts";
import { readRecords } from "./history.ts";

/**
 * The alert. One that is no longer evaluated, because its group was forgotten or its rule deleted, is `ok` since its last change: its
 * history and notes stay readable.
 *
 * @throws {ProblemError} 404 `ALERT_UNKNOWN`.
 */
export async function findAlert(
  { alerts, rules, answers, unitOf }: AlertsNow,
  id: string,
  context: ApiContext,
): Promise<Alert> {
  const alert = alerts.find((one) => one.id === id);
  if (alert !== undefined) return alert;
  const toNs = BigInt(Math.floor(context.nowMs()) + 60_000) * 1_000_000n;
  const [row] = await readRecords(context, {
    kinds: ["change"],
    range: { fromNs: 0n, toNs },
    limit: 1,
    alert: id,
  });
  if (row === undefined)
    throw new ProblemError(
      "ALERT_UNKNOWN",
      `There is no alert \`${id}\`, and none is in the history.`,
      "See `/api/alerts` for existing ones, and `/api/alert-history` for past ones.",
    );
  const { rule, group, at, value } = JSON.parse(row.body) as Change;
  const last = { labels: group, state: "ok", since: at, at, ...(value !== undefined && { value }) } as const;
  const known = rules.get(rule);
  const unit = known === undefined ? "" : unitOf(known.declaration);
  return toAlert(rule, last, { known, unit, answers, unknown: null });
}
