// The alerts that fire, for the overview. Nothing is shown while none does.
import { Link } from "@tanstack/react-router";
import type { Alert } from "contract";
import type { JSX } from "react";

import { useFiringAlerts } from "../../data/use-firing-alerts.ts";
import { alertFormat } from "../../lib/alert-value.ts";
import { sinceWords } from "../../lib/unknown-words.ts";
import { formatAge } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./open-alerts.module.css";

const kinds = { page: "error", ticket: "warn", info: "info" } as const;

export function OpenAlerts(): JSX.Element | null {
  const { data: result } = useFiringAlerts();
  const firing = result?.states["firing"] ?? 0;
  if (result === undefined || result.items.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="Open alerts">
      <header>
        <h2>Open alerts</h2>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/alerts">
          {firing > result.items.length ? `All ${firing}` : "All alerts"}
        </Link>
      </header>
      <ul className={css["alerts"]}>
        {result.items.map((alert) => (
          <Row key={alert.id} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

function Row({
  alert: { id, rule, group, severity, value, unit, since, acknowledgedBy, unknown },
}: {
  readonly alert: Alert;
}): JSX.Element {
  const last = value === null ? "" : alertFormat(unit)(value);
  const facts = [
    last === "" || unknown !== null ? last : `now ${last}`,
    unknown === null ? `for ${formatAge(since)}` : `not evaluated${sinceWords(unknown)}`,
    acknowledgedBy === "" ? "" : `acknowledged by ${acknowledgedBy}`,
  ].filter((text) => text !== "");
  return (
    <li>
      <Status kind={kinds[severity]}>{severity}</Status>
      <span className={css["text"]}>
        <Link className={css["name"]} to="/alerts/$id" params={{ id }}>
          {[rule, ...Object.values(group)].join(" · ")}
        </Link>
        <span className={ui.text["dim"]}>{facts.join(", ")}</span>
      </span>
    </li>
  );
}
