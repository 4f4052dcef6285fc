// The search parameters of the pages of alerts, beside those of the scope.
import {
  alertRuleOrigins,
  alertSeverities,
  type AlertSeverity,
  alertListStates,
  type AlertListState,
} from "contract";

import { many, one, oneOf } from "../../lib/search-params.ts";

export interface AlertsSearch {
  /** The alerts when absent. */
  readonly view?: "history" | undefined;
  readonly state?: AlertListState | undefined;
  /** Severity; the logs have a parameter of that name with other values. */
  readonly urgency?: AlertSeverity | undefined;
  readonly owner?: string | undefined;
  /** Name of a rule. */
  readonly rule?: string | undefined;
  readonly search?: string | undefined;
}

/** The search of `/alerts`; invalid values are dropped. */
export function validateAlertsSearch(raw: Readonly<Record<string, unknown>>): AlertsSearch {
  return {
    view: oneOf(raw["view"], ["history"]),
    state: oneOf(raw["state"], alertListStates),
    urgency: oneOf(raw["urgency"], alertSeverities),
    owner: one(raw["owner"]),
    rule: one(raw["rule"]),
    search: one(raw["search"]),
  };
}

export interface RulesSearch {
  readonly source?: "file" | "stored" | "objective" | undefined;
  /** Severity; the logs have a parameter of that name with other values. */
  readonly urgency?: AlertSeverity | undefined;
  readonly owner?: string | undefined;
  readonly search?: string | undefined;
  /** Only rules that fail or are not evaluated. */
  readonly problem?: "true" | undefined;
}

/** The search of `/alerts/rules`; invalid values are dropped. */
export function validateRulesSearch(raw: Readonly<Record<string, unknown>>): RulesSearch {
  return {
    source: oneOf(raw["source"], alertRuleOrigins),
    urgency: oneOf(raw["urgency"], alertSeverities),
    owner: one(raw["owner"]),
    search: one(raw["search"]),
    problem: oneOf(raw["problem"], ["true"]),
  };
}

export interface EditorSearch {
  /** The form when absent. */
  readonly tab?: "yaml" | undefined;
  /** The content of a new rule as JSON, from "Alert on this". */
  readonly rule?: string | undefined;
  /** Conditions of the page that the new rule cannot have. */
  readonly without?: readonly string[] | undefined;
  /** Of a new one; a rule when absent. */
  readonly kind?: "objective" | undefined;
}

/** The search of `/alerts/rules/$id`; invalid values are dropped. */
export function validateEditorSearch(raw: Readonly<Record<string, unknown>>): EditorSearch {
  return {
    tab: oneOf(raw["tab"], ["yaml"]),
    rule: one(raw["rule"]),
    without: many(raw["without"]),
    kind: oneOf(raw["kind"], ["objective"]),
  };
}

export interface SilencesSearch {
  /** Labels of a new silence: `alert=Payment is slow`. The form is open while there are any. */
  readonly match?: readonly string[] | undefined;
}

/** The search of `/alerts/silences`. */
export function validateSilencesSearch(raw: Readonly<Record<string, unknown>>): SilencesSearch {
  return { match: many(raw["match"]) };
}

export interface AnomaliesSearch {
  /** Only those that last. */
  readonly open?: "true" | undefined;
}

/** The search of `/alerts/anomalies`. */
export function validateAnomaliesSearch(raw: Readonly<Record<string, unknown>>): AnomaliesSearch {
  return { open: oneOf(raw["open"], ["true"]) };
}
