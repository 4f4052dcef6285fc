// One row of the tree grid: fold, colour of the service, name, duration. Its bar is on the canvas behind the third column.
import { memo, type CSSProperties, type JSX } from "react";

import type { GroupRow, LogRow, MissingRow, SpanRow, TraceRow } from "../../draw/trace-rows.ts";
import { recordLine } from "../../lib/business-record.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { serviceColor } from "../../ui/service-color.ts";
import { StatusMark } from "../../ui/status.tsx";
import { logTone } from "./log-tone.ts";
import { errorWord } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import css from "./waterfall-row.module.css";
import { ui } from "../../ui/styles.ts";

export interface WaterfallRowProps {
  readonly row: TraceRow;
  readonly index: number;
  readonly top: number;
  readonly geometry: Geometry;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly business: boolean;
  readonly onToggle: (key: string) => void;
}

/** Element id of a row, for `aria-activedescendant`. */
export const rowId = (key: string): string => `wf-${key}`;

export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps): JSX.Element {
  const { row, index, top, geometry, selected, dimmed } = props;
  const style = {
    top,
    gridTemplateColumns: geometry.columns,
    "--depth": row.depth,
    "--indent": `${indentOf(row.depth, geometry)}px`,
  };
  return (
    <div
      id={rowId(row.key)}
      role="row"
      className={classes(css["row"], kindClass(row), selected && css["selected"], dimmed && css["dimmed"])}
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

function kindClass(row: TraceRow): string | undefined {
  if (row.kind === "missing") return css["missing"];
  if (row.kind === "span") return row.node.span.status === "error" ? css["failed"] : undefined;
  if (row.kind === "group") return undefined;
  const tone = logTone(row.log.severityNumber);
  return classes(css["log"], tone === "error" && css["errorLog"], tone === "warn" && css["warnLog"]);
}

function canFold(row: TraceRow): row is SpanRow | GroupRow {
  return row.kind === "group" || (row.kind === "span" && row.expandable);
}

function Cells(props: WaterfallRowProps): JSX.Element {
  const { row } = props;
  if (row.kind === "missing") return <MissingCell row={row} />;
  if (row.kind === "log") return <LogCell row={row} />;
  const ms = row.kind === "span" ? row.node.end - row.node.start : row.sumMs;
  return (
    <>
      <div role="gridcell" className={css["name"]}>
        <Fold row={row} onToggle={props.onToggle} />
        <i
          className={css["swatch"]}
          style={{ background: serviceColor(row.kind === "span" ? row.node.span.service : row.service) }}
        />
        {props.business && <Icon name="flag" className={css["business"]} />}
        {row.kind === "span" ? <SpanName row={row} /> : <GroupName row={row} />}
      </div>
      <div role="gridcell" className={css["duration"]} title={row.kind === "group" ? "total" : `${ms} ms`}>
        {formatDuration(ms)}
      </div>
    </>
  );
}

function SpanName({ row: { node, summary, showService } }: { readonly row: SpanRow }): JSX.Element {
  const { name, service, links } = node.span;
  return (
    <>
      <b className={ui.text["ellip"]} title={name}>
        {name || "(no name)"}
      </b>
      {summary !== "" && (
        <span className={classes(ui.text["dim"], ui.text["ellip"], css["summary"])}>{summary}</span>
      )}
      {showService && (
        <span className={classes(ui.text["dim"], ui.text["ellip"], css["service"])}>{service}</span>
      )}
      {links.length > 0 && <Icon name="link" className={css["linked"]} />}
      {node.skewed && (
        <span
          className={classes(ui.text["dim"], css["clocks"])}
          title="Begins before its parent: the clocks of two machines disagree"
        >
          clocks differ
        </span>
      )}
      <ErrorMark text={errorWord(node)} />
    </>
  );
}

function GroupName({ row: { nodes, name } }: { readonly row: GroupRow }): JSX.Element {
  return (
    <span className={classes(ui.text["soft"], ui.text["ellip"])}>
      {nodes.length} × {name}
    </span>
  );
}

function ErrorMark({ text }: { readonly text: string }): JSX.Element | null {
  if (text === "") return null;
  return (
    <span className={css["error"]} title={text}>
      <StatusMark kind="error" />
      <span className={ui.text["sr"]}>{text}</span>
    </span>
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

function MissingCell({ row }: { readonly row: MissingRow }): JSX.Element {
  return (
    <div role="gridcell" className={css["name"]}>
      <StatusMark kind="warn" size={10} />
      <span className={classes(ui.text["dim"], ui.text["ellip"])}>
        parent span <span className={ui.text["mono"]}>{row.spanId.slice(0, 8)}…</span> did not arrive
      </span>
    </div>
  );
}

function LogCell({ row: { log } }: { readonly row: LogRow }): JSX.Element {
  const line = recordLine(log);
  return (
    <div role="gridcell" className={css["name"]} title={line}>
      <StatusMark kind={logTone(log.severityNumber)} size={10} />
      <span className={ui.text["ellip"]}>{line || log.eventName || "(empty)"}</span>
    </div>
  );
}

/** Deep trees are indented less, so that a name always has room. */
function indentOf(depth: number, { indent }: Geometry): number {
  return depth * indent <= 140 ? indent : 140 / depth;
}
