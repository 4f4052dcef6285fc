// The labels of the waterfall's rows, each made when it is first shown.
import { useMemo } from "react";

import { labelOf, type RowLabel } from "../../draw/row-label.ts";
import type { TraceRow } from "../../draw/trace-rows.ts";
import { shiftsOf } from "../../draw/clock-skew.ts";
import type { ClockShifts, SpanNode } from "../../draw/trace-tree.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { TraceModel } from "./trace-model.ts";
import type { RowContent } from "./use-lane-drawing.ts";

/** Labels and paleness by the index of the row; new functions when rows or matches change. */
export function useRowContent(
  model: TraceModel,
  rows: readonly TraceRow[],
  matches: ReadonlySet<SpanNode> | null,
): RowContent {
  const labels = useMemo(() => createLabels(model, rows), [model, rows]);
  return useMemo(
    () => ({ labelOf: labels, isPale: (index) => isPale(rows[index], matches) }),
    [labels, rows, matches],
  );
}

function createLabels(model: TraceModel, rows: readonly TraceRow[]): (index: number) => RowLabel {
  const known = new Map<number, RowLabel>();
  const shifts: ClockShifts = model.isAdjusted ? shiftsOf(model.skew) : new Map();
  const isBusiness = (node: SpanNode): boolean => model.businessBySpan.has(node.span.spanId);
  return (index) => {
    let label = known.get(index);
    if (label === undefined) {
      label = labelOf(rows[index]!, isBusiness, (node) => chipOf(node, shifts));
      known.set(index, label);
    }
    return label;
  };
}

function chipOf(node: SpanNode, shifts: ClockShifts): string {
  if (node.skewed) return "clocks differ";
  const shift = shifts.get(node.span.resourceId);
  if (shift === undefined) return "";
  return `${shift > 0 ? "+" : "−"}${formatDuration(Math.abs(shift))}`;
}

function isPale(row: TraceRow | undefined, matches: ReadonlySet<SpanNode> | null): boolean {
  if (matches === null || row === undefined) return false;
  if (row.kind === "span") return !matches.has(row.node);
  if (row.kind === "group") return !row.nodes.some((node) => matches.has(node));
  return true;
}
