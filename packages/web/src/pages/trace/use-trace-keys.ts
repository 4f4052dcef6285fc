// Keys of the trace page: j k rows, ← → fold, e next error, f find, n N next and previous hit, esc closes the panel, 0 shows the whole time.
import { useEffect, useEffectEvent } from "react";

import { spanKey } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { isTyping } from "../../ui/is-typing.ts";
import { pressKey } from "../../ui/press-key.ts";
import type { TraceRows } from "./use-trace-rows.ts";

export interface TraceKeys {
  readonly rows: TraceRows;
  readonly selected: SpanNode | undefined;
  select(node: SpanNode | undefined): void;
  nextError(): void;
  nextFound(): void;
  previousFound(): void;
  focusFind(): void;
  showAll(): void;
}

export function useTraceKeys(keys: TraceKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    pressKey(event, (key) => actions[key]?.bind(undefined, keys));
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Returns whether the key did something. */
type Action = (keys: TraceKeys) => boolean;

const actions: Readonly<Record<string, Action>> = {
  j: (keys) => step(keys, 1),
  k: (keys) => step(keys, -1),
  ArrowDown: inGrid((keys) => step(keys, 1)),
  ArrowUp: inGrid((keys) => step(keys, -1)),
  Home: inGrid((keys) => step(keys, Number.NEGATIVE_INFINITY)),
  End: inGrid((keys) => step(keys, Number.POSITIVE_INFINITY)),
  ArrowLeft: withSelected(fold),
  ArrowRight: withSelected(unfold),
  e: (keys) => does(keys.nextError),
  n: (keys) => does(keys.nextFound),
  N: (keys) => does(keys.previousFound),
  f: (keys) => does(keys.focusFind),
  "0": (keys) => does(keys.showAll),
  Escape: withSelected((keys) => does(() => keys.select(undefined))),
};

/** Only while the waterfall has the focus. */
function inGrid(action: Action): Action {
  return (keys) => document.activeElement?.closest("[role=treegrid]") !== null && action(keys);
}

/** Only while a span is selected. */
function withSelected(action: (keys: TraceKeys, selected: SpanNode) => boolean): Action {
  return (keys) => keys.selected !== undefined && action(keys, keys.selected);
}

/** Goes to the next row of a span in a direction, over logs and groups; an infinite `by` goes to an end. */
function step({ rows, selected, select }: TraceKeys, by: number): true {
  const from = selected === undefined ? -1 : rows.indexOf(spanKey(selected));
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

/** Folds the span, or goes to its parent when it is folded. */
function fold({ rows, select }: TraceKeys, node: SpanNode): true {
  const row = rows.rows[rows.indexOf(spanKey(node))];
  if (row?.kind === "span" && row.expanded) rows.toggle(row.key);
  else if (node.parent !== null) select(node.parent);
  return true;
}

/** Unfolds the span or the group below it, or goes to the next row when nothing is folded. */
function unfold(keys: TraceKeys, node: SpanNode): true {
  const { rows } = keys;
  const index = rows.indexOf(spanKey(node));
  const row = rows.rows[index];
  if (row?.kind === "span" && row.expandable && !row.expanded) return does(() => rows.toggle(row.key));
  const next = rows.rows.find((one, at) => at > index && one.kind !== "log");
  if (next?.kind === "group") return does(() => rows.toggle(next.key));
  return step(keys, 1);
}

function does(action: () => void): true {
  action();
  return true;
}
