// The number of alerts that fire, beside the entry of the rail, and a question mark while rules are not evaluated or anomalies
// are not looked for. Else nothing.
import type { JSX } from "react";

import { useFiringAlerts } from "../../data/use-firing-alerts.ts";
import { formatCount } from "../../lib/format.ts";
import { classes } from "../classes.ts";
import css from "./firing-count.module.css";
import { useBehind } from "./use-behind.ts";

const anomalies = ["anomalies"] as const;

export function FiringCount(): JSX.Element | null {
  const { data, isError } = useFiringAlerts();
  const firing = data?.states["firing"] ?? 0;
  const notEvaluated = data?.evaluation.notEvaluatedTotal ?? 0;
  const behind = useBehind(anomalies);
  const facts = [
    firing > 0 ? `${formatCount(firing)} firing` : "",
    notEvaluated === 1 ? "1 rule is not evaluated" : "",
    notEvaluated > 1 ? `${formatCount(notEvaluated)} rules are not evaluated` : "",
    isError ? "not known now" : "",
    ...behind,
  ].filter((text) => text !== "");
  if (facts.length === 0) return null;
  const text = facts.join(", ");
  return (
    <b className={classes(css["count"], firing === 0 && css["quiet"])} title={text} aria-label={text}>
      {firing > 0 && formatCount(firing)}
      {(notEvaluated > 0 || isError || behind.length > 0) && "?"}
    </b>
  );
}
