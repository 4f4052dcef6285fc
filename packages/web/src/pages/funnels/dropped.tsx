// The people who dropped at one step: reasons, and the latest people with their path and trace.
import { shareOf } from "catalog/measures";
import { Link, linkOptions } from "@tanstack/react-router";
import type { FunnelResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./dropped.module.css";
import { stepFinding, type StepModel } from "./funnel-model.ts";
import { StillOpen } from "./still-open.tsx";

export interface DroppedProps {
  readonly result: FunnelResult;
  readonly steps: readonly StepModel[];
  /** The last step they reached. */
  readonly step: string;
  /** An estimate has no traces; the exact answer follows. */
  readonly areTracesComing: boolean;
}

export function Dropped({ result, steps, step, areTracesComing }: DroppedProps): JSX.Element {
  const at = steps.findIndex((one) => one.name === step);
  const next = steps[at + 1];
  const count = next?.dropped ?? 0;
  const open = next?.open ?? 0;
  const people = result.dropped.find((one) => one.step === step)?.people ?? [];
  const reasons = result.reasons.filter((one) => one.step === step);
  const isGiven = reasons.some(({ reason }) => reason !== "");
  return (
    <div className={classes(css["columns"], !isGiven && css["alone"])} id="dropped">
      {isGiven && (
        <section className={ui.section["section"]}>
          <header>
            <h2>Reasons</h2>
            <span className={ui.text["dim"]}>last failure, abandonment or error</span>
          </header>
          <List
            label="Reasons"
            columns={reasonColumns(reasons, count)}
            rows={reasons}
            keyOf={({ reason }) => reason}
          />
          <AndMore
            truncated={result.truncatedReasons}
            things="reasons of all steps"
            by="people"
            fix="Choose an environment, or a shorter time range."
          />
        </section>
      )}
      <section className={ui.section["section"]}>
        <FailedReasons reason={result.reasonsFailed} />
        <header>
          <h2>Who dropped</h2>
          <span className={ui.text["dim"]}>
            {people.length < count
              ? `latest ${formatCount(people.length)} of ${formatCount(count)}`
              : formatCount(count)}
          </span>
          <StillOpen people={open} />
          {next !== undefined && (
            <span className={ui.section["end"]}>
              <CopyMarkdown finding={stepFinding(result.funnel.name, step, next)} />
            </span>
          )}
        </header>
        <List
          label="Who dropped"
          columns={personColumns(result.funnel.name, step, areTracesComing)}
          rows={people}
          keyOf={({ kind, id }) => `${kind}${id}`}
          empty={<EmptyState inline {...noneDropped(step, next)} />}
          csv="dropped-people"
        />
      </section>
    </div>
  );
}

function noneDropped(
  step: string,
  next: StepModel | undefined,
): { readonly title: string; readonly why: string } {
  if (next !== undefined && next.open > 0)
    return {
      title: `No one has dropped at ${step} yet`,
      why: `The window of ${formatCount(next.open)} people is not over. Choose a shorter window or an earlier time range.`,
    };
  return {
    title: `No one dropped at ${step}`,
    why:
      next === undefined
        ? "This is the last step."
        : `Everyone who reached this step also reached ${next.name}.`,
  };
}

function FailedReasons({ reason }: { readonly reason: string | null }): JSX.Element | null {
  if (reason === null) return null;
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">reasons not counted</Status>
      <span className={ui.note["text"]}>{reason}</span>
    </p>
  );
}

type Reason = FunnelResult["reasons"][number];

const noReason = "no reason recorded";

/** Shares are of all who dropped at the step: they add up, unless reasons are left out. */
const reasonColumns = (reasons: readonly Reason[], dropped: number): readonly Column<Reason>[] => {
  const most = Math.max(...reasons.map(({ count }) => count));
  return [
    {
      label: "Reason",
      cellClass: classes(ui.text["strong"], ui.text["ellip"], css["reason"]),
      title: ({ reason }) => reason || noReason,
      cell: ({ reason }) => reason || <span className={ui.text["dim"]}>{noReason}</span>,
    },
    {
      label: "Bar",
      isQuiet: true,
      className: css["barCell"],
      cell: ({ count }) => (
        <span className={css["bar"]}>
          <i style={{ width: `${(count / most) * 100}%` }} />
        </span>
      ),
    },
    { label: "People", isFigure: true, cell: ({ count }) => formatCount(count) },
    measureColumn("reasonShare", ({ count }) => shareOf(count, dropped), {
      cellClass: ui.text["soft"],
    }),
  ];
};

function NoTrace({ isComing }: { readonly isComing: boolean }): JSX.Element {
  if (!isComing) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span className={ui.text["dim"]} role="img" aria-label="Loading">
      …
    </span>
  );
}

type Person = FunnelResult["dropped"][number]["people"][number];

const personColumns = (
  journey: string,
  step: string,
  areTracesComing: boolean,
): readonly Column<Person>[] => [
  {
    label: "Last seen",
    hint: `Last time at ${step}`,
    cellClass: ui.text["dim"],
    cell: ({ lastSeen }) => <Time at={lastSeen} exact />,
    csv: ({ lastSeen }) => lastSeen,
  },
  {
    label: "Person",
    link: ({ id }) =>
      linkOptions({
        to: "/journeys/$name",
        params: { name: journey },
        search: { step, person: id },
        title: "Show this person's path",
        className: classes(ui.text["ellip"], css["person"]),
      }),
    cell: ({ id }) => id,
    below: ({ kind }) => kind === "session" && <span className={ui.text["dim"]}> session</span>,
    csv: { Person: ({ id }) => id, Kind: ({ kind }) => kind },
  },
  {
    label: "Trace",
    cell: ({ traceId }) =>
      traceId === "" ? (
        <NoTrace isComing={areTracesComing} />
      ) : (
        <Link className={classes(ui.text["link"], ui.text["mono"])} to="/traces/$id" params={{ id: traceId }}>
          {traceId.slice(0, 8)}…
        </Link>
      ),
    csv: ({ traceId }) => traceId,
  },
];
