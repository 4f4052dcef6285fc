// The state by which lists count and filter an alert.
import type { AlertStateName } from "./alert-parts.ts";
import type { Unknown } from "./unknown.ts";

export const alertListStates = ["firing", "error", "unknown", "noData", "pending", "ok"] as const;
export type AlertListState = (typeof alertListStates)[number];

/** What the last evaluation found, until a later one fails: an alert that fires stays open, any other state is not known any more. */
export function listStateOf({
  state,
  unknown,
}: {
  readonly state: AlertStateName;
  readonly unknown: Unknown | null;
}): AlertListState {
  return unknown === null || state === "firing" || state === "error" ? state : "unknown";
}
