// One visit of a person: when, which way, how it ended; all of its records on demand.
import { useState, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney } from "../../lib/format-money.ts";
import { formatSpan } from "../../lib/time.ts";
import { ActivityTable } from "../../ui/activity/activity-table.tsx";
import { countKinds } from "../../ui/activity/activity-entries.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import type { PersonSession } from "./person-days.ts";
import css from "./person-page.module.css";
import { clockOf, type VisitEnd, visitEnds, type VisitPoint, visitWay } from "./visit-way.ts";

/** Of a long visit the last ones. */
const pointsShown = 12;

interface VisitProps {
  readonly session: PersonSession;
  /** Whether its records are shown until someone hides them. */
  readonly isOpenAtFirst: boolean;
}

export function Visit({ session, isOpenAtFirst }: VisitProps): JSX.Element {
  const { session: id, startMs, endMs, entries } = session;
  const [chosen, setOpen] = useState<boolean>();
  const isOpen = chosen ?? isOpenAtFirst;
  const name = id === "" ? "no session" : `session ${id}`;
  const way = visitWay(entries);
  return (
    <section aria-label={name} className={css["session"]}>
      <header>
        <h3>
          <button
            type="button"
            className={css["toggle"]}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? "down" : "right"} />
            {formatSpan(startMs, endMs, startMs)}
          </button>
        </h3>
        <span className={ui.text["dim"]}>
          {endMs > startMs && `${formatDuration(endMs - startMs)} · `}
          {countWords(session)}
          {id !== "" && (
            <>
              {" · session "}
              <span className={ui.text["mono"]}>{id}</span>
            </>
          )}
        </span>
        <Ends ends={visitEnds(entries)} />
      </header>
      {way.length > 1 && <Way points={way} />}
      {isOpen && <ActivityTable label={name} entries={entries} isSavedWith="Activity" />}
    </section>
  );
}

function countWords({ entries }: PersonSession): string {
  const counts = countKinds(entries);
  const words = [
    [counts.record, "record", "records"],
    [counts.trace, "trace", "traces"],
    [counts.error, "error", "errors"],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${formatCount(count)} ${count === 1 ? one : many}`)
    .join(", ");
}

function Ends({ ends }: { readonly ends: VisitEnd }): JSX.Element {
  const { completed, unfinished } = ends;
  return (
    <span className={css["ends"]}>
      {completed.map(({ key, type, amount }) => (
        <Status key={key} kind="ok">
          {type} completed{amount !== undefined && `, ${formatMoney(amount)}`}
        </Status>
      ))}
      {unfinished.map(({ key, type, outcome, count, reason }) => (
        <Status key={key} kind={outcome === "failed" ? "error" : "off"}>
          {type} {outcome}
          {count > 1 && ` ${formatCount(count)} times`}
          {reason !== "" && `: ${reason}`}
        </Status>
      ))}
    </span>
  );
}

function Way({ points }: { readonly points: readonly VisitPoint[] }): JSX.Element {
  const shown = points.slice(-pointsShown);
  const hidden = points.length - shown.length;
  return (
    <ol className={css["way"]}>
      {hidden > 0 && <li className={ui.text["dim"]}>{formatCount(hidden)} before</li>}
      {shown.map(({ key, step, sinceMs, isBad }) => (
        <li key={key} className={classes(isBad && css["bad"])}>
          <b>{step}</b> <span className={ui.text["dim"]}>{clockOf(sinceMs)}</span>
        </li>
      ))}
    </ol>
  );
}
