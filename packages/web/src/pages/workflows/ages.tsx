// Open instances by the time since their last event: stuck ones marked.
import type { WorkflowAge } from "contract";
import type { JSX } from "react";

import { tidy } from "../../lib/axis.ts";
import type { Late } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import chart from "../../ui/chart.module.css";
import { ListExport, type ListExportProps } from "../../ui/list/list-export.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./ages.module.css";
import { stuckCount, stuckValue, type TypeResult } from "./late-type.ts";

export function Ages({ result: { ages, summary, late } }: { readonly result: TypeResult }): JSX.Element {
  const most = Math.max(1, ...ages.map(({ open }) => open));
  return (
    <section aria-label="Open instances by age">
      <p className={chart["title"]}>
        <b>open instances</b> <span className={ui.text["dim"]}>by time since the last event</span>
      </p>
      {ages.length === 0 && <p className={ui.text["dim"]}>No instance is open.</p>}
      <ol className={css["ages"]}>
        {ages.map((age) => (
          <li key={age.fromMs} title={ageTitle(age, late)}>
            <span className={css["name"]}>{ageName(age)}</span>
            <span className={css["bar"]} aria-hidden="true">
              <i className={css["stuck"]} style={{ width: `${(age.stuck / most) * 100}%` }} />
              <i style={{ width: `${((age.open - age.stuck) / most) * 100}%` }} />
            </span>
            <Count age={age} />
          </li>
        ))}
      </ol>
      <p className={ui.text["dim"]}>
        {summary.timeoutMs === null ? (
          <>
            Set <code>timeoutMs</code> in the definition to see what is stuck.
          </>
        ) : (
          `stuck${late === undefined ? "" : " (unknown while data is late)"}: no event for longer than ${tidy(formatDuration(summary.timeoutMs))}`
        )}
      </p>
      {ages.length > 0 && (
        <ListExport
          label="Open instances by age"
          columns={ageColumns(late)}
          rows={ages}
          keyOf={({ fromMs }) => String(fromMs)}
        />
      )}
    </section>
  );
}

const ageColumns = (late: Late | undefined): ListExportProps<WorkflowAge>["columns"] => [
  { label: "From (ms)", csv: ({ fromMs }) => fromMs },
  { label: "To (ms)", csv: ({ toMs }) => toMs },
  { label: "Open", csv: ({ open }) => open },
  { label: "Stuck", csv: ({ stuck }) => stuckValue(stuck, late) },
];

/** `7`, `10, 3 stuck`, or `24 stuck` where all are. */
function Count({ age: { open, stuck } }: { readonly age: WorkflowAge }): JSX.Element {
  return (
    <span className={css["count"]}>
      {stuck < open && formatCount(open)}
      {stuck > 0 && stuck < open && ", "}
      {stuck > 0 && <span className={css["word"]}>{formatCount(stuck)} stuck</span>}
    </span>
  );
}

function ageName({ fromMs, toMs }: WorkflowAge): string {
  if (fromMs === 0) return `up to ${tidy(formatDuration(toMs))}`;
  return toMs === null
    ? `over ${tidy(formatDuration(fromMs))}`
    : `${tidy(formatDuration(fromMs))} – ${tidy(formatDuration(toMs))}`;
}

function ageTitle({ open, stuck }: WorkflowAge, late: Late | undefined): string {
  return `${open} open, ${late === undefined ? `${stuck} of them stuck` : `stuck ${stuckCount(stuck, late)}`}`;
}
