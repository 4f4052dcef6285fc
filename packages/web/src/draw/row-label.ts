// What a row of the waterfall says, before it is drawn: on the canvas in wide windows, in the DOM for screen readers and phones.
import { recordLine } from "../lib/business-record.ts";
import { formatCount } from "../lib/format.ts";
import { formatDuration } from "../lib/format-duration.ts";
import type { GroupRow, LogRow, SpanRow, TraceRow } from "./trace-rows.ts";
import type { SpanNode } from "./trace-tree.ts";

export interface RowLabel {
  readonly fold: "open" | "closed" | null;
  /** Whose colour the strip before the name has; `null` for none. */
  readonly service: string | null;
  /** The span recorded business. */
  readonly flag: boolean;
  /** The shape before the text of a log record or a missing parent. */
  readonly mark: "error" | "warn" | "info" | null;
  readonly text: string;
  readonly tone: "strong" | "soft" | "error" | "warn" | "dim";
  readonly mono: boolean;
  /** Behind the name: what is folded below it. */
  readonly summary: string;
  /** Behind both: the service, where it changes. */
  readonly aside: string;
  readonly linked: boolean;
  /** A short remark in a box, as that clocks differ. */
  readonly chip: string;
  readonly failed: boolean;
  readonly duration: string;
}

const quiet = {
  fold: null,
  service: null,
  flag: false,
  mark: null,
  mono: false,
  summary: "",
  aside: "",
  linked: false,
  chip: "",
  failed: false,
  duration: "",
} as const;

/** The label of `row`; `isBusiness` says which spans recorded business, `chipOf` gives the remark on a span. */
export function labelOf(
  row: TraceRow,
  isBusiness: (node: SpanNode) => boolean,
  chipOf: (node: SpanNode) => string,
): RowLabel {
  if (row.kind === "log") return logLabel(row);
  if (row.kind === "group") return groupLabel(row);
  if (row.kind === "span") return spanLabel(row, isBusiness(row.node), chipOf(row.node));
  const text = `parent span ${row.spanId.slice(0, 8)}… did not arrive`;
  return { ...quiet, mark: "warn", tone: "dim", text };
}

function logLabel({ log }: LogRow): RowLabel {
  const mark = log.severityNumber >= 17 ? "error" : log.severityNumber >= 13 ? "warn" : "info";
  const tone = mark === "info" ? "soft" : mark;
  return { ...quiet, mark, tone, mono: true, text: recordLine(log) || log.eventName || "(empty)" };
}

function groupLabel(row: GroupRow): RowLabel {
  return {
    ...quiet,
    fold: row.expanded ? "open" : "closed",
    service: row.service,
    text: `${formatCount(row.nodes.length)} × ${row.name}`,
    tone: "soft",
    duration: formatDuration(row.sumMs),
  };
}

function spanLabel(row: SpanRow, flag: boolean, chip: string): RowLabel {
  const { name, service, links, status } = row.node.span;
  return {
    ...quiet,
    fold: row.expandable ? (row.expanded ? "open" : "closed") : null,
    service,
    flag,
    text: name || "(no name)",
    tone: status === "error" ? "error" : "strong",
    summary: row.summary,
    aside: row.showService ? service : "",
    linked: links.length > 0,
    chip,
    failed: status === "error",
    duration: formatDuration(row.node.end - row.node.start),
  };
}
