// What is wrong with one alert, as messages say it, from the state of its group.
import type { Change, GroupState } from "alerts";
import { type AlertFacts, sentenceOf } from "alerts/sentence";
import type { Alert, AlertResult } from "contract";
import { alertIdOf } from "../ids.ts";
import { contentOf } from "../evaluate/round-records.ts";
import type { AlertsNow } from "./alerts-now.ts";
import type { RecordRow } from "./history.ts";

/**
 * @param history its changes in a range, the latest first.
 * @param error why the last evaluation of its rule failed; empty when it did not.
 * @param budget of a burn rate, what is left of its error budget.
 */
export function sentencesOf(
  alert: Alert,
  history: readonly RecordRow[],
  error: string,
  { rules, current, unitOf }: Pick<AlertsNow, "rules" | "current" | "unitOf">,
  budget?: Readonly<Record<string, number>>,
): Pick<AlertResult, "sentence" | "unsure"> {
  const known = rules.get(alert.rule);
  const groups = Object.values(current.rules[alert.rule]?.groups ?? {});
  const group = groups.find(({ labels }) => alertIdOf(alert.rule, labels) === alert.id);
  if (known === undefined || group === undefined) return { sentence: "", unsure: "" };
  const { state, since, at, value, values, parts, episode, ended, unsure = "" } = group;
  // a group that has been quiet since it appeared has nothing to say
  if (state === "ok" && episode === undefined) return { sentence: "", unsure };
  const last = history[0] === undefined ? undefined : (JSON.parse(history[0].body) as Change);
  const facts: AlertFacts = {
    rule: alert.rule,
    content: contentOf(known.declaration, unitOf),
    group: group.labels,
    kind: kinds[state],
    value,
    values: { ...values, ...budget },
    parts,
    unit: alert.unit,
    reason: state === "ok" ? ended : reasonOf(state, last, error),
    at,
    since,
    episode,
  };
  return { sentence: sentenceOf(facts).whole, unsure };
}

function reasonOf(state: GroupState["state"], last: Change | undefined, error: string): string | undefined {
  if (state === "error" && error !== "") return error;
  return last?.to === state ? last.reason : undefined;
}

const kinds = {
  ok: "recovered",
  pending: "pending",
  firing: "firing",
  noData: "noData",
  error: "error",
} as const;
