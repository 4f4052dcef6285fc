// How urgent an alert is while it fires: as its condition says, which may change, or as its rule says.
import { type AlertSeverity, alertSeverities } from "catalog/alert-severity";
import type { Labels } from "../condition/sample.ts";
import type { Verdict } from "../condition/verdict.ts";
import { idOf } from "./id.ts";
import type { Change, GroupState } from "./state.ts";

/** Of a rule. */
interface Usual {
  readonly rule: string;
  /** Where the condition says nothing else. */
  readonly severity: AlertSeverity;
  readonly flapping: { readonly firings: number; readonly withinMs: number };
}

/**
 * A group that fires, as urgent as its condition says now. It becomes more urgent at once, and less urgent unless it has fired or become
 * more urgent too often of late.
 */
export function withSeverity(
  { rule, severity: usual, flapping }: Usual,
  now: GroupState,
  { severity = usual, value, values }: Verdict,
): { readonly state: GroupState; readonly change?: Change } {
  const before = now.severity ?? usual;
  if (severity === before) return { state: now };
  const recent = (now.firings ?? []).filter((one) => one > now.at - flapping.withinMs);
  const isRise = alertSeverities.indexOf(severity) < alertSeverities.indexOf(before);
  if (!isRise && recent.length >= flapping.firings) return { state: now };
  const { withheld, ...rest } = now;
  const change: Change = {
    id: idOf(rule, now.labels, "severity", now.at),
    rule,
    group: now.labels,
    at: now.at,
    kind: "severity",
    from: "firing",
    to: "firing",
    severity,
    ...(value !== undefined && { value }),
    ...(values !== undefined && { values }),
  };
  const state: GroupState = {
    ...rest,
    // that a former change was withheld says nothing about this one
    ...(withheld !== undefined && !withheld.startsWith("severity ") && { withheld }),
    severity,
    ...(isRise && { firings: [...recent, now.at] }),
  };
  return { state, change };
}

/** Labels of an alert, by which silences choose: while it fires, and of one that is over as its receivers know it. */
export function labelsOfGroup(
  ofRule: Labels,
  { labels, severity, reported }: Pick<GroupState, "labels" | "severity" | "reported">,
): Labels {
  const known = severity ?? reported?.severity;
  return { ...ofRule, ...(known !== undefined && { severity: known }), ...labels };
}
