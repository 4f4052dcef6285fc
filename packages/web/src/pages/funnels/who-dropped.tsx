// The people who dropped at a step: what they are worth, why they left, their last error and the trace of the step.
import { Link, linkOptions } from "@tanstack/react-router";
import { measureText } from "catalog/measures";
import type { FunnelPerson } from "contract";
import { useState, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { NotRecorded } from "./amount-figure.tsx";
import type { Amounts } from "./amounts.ts";
import css from "./dropped.module.css";
import { stepFinding, type StepModel } from "./funnel-model.ts";
import { StillOpen } from "./still-open.tsx";
import type { StepsQuery } from "./use-steps-query.ts";

export interface WhoDroppedProps {
  readonly funnel: string;
  readonly query: StepsQuery;
  /** The last step they reached. */
  readonly step: string;
  /** The step that they did not reach. */
  readonly next: StepModel;
  /** What they are worth together. */
  readonly lost: Amounts | undefined;
}

/** Sections follow that say why: a list of all people is opened. */
const shownAtFirst = 10;

export function WhoDropped({ funnel, query: asked, step, next, lost }: WhoDroppedProps): JSX.Element {
  // of one step: that of another begins with its first people
  const [allOf, setAllOf] = useState<string>();
  const all = allOf === step;
  const query = useApiPages("/api/funnels/:name/people", {
    params: { name: funnel },
    query: { ...asked, step },
  });
  const columns = personColumns(funnel, step);
  return (
    <section className={ui.section["section"]} id="dropped" aria-label="Who dropped">
      <header>
        <h2>Who dropped after {step}</h2>
        <span className={ui.text["dim"]}>
          {formatCount(next.dropped)} people
          {lost !== undefined && lost.people > 0 && `, ${formatAmounts(lost.money, 2)}`}, latest first
        </span>
        <StillOpen people={next.open} />
        <span className={ui.section["end"]}>
          <CopyMarkdown finding={stepFinding(funnel, step, next)} />
        </span>
      </header>
      <QueryView query={query} inline skeleton={<ListSkeleton columns={columns} rows={6} />}>
        {({ pages }) => {
          const people = pages.flatMap((page) => page.people);
          return (
            <>
              <List
                label="Who dropped"
                columns={columns}
                rows={people}
                shown={all ? undefined : shownAtFirst}
                keyOf={({ kind, id }) => `${kind}${id}`}
                empty={<EmptyState inline {...noneDropped(step, next)} />}
                more={moreRows(query, (page) => page.people)}
              />
              {people.length > shownAtFirst && (
                <button
                  type="button"
                  className={ui.text["link"]}
                  aria-expanded={all}
                  onClick={() => setAllOf(all ? undefined : step)}
                >
                  {all ? "Show fewer" : `All ${formatCount(next.dropped)} people`}
                </button>
              )}
            </>
          );
        }}
      </QueryView>
    </section>
  );
}

function noneDropped(step: string, next: StepModel): { readonly title: string; readonly why: string } {
  if (next.open > 0)
    return {
      title: `No one has dropped at ${step} yet`,
      why: `The window of ${formatCount(next.open)} people is not over. Choose a shorter window or an earlier time range.`,
    };
  return {
    title: `No one dropped at ${step}`,
    why: `Everyone who reached this step also reached ${next.name}.`,
  };
}

const personColumns = (journey: string, step: string): readonly Column<FunnelPerson>[] => [
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
    label: "Amount",
    hint: measureText("amountLost"),
    isFigure: true,
    title: ({ amount }) => (amount === null ? undefined : formatMoneyExact(amount)),
    cell: ({ amount }) => (amount === null ? <NotRecorded /> : formatMoney(amount)),
    csv: { Amount: ({ amount }) => amount?.amount, Currency: ({ amount }) => amount?.currency },
  },
  {
    label: "Reason",
    isName: true,
    hide: "phone",
    title: ({ reason }) => reason || undefined,
    cell: ({ reason }) => reason || <span className={ui.text["dim"]}>no reason recorded</span>,
    csv: ({ reason }) => reason,
  },
  {
    label: "Last error",
    isName: true,
    hide: "narrow",
    title: ({ error }) => error?.message,
    cell: ({ error }) =>
      error === null ? (
        <span className={ui.text["dim"]}>{none}</span>
      ) : (
        <Link
          className={ui.text["link"]}
          to="/errors/$fingerprint"
          params={{ fingerprint: error.fingerprint }}
        >
          {error.message || error.type}
        </Link>
      ),
    csv: { "Last error": ({ error }) => error?.type, Message: ({ error }) => error?.message },
  },
  {
    label: "Last trace",
    cell: ({ traceId }) =>
      traceId === "" ? (
        <span className={ui.text["dim"]}>{none}</span>
      ) : (
        <Link className={classes(ui.text["link"], ui.text["mono"])} to="/traces/$id" params={{ id: traceId }}>
          {traceId.slice(0, 8)}…
        </Link>
      ),
    csv: ({ traceId }) => traceId,
  },
];
