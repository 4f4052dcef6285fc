// Below a list: saves its rows as CSV, with raw numbers and times in ISO 8601, or copies them as a table in Markdown.
import { useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState, type JSX } from "react";

import { rememberPages } from "../../data/loaded-pages.ts";
import type { CsvValue } from "../../lib/csv.ts";
import { exportName } from "../../lib/export-name.ts";
import { formatCount } from "../../lib/format.ts";
import { toMarkdownTable } from "../../lib/markdown.ts";
import { useScope } from "../../state/scope.ts";
import { CopyButton } from "../copy-button.tsx";
import { downloadCsv } from "../download.ts";
import { Icon } from "../icons.tsx";
import { useFilterSignal } from "../filter-signal.ts";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import type { Column } from "./column.ts";
import { allLoaded, type MoreRows } from "./more-rows.ts";

type ExportColumn<Row> = Pick<Column<Row>, "label" | "csv">;

export interface ListExportProps<Row> {
  /** What the list is called. */
  readonly label: string;
  /** Of the file. */
  readonly name: string;
  /** The list does not depend on the range and on what narrows the page. */
  readonly isOfNow?: boolean;
  readonly columns: readonly ExportColumn<Row>[];
  readonly rows: readonly Row[];
  /** The pages that are not loaded yet. */
  readonly more?: MoreRows | undefined;
  /** There are more rows than the page shows. */
  readonly isPart?: boolean;
}

/** Of more, the file has the first: a table that a browser can hold. */
const mostRows = 100_000;

export function ListExport<Row>({
  label,
  name,
  isOfNow = false,
  columns,
  rows,
  more,
  isPart = false,
}: ListExportProps<Row>): JSX.Element {
  const { filters, ...scope } = useScope();
  const narrows = useFilterSignal() !== undefined;
  const all = useAllRows(more, rows.length, () => {
    const file = exportName(name, isOfNow ? undefined : { ...scope, filters: narrows ? filters : [] });
    downloadCsv(tableOf(columns, rows), file);
  });
  const left = isPart || more?.hasMore === true;
  const title = left ? `${label}, the first ${formatCount(rows.length)}` : label;
  return (
    <p className={ui.table["foot"]}>
      {all.state === "loading" ? (
        <>
          <button type="button" className={ui.button["quiet"]} onClick={all.cancel}>
            Cancel
          </button>
          <span className={ui.text["dim"]} role="status">
            {formatCount(rows.length)} rows loaded
          </span>
        </>
      ) : (
        <>
          <button type="button" className={ui.button["quiet"]} onClick={all.save}>
            <Icon name="download" />
            Download CSV
          </button>
          <CopyButton
            text={() => toMarkdownTable(tableOf(columns, rows), { title, url: location.href })}
            what={`${label} as Markdown`}
            variant="button"
            word="Copy as Markdown"
          />
          {all.state === "failed" && (
            <span role="status">
              <Status kind="error">not all rows could be loaded</Status>
            </span>
          )}
          {(isPart || (left && rows.length >= mostRows)) && (
            <span className={ui.text["dim"]}>of the {formatCount(rows.length)} rows that are loaded</span>
          )}
        </>
      )}
    </p>
  );
}

interface AllRows {
  readonly state: "idle" | "loading" | "failed";
  readonly save: () => void;
  readonly cancel: () => void;
}

/** A file that is being made: of which address, and what lets the pages go that were loaded for it. */
interface Saving {
  readonly state: AllRows["state"];
  readonly address: string;
  readonly letGo: () => void;
}

const nothingSaved: Saving = { state: "idle", address: "", letGo: () => undefined };

/** Loads the pages that are missing, one after another, before `finish`. An address that changes meanwhile has other rows: its file is not made. */
function useAllRows(more: MoreRows = allLoaded, loaded: number, finish: () => void): AllRows {
  const client = useQueryClient();
  const address = useRouterState({ select: ({ location: { href } }) => href });
  const [saving, setSaving] = useState(nothingSaved);
  const asked = useRef(-1);
  const latest = useRef({ finish, more });
  useEffect(() => {
    latest.current = { finish, more };
  });
  const isOther = saving.address !== address;
  const { isWaiting, isLoadingMore, pages } = more;
  const isAll = !more.hasMore || loaded >= mostRows;
  useEffect(() => {
    if (saving.state !== "loading" || (!isOther && (isWaiting || isLoadingMore))) return;
    if (!isOther && !isAll && asked.current !== pages) {
      asked.current = pages;
      latest.current.more.onMore();
      return;
    }
    if (!isOther && isAll) latest.current.finish();
    saving.letGo();
    // the last page has arrived, or none will, which no event says
    // oxlint-disable-next-line react/set-state-in-effect
    setSaving(isOther || isAll ? nothingSaved : { ...saving, state: "failed" });
  }, [saving, isOther, isWaiting, isLoadingMore, isAll, pages]);
  return {
    state: isOther ? "idle" : saving.state,
    save: () => {
      asked.current = -1;
      setSaving({ state: "loading", address, letGo: rememberPages(client) });
    },
    cancel: () => {
      saving.letGo();
      setSaving(nothingSaved);
    },
  };
}

/** The columns that have values for it, whether the screen shows them or not. */
function tableOf<Row>(columns: readonly ExportColumn<Row>[], rows: readonly Row[]): CsvValue[][] {
  const cells = columns.flatMap(({ label, csv }) =>
    csv === undefined ? [] : typeof csv === "function" ? [[label, csv] as const] : Object.entries(csv),
  );
  return [cells.map(([heading]) => heading), ...rows.map((row) => cells.map(([, valueOf]) => valueOf(row)))];
}
