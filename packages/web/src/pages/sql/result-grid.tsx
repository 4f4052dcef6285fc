// The rows of a result. Only those on the screen are in the page; the value of the selected cell is shown in full below.
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { SqlResult } from "contract";
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type JSX,
  type KeyboardEvent,
} from "react";

import { isNumeric } from "../../lib/sql-numbers.ts";
import { classes } from "../../ui/classes.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { cellFormats, cellText, columnWidths } from "./cells.ts";
import css from "./result-grid.module.css";
import { ui } from "../../ui/styles.ts";

const rowHeight = 28;
const mostHeight = 560;

/** A cell by its row and column, from 0. */
interface Cell {
  readonly row: number;
  readonly column: number;
}

export function ResultGrid({ result }: { readonly result: SqlResult }): JSX.Element {
  const { columns, rows } = result;
  const scroller = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<Cell>();
  const widths = useMemo(() => columnWidths(result), [result]);
  const formats = useMemo(() => cellFormats(result), [result]);
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const selectedId = useId();
  const cell = selected && `${selected.row} ${selected.column}`;
  useEffect(() => {
    if (cell !== undefined)
      document.getElementById(selectedId)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [cell, selectedId]);
  const template = { gridTemplateColumns: widths.map((width) => `${width}ch`).join(" ") };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // the first key selects the first cell
    const row = selected === undefined ? 0 : within(selected.row + step[0], rows.length);
    const column = selected === undefined ? 0 : within(selected.column + step[1], columns.length);
    setSelected({ row, column });
    virtual.scrollToIndex(row);
  };
  const shown = selected === undefined ? undefined : columns[selected.column];
  return (
    <>
      <div
        className={css["grid"]}
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label="Result"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={selected === undefined ? undefined : selectedId}
        style={{ maxHeight: mostHeight }}
        onKeyDown={onKeyDown}
      >
        <Head columns={columns} template={template} />
        <div className={css["body"]} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <Row
              key={index}
              index={index}
              style={{ ...template, transform: `translateY(${start}px)` }}
              columns={columns}
              formats={formats}
              values={rows[index] ?? []}
              selected={selected?.row === index ? selected.column : undefined}
              selectedId={selectedId}
              onSelect={(at) => setSelected({ row: index, column: at })}
            />
          ))}
        </div>
      </div>
      {selected !== undefined && shown !== undefined && (
        <Value name={shown.name} value={rows[selected.row]?.[selected.column]} />
      )}
    </>
  );
}

function within(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

type Columns = SqlResult["columns"];

function Head({
  columns,
  template,
}: {
  readonly columns: Columns;
  readonly template: CSSProperties;
}): JSX.Element {
  return (
    <div className={classes(css["row"], css["head"])} role="row" style={template}>
      {columns.map(({ name, type }, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} role="columnheader" className={alignClass(type)} title={`${name}: ${type}`}>
          {name}
        </div>
      ))}
    </div>
  );
}

interface RowProps {
  readonly index: number;
  readonly style: CSSProperties;
  readonly columns: Columns;
  readonly formats: ReturnType<typeof cellFormats>;
  readonly values: readonly unknown[];
  /** The selected column. */
  readonly selected: number | undefined;
  /** Of the element of the selected cell. The focus stays on the grid: a row that scrolls away would take it along. */
  readonly selectedId: string;
  readonly onSelect: (column: number) => void;
}

function Row(props: RowProps): JSX.Element {
  const { index, style, columns, formats, values, selected, selectedId, onSelect } = props;
  return (
    <div className={css["row"]} role="row" aria-rowindex={index + 2} style={style}>
      {columns.map(({ type }, at) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key
          key={at}
          role="gridcell"
          className={classes(alignClass(type), values[at] === null && css["null"])}
          id={selected === at ? selectedId : undefined}
          aria-selected={selected === at}
          onPointerDown={() => onSelect(at)}
        >
          {formats[at]!(values[at])}
        </div>
      ))}
    </div>
  );
}

function alignClass(type: string): string | undefined {
  return isNumeric(type) ? css["number"] : undefined;
}

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The value of a cell in full, to read and copy; the id of a trace has a link to it. */
function Value({ name, value }: { readonly name: string; readonly value: unknown }): JSX.Element {
  const text = cellText(value);
  return (
    <div className={css["value"]}>
      <span className={ui.text["dim"]}>{name}</span>
      <code>{text}</code>
      {/^[0-9a-f]{32}$/.test(text) && (
        <Link to="/traces/$id" params={{ id: text }} className={ui.text["link"]}>
          Open the trace
        </Link>
      )}
      <CopyButton text={text} what="the value" variant="word" />
    </div>
  );
}
