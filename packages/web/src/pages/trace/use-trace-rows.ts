// The rows of the waterfall and their folds.
import { useCallback, useMemo, useState } from "react";

import { keysToReveal, traceRows, type TraceRow } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import type { TraceModel } from "./trace-model.ts";

export interface TraceRows {
  readonly rows: readonly TraceRow[];
  /** The index of the row with a key; -1 without one. */
  indexOf(key: string): number;
  toggle(key: string): void;
  /** Opens every fold above `node`. */
  reveal(node: SpanNode): void;
}

const noLogs: TraceModel["logsBySpan"] = new Map();

/** The folds start anew with each trace, and stay while more of its spans arrive. */
export function useTraceRows(model: TraceModel, showLogs: boolean): TraceRows {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(() => new Set());
  const { traceId } = model.trace;
  const [shown, setShown] = useState(traceId);
  if (shown !== traceId) {
    setShown(traceId);
    setToggled(new Set());
  }
  const rows = useMemo(
    () => traceRows(model.tree, { toggled, logs: showLogs ? model.logsBySpan : noLogs }),
    [model, toggled, showLogs],
  );
  const indexOf = useMemo(() => createIndex(rows), [rows]);
  const toggle = useCallback((key: string) => setToggled((now) => flip(now, [key])), []);
  const reveal = useCallback((node: SpanNode) => {
    setToggled((now) => {
      const keys = keysToReveal(node, now);
      return keys.length === 0 ? now : flip(now, keys);
    });
  }, []);
  return useMemo(() => ({ rows, indexOf, toggle, reveal }), [rows, indexOf, toggle, reveal]);
}

/** Looks through the rows, once a key: a map of all keys would cost more than folding itself. */
function createIndex(rows: readonly TraceRow[]): (key: string) => number {
  const known = new Map<string, number>();
  return (key) => {
    let index = known.get(key);
    if (index === undefined) {
      index = rows.findIndex((row) => row.key === key);
      known.set(key, index);
    }
    return index;
  };
}

function flip(set: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  const next = new Set(set);
  for (const key of keys) {
    if (!next.delete(key)) next.add(key);
  }
  return next;
}
