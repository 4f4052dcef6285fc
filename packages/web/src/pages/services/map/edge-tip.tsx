// The tooltip of a call: rate, errors, durations, and its share of business.
import type { JSX } from "react";

import { lackOfFigures } from "../../../lib/comparable.ts";
import { formatCount, formatRate, formatShare } from "../../../lib/format.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
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
  const { data, ratePerSecond, errorShare } = edge;
  const side = at.x < width * 0.6 ? { left: at.x + 16 } : { right: width - at.x + 16 };
  return (
    <div className={css["tip"]} style={{ ...side, top: Math.max(4, at.y - 20) }} role="status">
      <b>
        {nodes.get(edge.caller)?.label ?? edge.caller} → {nodes.get(edge.callee)?.label ?? edge.callee}
      </b>
      <dl>
        <dt>Rate</dt>
        <dd>{formatRate(ratePerSecond)}</dd>
        <dt>Calls</dt>
        <dd>{formatCount(data.calls)}</dd>
        <dt>Errors</dt>
        <dd>
          {formatShare(errorShare)}, {formatCount(data.errors)}
        </dd>
        <dt>p50</dt>
        <dd>{formatDuration(data.p50Ms)}</dd>
        <dt>p95</dt>
        <dd>
          {formatDuration(data.p95Ms)}{" "}
          {data.previous !== null &&
            lackOfFigures(data.calls, data.previous.calls) === undefined &&
            formatChange(data.p95Ms, data.previous.p95Ms)}
        </dd>
        {business !== undefined && (
          <>
            <dt>Business</dt>
            <dd>{formatShare(business)} of transactions</dd>
          </>
        )}
      </dl>
    </div>
  );
}
