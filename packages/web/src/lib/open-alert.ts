// Open alerts as a part of a verdict.
import type { Alert } from "contract";

import { partOf } from "./rule-words.ts";
import type { Bad } from "./verdict.ts";

/** What an alert can be about. */
export type AlertSubject = { readonly service: string } | { readonly funnel: string };

/** What the open alerts about a service or a funnel make of its verdict. */
export interface OpenAlerts {
  /** Those of objectives, which decide first. */
  readonly objectives: readonly Bad[];
  readonly others: readonly Bad[];
}

export function openAlertsOf(
  alerts: readonly Pick<Alert, "state" | "severity" | "condition" | "group">[],
  subject: AlertSubject,
): OpenAlerts {
  const open = alerts.filter((alert) => alert.state === "firing" && isAbout(alert, subject));
  const { objectives = [], others = [] } = Object.groupBy(open, ({ condition }) =>
    "burnRate" in partOf(condition["when"]) ? "objectives" : "others",
  );
  return {
    objectives: badOf(objectives).map((bad) => ({ ...bad, word: missedWords(objectives.length) })),
    others: badOf(others),
  };
}

const missedWords = (count: number): string =>
  count === 1 ? "objective missed" : `${count} objectives missed`;

/** Of alerts that fire. */
export function badOf(open: readonly Pick<Alert, "severity">[]): readonly Bad[] {
  if (open.length === 0) return [];
  const kind = open.some(({ severity }) => severity === "page") ? "error" : "warn";
  return [{ kind, word: open.length === 1 ? "alert open" : `${open.length} alerts open` }];
}

function isAbout({ condition, group }: Pick<Alert, "condition" | "group">, subject: AlertSubject): boolean {
  const on = partOf(condition["on"]);
  if ("funnel" in subject) return on["funnel"] === subject.funnel;
  return on["service"] === subject.service || group["service.name"] === subject.service;
}
