// Rows of a result: as many as came, only those on the screen are in the page. A cell that is picked is shown whole below.
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { SqlResult } from "contract";
import { useMemo, useRef, useState, type JSX, type KeyboardEvent } from "react";

import { CopyButton } from "../../ui/copy-button.tsx";
import { alignOf, cellText, columnWidths } from "./cells.ts";

const rowHeight = 28;
const mostHeight = 560;

export function ResultGrid({ result }: { readonly result: SqlResult }): JSX.Element {
  const { columns, rows } = result;
  const scroller = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<{ readonly row: number; readonly column: number }>();
  const widths = useMemo(() => columnWidths(result), [result]);
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const template = { gridTemplateColumns: widths.map((width) => `${width}ch`).join(" ") };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (picked === undefined || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.min(rows.length - 1, Math.max(0, picked.row + step[0]));
    const column = Math.min(columns.length - 1, Math.max(0, picked.column + step[1]));
    setPicked({ row, column });
    virtual.scrollToIndex(row);
  };
  return (
    <>
      <div
        className="sql-grid"
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label="Result"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        style={{ maxHeight: mostHeight }}
        onKeyDown={onKeyDown}
      >
        <div className="grid-row head" role="row" style={template}>
          {columns.map(({ name, type }, at) => (
            // oxlint-disable-next-line react/no-array-index-key
            <div key={at} role="columnheader" className={alignOf(type)} title={`${name}: ${type}`}>
              {name}
            </div>
          ))}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div
              className="grid-row"
              role="row"
              aria-rowindex={index + 2}
              key={index}
              style={{ ...template, transform: `translateY(${start}px)` }}
            >
              {columns.map(({ type }, at) => {
                const value = rows[index]?.[at];
                const isPicked = picked?.row === index && picked.column === at;
                return (
                  <div
                    // oxlint-disable-next-line react/no-array-index-key
                    key={at}
                    role="gridcell"
                    className={`${alignOf(type)} ${value === null ? "none" : ""}`}
                    aria-selected={isPicked}
                    tabIndex={-1}
                    onFocus={() => setPicked({ row: index, column: at })}
                  >
                    {cellText(value)}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
      {picked !== undefined && columns[picked.column] !== undefined && (
        <Whole name={columns[picked.column]!.name} value={rows[picked.row]?.[picked.column]} />
      )}
    </>
  );
}

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The whole value of a cell, to read and copy; an id of a trace leads there. */
function Whole({ name, value }: { readonly name: string; readonly value: unknown }): JSX.Element {
  const text = cellText(value);
  return (
    <div className="sql-whole">
      <span className="dim">{name}</span>
      <code>{text}</code>
      {/^[0-9a-f]{32}$/.test(text) && (
        <Link to="/traces/$id" params={{ id: text }} className="link">
          Open the trace
        </Link>
      )}
      <CopyButton text={text} what="the value" variant="word" />
    </div>
  );
}
