// One row of the tree grid: fold, colour of the service, name, duration. In wide windows the canvas shows it, and its texts are only for
// screen readers and tooltips; on a phone they are visible.
import { memo, type CSSProperties, type JSX } from "react";

import type { RowLabel } from "../../draw/row-label.ts";
import { indentOf } from "../../draw/row-text.ts";
import type { GroupRow, SpanRow, TraceRow } from "../../draw/trace-rows.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { serviceColor } from "../../ui/service-color.ts";
import { StatusMark } from "../../ui/status.tsx";
import { errorWord } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import css from "./waterfall-row.module.css";
import { ui } from "../../ui/styles.ts";

export interface WaterfallRowProps {
  readonly row: TraceRow;
  readonly label: RowLabel;
  readonly index: number;
  readonly top: number;
  readonly geometry: Geometry;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly onToggle: (key: string) => void;
}

/** Element id of a row, for `aria-activedescendant`. */
export const rowId = (key: string): string => `wf-${key}`;

export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps): JSX.Element {
  const { row, label, index, top, geometry, selected, dimmed } = props;
  const style = {
    top,
    gridTemplateColumns: geometry.columns,
    "--depth": row.depth,
    "--indent": `${row.depth === 0 ? 0 : indentOf(row.depth, geometry.indent) / row.depth}px`,
  };
  return (
    <div
      id={rowId(row.key)}
      role="row"
      className={classes(
        css["row"],
        !geometry.narrow && css["painted"],
        kindClass(row, label),
        selected && css["selected"],
        dimmed && css["dimmed"],
      )}
      style={style as CSSProperties}
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-selected={selected}
      {...(canFold(row) ? { "aria-expanded": row.expanded } : {})}
    >
      <Cells {...props} />
    </div>
  );
});

function kindClass(row: TraceRow, { tone }: RowLabel): string | undefined {
  if (row.kind === "missing") return css["missing"];
  if (row.kind === "span") return tone === "error" ? css["failed"] : undefined;
  if (row.kind === "group") return undefined;
  return classes(css["log"], tone === "error" && css["errorLog"], tone === "warn" && css["warnLog"]);
}

function canFold(row: TraceRow): row is SpanRow | GroupRow {
  return row.kind === "group" || (row.kind === "span" && row.expandable);
}

function Cells({ row, label, onToggle }: WaterfallRowProps): JSX.Element {
  if (row.kind === "missing" || row.kind === "log") return <LineCell label={label} />;
  const ms = row.kind === "span" ? row.node.end - row.node.start : row.sumMs;
  return (
    <>
      <div role="gridcell" className={css["name"]}>
        <Fold row={row} onToggle={onToggle} />
        <i className={css["swatch"]} style={{ background: serviceColor(label.service ?? "") }} />
        {label.flag && <Icon name="flag" className={css["business"]} />}
        <Name row={row} label={label} />
      </div>
      <div role="gridcell" className={css["duration"]} title={row.kind === "group" ? "total" : `${ms} ms`}>
        {label.duration}
      </div>
    </>
  );
}

function Name({ row, label }: { readonly row: SpanRow | GroupRow; readonly label: RowLabel }): JSX.Element {
  if (row.kind === "group")
    return <span className={classes(ui.text["soft"], ui.text["ellip"])}>{label.text}</span>;
  const word = errorWord(row.node);
  return (
    <>
      <b className={ui.text["ellip"]} title={row.node.span.name}>
        {label.text}
      </b>
      {label.summary !== "" && (
        <span className={classes(ui.text["dim"], ui.text["ellip"], css["more"])}>{label.summary}</span>
      )}
      {label.aside !== "" && (
        <span className={classes(ui.text["dim"], ui.text["ellip"], css["more"], css["service"])}>
          {label.aside}
        </span>
      )}
      {label.linked && <Icon name="link" className={css["linked"]} />}
      {label.chip !== "" && <span className={classes(ui.text["dim"], css["chip"])}>{label.chip}</span>}
      {word !== "" && (
        <span className={css["error"]} title={word}>
          <StatusMark kind="error" />
          <span className={ui.text["sr"]}>{word}</span>
        </span>
      )}
    </>
  );
}

function Fold({
  row,
  onToggle,
}: {
  readonly row: SpanRow | GroupRow;
  readonly onToggle: (key: string) => void;
}): JSX.Element {
  if (!canFold(row)) return <span className={css["fold"]} />;
  return (
    <button
      type="button"
      className={css["fold"]}
      tabIndex={-1}
      aria-label={row.expanded ? "Fold" : "Unfold"}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(row.key);
      }}
    >
      <Icon name={row.expanded ? "down" : "right"} />
    </button>
  );
}

/** A log record, or a parent that did not arrive. */
function LineCell({ label }: { readonly label: RowLabel }): JSX.Element {
  return (
    <div role="gridcell" className={css["name"]} title={label.text}>
      {label.mark !== null && <StatusMark kind={label.mark} size={10} />}
      <span className={ui.text["ellip"]}>{label.text}</span>
    </div>
  );
}
