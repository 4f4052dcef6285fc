// The message that rules are not evaluated: who relies on alerts has to know that there are none.
import type { Unknown } from "contract";
import { clockText, spanText } from "alerts/sentence";
import { alertIdOf } from "../ids.ts";
import type { StoredNotice } from "../outbox.ts";

/** The alert that Telltale raises about itself. */
const watchRule = "Telltale cannot evaluate rules";

/** What a look at a tenant found. */
export interface Look {
  readonly tenant: string;
  /** Rules that are not evaluated, by name; `undefined`: the store does not say, so that it holds for all. */
  readonly unknown: ReadonlyMap<string, Unknown> | undefined;
  readonly rules: number;
}

/** The message of a look that found rules. `sinceMs`: of the oldest of them. */
export function cannotEvaluate({ tenant, unknown, rules }: Look, sinceMs: number, at: number): StoredNotice {
  const since = `since ${clockText(sinceMs, at)}`;
  const claim =
    unknown === undefined
      ? `Telltale cannot read its rules ${since}`
      : `Telltale cannot evaluate ${unknown.size} of ${rules} rules ${since}`;
  const reasons = [
    ...new Set([...(unknown ?? new Map<string, Unknown>()).values()].map(({ reason }) => reason)),
  ];
  return {
    ...noticeOf(tenant, "firing", sinceMs, at),
    claim,
    description:
      "Whether these rules fire is unknown. No other message about them comes until they are evaluated.",
    ...(unknown !== undefined && {
      reason: `${[...unknown.keys()].slice(0, 5).join(", ")}${unknown.size > 5 ? ", …" : ""}: ${reasons[0] ?? ""}`,
    }),
  };
}

/** The message that they are evaluated again. */
export function evaluatesAgain(tenant: string, sinceMs: number, at: number): StoredNotice {
  const claim = `Telltale evaluates all rules again since ${clockText(at, at)}, after ${spanText(at - sinceMs)}`;
  return { ...noticeOf(tenant, "recovered", sinceMs, at), since: at, claim };
}

function noticeOf(tenant: string, kind: "firing" | "recovered", sinceMs: number, at: number): StoredNotice {
  return {
    id: `${tenant === "" ? "" : `${tenant}: `}${watchRule} ${kind} ${new Date(sinceMs).toISOString()}`,
    alertId: alertIdOf(watchRule, {}),
    rule: watchRule,
    group: {},
    kind,
    at,
    since: sinceMs,
    severity: "page",
    labels: { alert: watchRule, severity: "page" },
    tenant,
  };
}
