// Where to begin: examples that work, and what was run in this browser before.
import { sqlExamples } from "contract";
import { useState, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { Time } from "../../ui/time.tsx";
import { readHistory } from "./history.ts";

export interface PickProps {
  readonly onPick: (query: string) => void;
}

export function Examples({ onPick }: PickProps): JSX.Element {
  return (
    <ul className="sql-list">
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
  if (past.length === 0) return <p className="dim">No queries yet. The history stays in this browser.</p>;
  return (
    <ul className="sql-list">
      {past.map(({ query, timeMs, rows }) => (
        <li key={query}>
          <button type="button" title={query} onClick={() => onPick(query)}>
            <code className="ellip">{query.replaceAll(/\s+/g, " ")}</code>
            <span className="dim">
              {formatCount(rows)} {rows === 1 ? "row" : "rows"} · <Time at={timeMs} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
