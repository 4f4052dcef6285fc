// The tooltip of a call: rate, errors, durations, and its share of business.
import { measureOf } from "catalog/measures";
import type { JSX } from "react";

import { lackOfFigures } from "../../../lib/comparable.ts";
import { standsForMore } from "../../../lib/estimated-rate.ts";
import { formatCount } from "../../../lib/format.ts";
import { estimated, formatMeasure } from "../../../lib/format-measure.ts";
import { formatChange } from "../../../lib/format-change.ts";
import css from "./edge-tip.module.css";
import type { ModelEdge, ModelNode } from "./map-model.ts";

export function EdgeTip({
  edge,
  nodes,
  at,
  width,
  business,
}: {
  readonly edge: ModelEdge;
  readonly nodes: ReadonlyMap<string, ModelNode>;
  readonly at: { readonly x: number; readonly y: number };
  readonly width: number;
  readonly business: number | undefined;
}): JSX.Element {
  const { data, ratePerSecond, isEstimate } = edge;
  const side = at.x < width * 0.6 ? { left: at.x + 16 } : { right: width - at.x + 16 };
  return (
    <div className={css["tip"]} style={{ ...side, top: Math.max(4, at.y - 20) }} role="status">
      <b>
        {nodes.get(edge.caller)?.label ?? edge.caller} → {nodes.get(edge.callee)?.label ?? edge.callee}
      </b>
      <dl>
        <dt>{measureOf("callRate").name}</dt>
        <dd>{formatMeasure("callRate", ratePerSecond, isEstimate)}</dd>
        <dt>Calls</dt>
        <dd>{estimated(formatCount(data.estimatedCalls), isEstimate)}</dd>
        <dt>{measureOf("callErrorShare").name}</dt>
        <dd>
          {formatMeasure("callErrorShare", data.errorRate, isEstimate)}, {formatCount(data.errors)} stored
        </dd>
        {data.asCalled !== null && (
          <>
            <dt>{measureOf("callerErrorShare").name}</dt>
            <dd>
              {formatMeasure(
                "callerErrorShare",
                data.asCalled.errorRate,
                standsForMore(data.asCalled.calls, data.asCalled.estimatedCalls),
              )}
              , {formatCount(data.asCalled.errors)} stored
            </dd>
          </>
        )}
        <dt>p50</dt>
        <dd>{formatMeasure("callLatency.p50", data.p50Ms)}</dd>
        <dt>p95</dt>
        <dd>
          {formatMeasure("callLatency.p95", data.p95Ms)}{" "}
          {data.previous !== null &&
            lackOfFigures(data.calls, data.previous.calls) === undefined &&
            formatChange(data.p95Ms, data.previous.p95Ms)}
        </dd>
        {business !== undefined && (
          <>
            <dt>{measureOf("businessShare").name}</dt>
            <dd>{formatMeasure("businessShare", business)} of transactions</dd>
          </>
        )}
      </dl>
    </div>
  );
}
