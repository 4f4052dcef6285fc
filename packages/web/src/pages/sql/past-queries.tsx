// Queries to start from: examples, and those that were run in this browser.
import { sqlExamples } from "contract";
import { useState, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { Time } from "../../ui/time.tsx";
import { readHistory } from "./history.ts";
import css from "./lists.module.css";
import { ui } from "../../ui/styles.ts";

export interface PickProps {
  readonly onPick: (query: string) => void;
}

export function Examples({ onPick }: PickProps): JSX.Element {
  return (
    <ul className={css["queries"]}>
      {sqlExamples.map(({ title, query }) => (
        <li key={title}>
          <button type="button" title={query} onClick={() => onPick(query)}>
            {title}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function History({ onPick }: PickProps): JSX.Element {
  const [past] = useState(readHistory);
  if (past.length === 0)
    return <p className={ui.text["dim"]}>No queries yet. The history stays in this browser.</p>;
  return (
    <ul className={css["queries"]}>
      {past.map(({ query, timeMs, rows }) => (
        <li key={query}>
          <button type="button" title={query} onClick={() => onPick(query)}>
            <code className={ui.text["ellip"]}>{query.replaceAll(/\s+/g, " ")}</code>
            <span className={classes(ui.text["dim"], css["facts"])}>
              {formatCount(rows)} {rows === 1 ? "row" : "rows"} · <Time at={timeMs} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
