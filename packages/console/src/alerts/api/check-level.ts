// Whether a person can accept the level of an alert.
import { hasAnomaly } from "alerts";
import type { Alert } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { AlertsNow } from "./alerts-now.ts";

/**
 * @param seen since when the firing lasts that the person saw.
 * @throws {ProblemError} 409 `ALERT_LEVEL_UNKNOWN` when there is no level to accept, `ALERT_FIRING_CHANGED` when it is another one.
 */
export function checkLevel(
  { rule, state, since }: Pick<Alert, "rule" | "state" | "since">,
  seen: string | undefined,
  { rules }: Pick<AlertsNow, "rules">,
): void {
  const when = rules.get(rule)?.declaration.when;
  const hasLevel = when !== undefined && hasAnomaly(when);
  if (state === "firing" && hasLevel) {
    if (Date.parse(seen ?? "") === Date.parse(since)) return;
    throw new ProblemError(
      "ALERT_FIRING_CHANGED",
      `The alert ended, and fires again since \`${since}\`.`,
      "Look at the alert again, and accept its level with this `since` if it is the usual one, too.",
    );
  }
  throw new ProblemError(
    "ALERT_LEVEL_UNKNOWN",
    hasLevel
      ? `The alert does not fire: its state is \`${state}\`.`
      : `The rule \`${rule}\` does not fire on an \`anomaly\`.`,
    "Only the level of a firing alert on an anomaly can be accepted. Change the limit of other rules.",
  );
}
