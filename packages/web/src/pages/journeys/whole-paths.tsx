// The most frequent paths as a whole, all others, and all visits.
import { shareOf } from "catalog/measures";
import type { JourneyColumnsResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { notableErrors } from "./notable-errors.ts";
import type { PathUnit } from "./search.ts";
import css from "./whole-paths.module.css";

interface PathRow {
  readonly key: string;
  readonly steps: readonly string[];
  /** How many of its steps are not shown. */
  readonly more: number;
  /** Its end in words; a row of several paths has no steps and only this. */
  readonly ending: string;
  readonly isCompleted: boolean;
  readonly visits: number;
  readonly share: number | null;
  readonly medianMs: number | null;
  readonly errors: number | null;
}

export function WholePaths({
  journey,
  unit,
}: {
  readonly journey: JourneyColumnsResult;
  readonly unit: PathUnit;
}): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Whole paths">
      <header>
        <h2>Whole paths</h2>
        <p className={ui.text["dim"]}>the most frequent ones, and all others in one row</p>
      </header>
      <List
        label="Whole paths"
        columns={columnsOf(journey, unit)}
        rows={rowsOf(journey, unit)}
        keyOf={({ key }) => key}
      />
    </section>
  );
}

/** So many steps of a path are shown. */
const mostSteps = 12;

function rowsOf(
  { paths, otherPaths, visits, medianMs, errors, end }: JourneyColumnsResult,
  unit: PathUnit,
): PathRow[] {
  const share = (count: number): number | null => shareOf(count, visits);
  const several = { steps: [], more: 0, isCompleted: false };
  const words = { completed: end.name, open: "still open", left: "left" };
  return [
    ...paths.map((path): PathRow => ({
      key: [...path.steps, path.ending].join("\u0000"),
      steps: path.steps.slice(0, mostSteps),
      more: Math.max(0, path.length - mostSteps),
      ending: words[path.ending],
      isCompleted: path.ending === "completed",
      visits: path.visits,
      share: share(path.visits),
      medianMs: path.medianMs,
      errors: shareOf(path.errors, path.visits),
    })),
    ...(otherPaths.paths === 0
      ? []
      : [
          {
            ...several,
            key: "others",
            ending: `${formatCount(otherPaths.paths)} other ${otherPaths.paths === 1 ? "path" : "paths"}`,
            visits: otherPaths.visits,
            share: share(otherPaths.visits),
            medianMs: null,
            errors: shareOf(otherPaths.errors, otherPaths.visits),
          },
        ]),
    { ...several, key: "all", ending: `all ${unit}`, visits, share: 1, medianMs, errors: share(errors) },
  ];
}

const columnsOf = ({ end }: JourneyColumnsResult, unit: PathUnit): readonly Column<PathRow>[] => [
  {
    label: "Path",
    className: css["path"],
    isRowHeading: true,
    cell: ({ steps, more, ending, isCompleted }) => (
      <span className={css["steps"]}>
        {steps.map((step, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a step may come again
          <span key={at}>
            {step} <Icon name="right" />
          </span>
        ))}
        {more > 0 && <span className={ui.text["dim"]}>{formatCount(more)} more</span>}
        {isCompleted ? (
          <b className={css["end"]}>
            <StatusMark kind="ok" /> {ending}
          </b>
        ) : (
          <span className={ui.text["dim"]}>{ending}</span>
        )}
      </span>
    ),
    csv: {
      Path: ({ steps, more, ending }) =>
        [...steps, ...(more > 0 ? [`${more} more`] : []), ending].join(" → "),
    },
  },
  measureColumn(unit, ({ visits }) => visits),
  measureColumn("wentOn", ({ share }) => share, {
    label: "Share",
    hint: `Share of all ${unit}`,
    cellClass: ui.text["soft"],
    csv: { "Share of all": ({ share }) => share },
  }),
  {
    label: "Median time",
    hint:
      end.kind === "none"
        ? "From the first step to the last"
        : "From the first step to the end, or to the last step",
    isFigure: true,
    cell: ({ medianMs }) => formatDuration(medianMs),
    csv: { "Median time (ms)": ({ medianMs }) => medianMs },
  },
  measureColumn("wayErrorShare", ({ errors }) => (errors === 0 ? null : errors), {
    cellClass: ({ errors }) => ((errors ?? 0) > notableErrors ? ui.text["bad"] : undefined),
  }),
];
