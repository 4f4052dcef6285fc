// What differs between a selection and the rest: the one view of `/api/differs`, for every page. It names the attributes that the
// selection has more or less often, strongest first, and says so when there are none.
import type { DiffersQuery, DiffersResult } from "contract";
import { useState, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { EmptyState } from "../empty-state.tsx";
import { ListSkeleton } from "../list/list-skeleton.tsx";
import { QueryView } from "../query-view.tsx";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import { FindingsTable } from "./findings-table.tsx";
import { useDifferences } from "./use-differences.ts";
import css from "./what-differs.module.css";

export interface WhatDiffersProps {
  /** As for `/api/differs`: both sides, and what makes the selection. */
  readonly query: DiffersQuery;
  /** Follows the count of the selection: `dropped` for "932 dropped". */
  readonly selectionLabel: string;
  readonly restLabel: string;
  /** How many there are like the selection where only those with a record in the range are compared. */
  readonly selectionOf?: number | undefined;
  /** Default `What differs`. */
  readonly title?: string;
  /** Called with the conditions of a finding. Default: adds them to the filters of the address. */
  readonly onFilter?: (conditions: readonly string[]) => void;
  /** What `onFilter` does, for its label. Default `Filter by`. */
  readonly filterLabel?: string;
  /** Adds a button to each finding that groups the page by its attribute. */
  readonly onBreakDown?: (key: string) => void;
  /** `false`: asks nothing and shows nothing yet. */
  readonly enabled?: boolean;
}

/** A section with the findings, and all states of the comparison. */
export function WhatDiffers(props: WhatDiffersProps): JSX.Element {
  const { query, title = "What differs", restLabel, enabled = true } = props;
  const { result, early } = useDifferences(query, enabled);
  return (
    <section className={ui.section["section"]} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {result.data !== undefined && result.data.selection.count + result.data.rest.count > 0 && (
          <span className={classes(ui.text["dim"], css["legend"])}>
            <span>
              <i className={css["a"]} /> {selectionWords(result.data.selection.count, props)}
            </span>
            <span>
              <i className={css["b"]} /> {formatCount(result.data.rest.count)} {restLabel}
            </span>
          </span>
        )}
      </header>
      <QueryView
        query={result}
        inline
        skeleton={
          early === undefined ? (
            <ListSkeleton columns={headings} rows={4} />
          ) : (
            <Answer {...props} result={early} isEarly />
          )
        }
      >
        {(data) => <Answer {...props} result={data} />}
      </QueryView>
    </section>
  );
}

/** `932 dropped`, or `17 of 54 stuck, those with a record in the range`. */
function selectionWords(count: number, { selectionLabel, selectionOf = 0 }: WhatDiffersProps): string {
  return count < selectionOf
    ? `${formatCount(count)} of ${formatCount(selectionOf)} ${selectionLabel}, those with a record in the range`
    : `${formatCount(count)} ${selectionLabel}`;
}

const headings = [
  { label: "Attribute" },
  { label: "Share of each group" },
  { label: "Difference, 95 % sure" },
  { label: "People", isFigure: true },
];

function Answer({
  result,
  onFilter,
  filterLabel = "Filter by",
  onBreakDown,
  isEarly = false,
}: WhatDiffersProps & { readonly result: DiffersResult; readonly isEarly?: boolean }): JSX.Element {
  const { filters } = useScope();
  const { setFilters } = useScopeChanges();
  const onScopeFilter = (conditions: readonly string[]): void =>
    setFilters([...new Set([...filters, ...conditions])]);
  return (
    <>
      {result.sampled !== null && (
        <SampledNote sampled={result.sampled} unit={result.unit} isEarly={isEarly} />
      )}
      {result.verdict === "differs" ? (
        <FindingsTable
          result={result}
          onFilter={onFilter ?? onScopeFilter}
          filterLabel={filterLabel}
          onBreakDown={onBreakDown}
        />
      ) : (
        <NoFindings result={result} />
      )}
      {result.verdict !== "few" && <Same result={result} />}
    </>
  );
}

function SampledNote({
  sampled,
  unit,
  isEarly,
}: {
  readonly unit: DiffersResult["unit"];
  readonly sampled: NonNullable<DiffersResult["sampled"]>;
  readonly isEarly: boolean;
}): JSX.Element {
  if (isEarly)
    return (
      <p className={ui.note["note"]}>
        <Status kind="info">partial</Status>
        <span className={ui.note["text"]}>
          First findings in{" "}
          {sampled.slices === 0
            ? `${formatShare(sampled.share)} of the ${unit}. More of them are`
            : `${formatCount(sampled.slices)} slices of ${sampled.secondsEach} s, ${formatShare(sampled.share)} of the range. More of it is`}{" "}
          still being compared.
        </span>
      </p>
    );
  return (
    <p className={ui.note["note"]}>
      <Status kind="info">sampled</Status>
      <span className={ui.note["text"]}>
        {sampled.slices === 0
          ? `Compared ${formatShare(sampled.share)} of the ${unit}. Choose a shorter range to compare all.`
          : `Compared ${formatCount(sampled.slices)} slices of ${sampled.secondsEach} s, ${formatShare(sampled.share)} of the range. Choose a shorter range to compare all of it.`}
      </span>
    </p>
  );
}

function NoFindings({ result }: { readonly result: DiffersResult }): JSX.Element {
  const [a, b] = [formatCount(result.selection.count), formatCount(result.rest.count)];
  if (result.verdict === "nothing")
    return (
      <EmptyState
        inline
        title={`Nothing differs between these ${a} and these ${b}`}
        why="Each attribute is as frequent in the selection as in the rest, within chance."
      />
    );
  return (
    <EmptyState
      inline
      title={`Too few ${result.unit} to compare`}
      why={`The selection has ${a}, the rest ${b}; each needs at least 20. Choose a longer range or a wider selection.`}
    />
  );
}

/** How many attributes were compared and do not differ, and on request which. */
function Same({ result }: { readonly result: DiffersResult }): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const count = result.same.length + result.truncatedSame;
  if (count === 0) return null;
  const other = result.verdict === "differs" ? "other " : "";
  const words =
    count === 1 ? `${other}attribute was compared and does` : `${other}attributes were compared and do`;
  return (
    <div className={css["same"]}>
      <p>
        <Status kind="off">
          {formatCount(count)} {words} not differ.
        </Status>{" "}
        <button type="button" className={ui.text["link"]} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide" : result.truncatedSame > 0 ? `Show ${result.same.length} of them` : "Show all"}
        </button>
      </p>
      {open && (
        <ul aria-label="Attributes that do not differ">
          {result.same.map((key) => (
            <li key={key} className={ui.text["mono"]}>
              {key}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
