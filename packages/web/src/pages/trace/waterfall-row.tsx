// One row of the tree grid: fold, service strip, name, duration. Its bar is on the canvas behind the third column.
import { memo, type CSSProperties, type JSX } from "react";

import type { TraceRow } from "../../draw/trace-rows.ts";
import { recordLine } from "../../lib/business-record.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Icon } from "../../ui/icons.tsx";
import { serviceColor } from "../../ui/service-color.ts";
import { StatusMark, type StatusKind } from "../../ui/status.tsx";
import { errorWord } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";

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
  const failed = row.kind === "span" && row.node.span.status === "error";
  const tone = row.kind === "log" ? logTone(row.log.severityNumber) : "off";
  const classes = [
    "wf-row",
    row.kind,
    tone,
    failed ? "err" : "",
    selected ? "sel" : "",
    dimmed ? "faint" : "",
  ];
  const style = {
    top,
    gridTemplateColumns: geometry.columns,
    "--d": row.depth,
    "--indent": `${indentOf(row.depth, geometry)}px`,
  };
  const folds = "expanded" in row && (row.kind === "group" || row.expandable);
  return (
    <div
      id={rowId(row.key)}
      role="row"
      className={classes.filter(Boolean).join(" ")}
      style={style as CSSProperties}
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-selected={selected}
      {...(folds ? { "aria-expanded": row.expanded } : {})}
    >
      {row.kind === "log" ? <LogCells row={row} tone={tone} /> : <SpanCells {...props} folds={folds} />}
    </div>
  );
});

function SpanCells({
  row,
  business,
  onToggle,
  folds,
}: WaterfallRowProps & { readonly folds: boolean }): JSX.Element {
  if (row.kind === "missing") {
    return (
      <div role="gridcell" className="name">
        <StatusMark kind="warn" size={10} />
        <span className="dim ellip">
          parent span <span className="mono">{row.spanId.slice(0, 8)}…</span> did not arrive
        </span>
      </div>
    );
  }
  if (row.kind === "log") return <></>;
  const service = row.kind === "span" ? row.node.span.service : row.service;
  const ms = row.kind === "span" ? row.node.end - row.node.start : row.sumMs;
  const failed = row.kind === "span" ? errorWord(row.node) : "";
  return (
    <>
      <div role="gridcell" className="name">
        <Twisty
          folds={folds}
          expanded={"expanded" in row && row.expanded}
          onToggle={() => onToggle(row.key)}
        />
        <i className="sw" style={{ background: serviceColor(service) }} />
        {business && <Icon name="flag" className="bf" />}
        {row.kind === "span" ? (
          <b className="ellip" title={row.node.span.name}>
            {row.node.span.name || "(no name)"}
          </b>
        ) : (
          <span className="soft ellip">
            {row.nodes.length} × {row.name}
          </span>
        )}
        {row.kind === "span" && row.summary !== "" && <span className="dim sum-of ellip">{row.summary}</span>}
        {row.kind === "span" && row.showService && <span className="dim sv ellip">{service}</span>}
        {row.kind === "span" && row.node.span.links.length > 0 && <Icon name="link" className="lk" />}
        {row.kind === "span" && row.node.skewed && (
          <span className="dim sk" title="Begins before its parent: the clocks of two machines disagree">
            clocks differ
          </span>
        )}
        {failed !== "" && (
          <span className="em" title={failed}>
            <StatusMark kind="error" />
            <span className="sr">{failed}</span>
          </span>
        )}
      </div>
      <div role="gridcell" className="dur" title={row.kind === "group" ? "total" : `${ms} ms`}>
        {formatDuration(ms)}
      </div>
    </>
  );
}

function Twisty({
  folds,
  expanded,
  onToggle,
}: {
  readonly folds: boolean;
  readonly expanded: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  if (!folds) return <span className="tw" />;
  return (
    <button
      type="button"
      className="tw"
      tabIndex={-1}
      aria-label={expanded ? "Fold" : "Unfold"}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon name={expanded ? "down" : "right"} />
    </button>
  );
}

function LogCells({
  row,
  tone,
}: {
  readonly row: TraceRow & { kind: "log" };
  readonly tone: StatusKind;
}): JSX.Element {
  return (
    <div role="gridcell" className="name" title={recordLine(row.log)}>
      <StatusMark kind={tone} size={10} />
      <span className="ellip">{recordLine(row.log) || row.log.eventName || "(empty)"}</span>
    </div>
  );
}

/** Deep trees are indented less, so that a name always has room. */
function indentOf(depth: number, { indent }: Geometry): number {
  return depth * indent <= 140 ? indent : 140 / depth;
}

/** OpenTelemetry severities: 13 to 16 warn, 17 and above error. */
export function logTone(severity: number): StatusKind {
  return severity >= 17 ? "error" : severity >= 13 ? "warn" : "info";
}
