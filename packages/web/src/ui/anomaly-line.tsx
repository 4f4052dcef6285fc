// Anomalies of a page that has no chart over time: a line for each of the latest, with the way to it.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { formatSpan } from "../lib/time.ts";
import css from "./anomaly-line.module.css";
import { useAnomalies, type AnomalySubject } from "./anomaly-markers.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

const most = 3;

/** Nothing without anomalies in the range of the address. */
export function AnomalyLine({ of }: { readonly of: AnomalySubject }): JSX.Element | null {
  const anomalies = useAnomalies(of);
  if (anomalies.length === 0) return null;
  return (
    <section aria-label="Anomalies" className={css["lines"]}>
      {anomalies.slice(0, most).map(({ id, end, marker, sentence }) => (
        <p key={id}>
          <Status kind={end === null ? "warn" : "off"}>{end === null ? "anomaly" : "past anomaly"}</Status>
          <Link className={ui.text["link"]} to="/alerts/anomalies/$id" params={{ id }}>
            {sentence}
          </Link>
          <span className={ui.text["dim"]}>{formatSpan(marker.from, marker.to)}</span>
        </p>
      ))}
      {anomalies.length > most && (
        <Link className={ui.text["link"]} to="/alerts/anomalies">
          and {anomalies.length - most} more
        </Link>
      )}
    </section>
  );
}
