// Time by operation: where the trace's work was, by service and span name.
import { useMemo, useState, type CSSProperties, type JSX } from "react";

import { timeByOperation } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { serviceColor } from "../../ui/service-color.ts";
import type { TraceModel } from "./trace-model.ts";

const first = 40;

export function OperationTable({
  model,
  onSelect,
}: {
  readonly model: TraceModel;
  readonly onSelect: (node: SpanNode) => void;
}): JSX.Element {
  const { nodes, durationMs } = model.tree;
  const [all, setAll] = useState(false);
  const operations = useMemo(() => timeByOperation(nodes, durationMs), [nodes, durationMs]);
  const shown = all ? operations : operations.slice(0, first);
  return (
    <section className="ops">
      <header>
        <h2 className="t">Time by operation</h2>
        <span className="dim">{formatCount(nodes.length)} spans</span>
      </header>
      <table className="table">
        <thead>
          <tr>
            <th>Operation</th>
            <th className="w2">Service</th>
            <th className="num">Calls</th>
            <th className="num" aria-sort="descending">
              Self ↓
            </th>
            <th className="num w3">Total</th>
            <th className="w2">Share of the trace</th>
            <th className="num" aria-label="Share of the trace" />
          </tr>
        </thead>
        <tbody>
          {shown.map((op) => {
            const color = { "--c": serviceColor(op.service) } as CSSProperties;
            return (
              <tr key={`${op.service} ${op.name}`}>
                <td className="op">
                  <button
                    type="button"
                    className="row-link svc"
                    style={color}
                    title="Shows its longest span"
                    onClick={() => onSelect(op.longest)}
                  >
                    <span className="ellip">{op.name}</span>
                  </button>
                </td>
                <td className="dim w2">{op.service}</td>
                <td className="num">{formatCount(op.calls)}</td>
                <td className="num strong">{formatDuration(op.selfMs)}</td>
                <td className="num soft w3">{formatDuration(op.totalMs)}</td>
                <td className="w2">
                  <span className="share">
                    <i
                      style={{
                        width: `${Math.min(100, op.share * 100)}%`,
                        background: serviceColor(op.service),
                      }}
                    />
                  </span>
                </td>
                <td className="num">{formatShare(op.share)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {operations.length > shown.length && (
        <button type="button" className="btn quiet" onClick={() => setAll(true)}>
          All {formatCount(operations.length)} operations
        </button>
      )}
    </section>
  );
}
