// The rows of the waterfall and their folds.
import { useCallback, useMemo, useState } from "react";

import { keysToReveal, traceRows, type TraceRow } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import type { TraceModel } from "./trace-model.ts";

export interface TraceRows {
  readonly rows: readonly TraceRow[];
  readonly indexOf: ReadonlyMap<string, number>;
  toggle(key: string): void;
  /** Opens every fold above `node`. */
  reveal(node: SpanNode): void;
}

const noLogs: TraceModel["logsBySpan"] = new Map();

/** The folds start anew with each trace. */
export function useTraceRows(model: TraceModel, showLogs: boolean): TraceRows {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(() => new Set());
  const [shown, setShown] = useState(model);
  if (shown !== model) {
    setShown(model);
    setToggled(new Set());
  }
  const rows = useMemo(
    () => traceRows(model.tree, { toggled, logs: showLogs ? model.logsBySpan : noLogs }),
    [model, toggled, showLogs],
  );
  const indexOf = useMemo(() => new Map(rows.map((row, index) => [row.key, index])), [rows]);
  const toggle = useCallback((key: string) => setToggled((now) => flip(now, [key])), []);
  const reveal = useCallback((node: SpanNode) => {
    setToggled((now) => {
      const keys = keysToReveal(node, now);
      return keys.length === 0 ? now : flip(now, keys);
    });
  }, []);
  return useMemo(() => ({ rows, indexOf, toggle, reveal }), [rows, indexOf, toggle, reveal]);
}

function flip(set: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  const next = new Set(set);
  for (const key of keys) {
    if (!next.delete(key)) next.add(key);
  }
  return next;
}
