// State and severity of an alert as shape and word.
import type { AlertListState, AlertSeverity } from "contract";
import type { JSX } from "react";

import { Status, type StatusKind } from "../../../ui/status.tsx";

/** What a state is called on the pages. */
export const stateWords: Readonly<Record<AlertListState, string>> = {
  firing: "firing",
  error: "error",
  unknown: "unknown",
  noData: "no data",
  pending: "pending",
  ok: "ok",
};

const kinds: Readonly<Record<Exclude<AlertListState, "firing">, StatusKind>> = {
  error: "warn",
  unknown: "unknown",
  noData: "off",
  pending: "info",
  ok: "ok",
};
const firing: Readonly<Record<AlertSeverity, StatusKind>> = { page: "error", ticket: "warn", info: "info" };

/** An alert that fires looks as urgent as its severity. `word` replaces the name of the state. */
export function StateWord({
  state,
  severity = "page",
  word = stateWords[state],
}: {
  readonly state: AlertListState;
  readonly severity?: AlertSeverity;
  readonly word?: string | undefined;
}): JSX.Element {
  return <Status kind={state === "firing" ? firing[severity] : kinds[state]}>{word}</Status>;
}
