// Keys of the trace page: j k rows, ← → fold, e next error, f find, esc closes the panel, 0 shows all of the time.
import { useEffect, useEffectEvent } from "react";

import { spanKey } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { isTyping } from "../../ui/is-typing.ts";
import type { TraceRows } from "./use-trace-rows.ts";

export interface TraceKeys {
  readonly rows: TraceRows;
  readonly selected: SpanNode | undefined;
  select(node: SpanNode | undefined): void;
  nextError(): void;
  focusFind(): void;
  showAll(): void;
}

export function useTraceKeys(keys: TraceKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    if (act(event.key, keys)) event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function act(key: string, keys: TraceKeys): boolean {
  const { rows, selected } = keys;
  const inGrid = document.activeElement?.closest("[role=treegrid]") !== null;
  switch (key) {
    case "j":
      return step(keys, 1);
    case "k":
      return step(keys, -1);
    case "ArrowDown":
      return inGrid && step(keys, 1);
    case "ArrowUp":
      return inGrid && step(keys, -1);
    case "Home":
    case "End":
      return inGrid && step(keys, key === "Home" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    case "ArrowLeft":
      return selected !== undefined && fold(rows, selected, keys);
    case "ArrowRight":
      return selected !== undefined && unfold(rows, selected, keys);
    case "e":
      return does(keys.nextError);
    case "f":
      return does(keys.focusFind);
    case "0":
      return does(keys.showAll);
    case "Escape":
      return selected !== undefined && does(() => keys.select(undefined));
    default:
      return false;
  }
}

/** To the next row of a span in a direction, over logs; groups are opened on the way only by →. */
function step({ rows, selected, select }: TraceKeys, by: number): true {
  const from = selected === undefined ? -1 : (rows.indexOf.get(spanKey(selected)) ?? -1);
  const direction = Math.sign(by);
  const start = Number.isFinite(by) ? from + by : by < 0 ? 0 : rows.rows.length - 1;
  const towards = Number.isFinite(by) ? direction : -direction;
  for (let i = Math.max(0, start); i >= 0 && i < rows.rows.length; i += towards) {
    const row = rows.rows[i]!;
    if (row.kind !== "span") continue;
    select(row.node);
    break;
  }
  return true;
}

function fold(rows: TraceRows, node: SpanNode, keys: TraceKeys): true {
  const row = rows.rows[rows.indexOf.get(spanKey(node)) ?? -1];
  if (row?.kind === "span" && row.expanded) rows.toggle(row.key);
  else if (node.parent !== null) keys.select(node.parent);
  return true;
}

function unfold(rows: TraceRows, node: SpanNode, keys: TraceKeys): true {
  const index = rows.indexOf.get(spanKey(node)) ?? -1;
  const row = rows.rows[index];
  if (row?.kind === "span" && row.expandable && !row.expanded) return does(() => rows.toggle(row.key));
  const next = rows.rows.slice(index + 1).find((r) => r.kind !== "log");
  if (next?.kind === "group") return does(() => rows.toggle(next.key));
  return step(keys, 1);
}

function does(action: () => void): true {
  action();
  return true;
}
