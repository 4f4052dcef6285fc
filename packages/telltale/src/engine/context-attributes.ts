// Context attributes: set once around a piece of work, stamped on what is made inside. Immutable; an inner set
// is merged once when it is entered, so stamping is a plain loop.
import type { AnyValue } from "otlp";
import { type AttributeList, mergeAttributes, setAllIn } from "./attribute-list.ts";
import { shared } from "./shared.ts";
import { state } from "./state.ts";

/** Whether any context attribute was ever asked for on metrics: most programs never ask, and pay nothing. */
export const contextOnMetrics: { used: boolean } = shared("contextOnMetrics", () => ({ used: false }));

/** What one `withContext` level has settled. */
export interface ContextAttributes {
  /** The values as the caller gave them, outer ones included. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The same, ready to be recorded. */
  readonly list: AttributeList;
  /** The ones that metrics made inside carry too; undefined when there are none. */
  readonly onMetrics: Readonly<Record<string, unknown>> | undefined;
}

const noLimits = { count: 128, valueLength: Infinity };

/** The attributes of `outer` with `values` on top. */
export function mergeContext(
  outer: ContextAttributes | undefined,
  values: object,
  metricKeys: readonly string[] = [],
): ContextAttributes {
  const merged = mergeAttributes(outer?.values, values);
  const list: AttributeList = [];
  setAllIn(list, merged, noLimits);
  const names = new Set([...Object.keys(outer?.onMetrics ?? {}), ...metricKeys]);
  if (names.size === 0) return { values: merged, list, onMetrics: undefined };
  askOnMetrics();
  const onMetrics = Object.fromEntries(Object.entries(merged).filter(([key]) => names.has(key)));
  return { values: merged, list, onMetrics };
}

/** Has handles that were bound before look again: from now on they have to ask. */
function askOnMetrics(): void {
  if (contextOnMetrics.used) return;
  contextOnMetrics.used = true;
  state.generation++;
}

/** Adds the attributes to a list that does not hold their keys yet. */
export function stamp(target: AttributeList, attributes: ContextAttributes): void {
  const { list } = attributes;
  for (let at = 0; at < list.length; at++) target.push(list[at] as AnyValue);
}
