// The latest anomalies of the range, for the overview: each leads to what changed with it. Nothing is shown without one.
import { Link } from "@tanstack/react-router";
import type { Anomaly } from "contract";
import type { JSX } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { ownData } from "../../data/own-data.ts";
import { useApi } from "../../data/use-api.ts";
import { formatAge } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./open-alerts.module.css";

const most = 4;

export function RecentAnomalies(): JSX.Element | null {
  const { rangeQuery } = useScope();
  const query = { ...rangeQuery, limit: most };
  const enabled = useIsFirstDataThere();
  const answer = useApi("/api/anomalies", { query }, { enabled, everyMs: 15_000, part: "anomalies" });
  const anomalies = ownData(answer)?.items ?? [];
  if (anomalies.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="Anomalies">
      <header>
        <h2>Anomalies</h2>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/alerts/anomalies">
          All anomalies
        </Link>
      </header>
      <ul className={css["alerts"]}>
        {anomalies.map((anomaly) => (
          <Row key={anomaly.id} anomaly={anomaly} />
        ))}
      </ul>
    </section>
  );
}

function Row({ anomaly: { id, start, end, sentence, series } }: { readonly anomaly: Anomaly }): JSX.Element {
  const facts = [`began ${formatAge(start)} ago`, series.environment];
  return (
    <li>
      <Status kind={end === null ? "warn" : "off"}>{end === null ? "ongoing" : "ended"}</Status>
      <span className={css["text"]}>
        <Link className={css["sentence"]} to="/alerts/anomalies/$id" params={{ id }}>
          {sentence}
        </Link>
        <span className={classes(ui.text["dim"], ui.text["ellip"])}>
          {facts.filter((text) => text !== "").join(", ")}
        </span>
      </span>
    </li>
  );
}
