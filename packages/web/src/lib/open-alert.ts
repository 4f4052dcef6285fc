// Open alerts as a part of a verdict.
import type { Alert } from "contract";

import { partOf } from "./rule-words.ts";
import type { Bad } from "./verdict.ts";

/** What an alert can be about. */
export type AlertSubject = { readonly service: string } | { readonly funnel: string };

/** What the open alerts about `subject` make of its verdict; none without any. */
export function openAlertsOf(
  alerts: readonly Pick<Alert, "state" | "severity" | "condition" | "group">[],
  subject: AlertSubject,
): readonly Bad[] {
  const open = alerts.filter((alert) => alert.state === "firing" && isAbout(alert, subject));
  return badOf(open);
}

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
