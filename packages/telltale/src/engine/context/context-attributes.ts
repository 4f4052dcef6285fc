// Context attributes: set once around a piece of work, on everything that is made inside. Immutable: an inner set is merged once,
// when it is entered, and encoded once, when the first span or record inside leaves (`encode-context.ts`).
import type { AnyValue } from "otlp";
import {
  type AttributeLimits,
  type AttributeList,
  keysOf,
  noLimits,
  readOf,
  setAllIn,
} from "../attributes/attribute-list.ts";
import { fitContext } from "./context-limits.ts";
import { shared } from "../runtime/shared.ts";
import { processState } from "../runtime/process-state.ts";
import type { Words } from "../encode/words.ts";

/** Whether any context attribute was ever asked for on metrics: most programs never ask, and pay nothing. */
export const contextOnMetrics: { used: boolean } = shared("contextOnMetrics", () => ({ used: false }));

/** Attributes that are set and reported together: whom a request serves, and what is being done for them. */
export type ContextLayer = "request" | "user" | "operation";

/** Attributes by name, as given. */
export type ContextValues = Readonly<Record<string, unknown>>;

/** What was entered together; `layer` is undefined for what belongs to none. */
interface ContextEntry {
  readonly layer: ContextLayer | undefined;
  readonly values: ContextValues;
}

/** The attributes of one `withContext` level. */
export interface ContextAttributes {
  /** The values as the caller gave them, outer ones included. */
  readonly values: ContextValues;
  /** The same, ready to be recorded, by the rules of the start numbered `generation`: ask {@link listOf}. */
  list: AttributeList;
  generation: number;
  /** The ones that metrics made inside carry too; undefined when there are none. */
  readonly onMetrics: ContextValues | undefined;
  /** In the order they were entered, where there are layers; a layer is there once. */
  readonly parts: readonly ContextEntry[] | undefined;
  /** The bytes of all of them; kept by `encode-context.ts`. */
  onSpans: EncodedContext | undefined;
  onRecords: EncodedContext | undefined;
}

/** The attributes of `list` as bytes, values cut by `limits`. */
export interface EncodedContext {
  readonly bytes: Uint8Array;
  /** The same, where they are few. */
  readonly words: Words | undefined;
  readonly list: AttributeList;
  readonly limits: AttributeLimits;
  /** The lengths of its names as bits, modulo 32: most other names are told apart by that. */
  readonly lengths: number;
}

/** The attributes ready to be recorded. Another start has another list, and so other bytes: the start decides what is redacted. */
export function listOf(context: ContextAttributes): AttributeList {
  if (context.generation !== processState.generation) {
    context.list = toList(context.values);
    context.generation = processState.generation;
  }
  return context.list;
}

/** The attributes of `outer` with `values` on top; a value of undefined takes its attribute away. Never throws. */
export function mergeContext(
  outer: ContextAttributes | undefined,
  values: object,
  metricKeys?: readonly string[],
): ContextAttributes {
  const merged = copyOnto(outer?.values, values);
  if (outer?.parts === undefined) return toLevel(merged, undefined, outer, metricKeys);
  const last = outer.parts.at(-1);
  const isPlain = last !== undefined && last.layer === undefined;
  const below = isPlain ? outer.parts.slice(0, -1) : outer.parts;
  const part = { layer: undefined, values: copyOnto(isPlain ? last.values : undefined, values, true) };
  return toLevel(merged, [...below, part], outer, metricKeys);
}

/** The attributes of `outer` with the whole of `layer` replaced by `values`; undefined leaves the layer out. Never throws. */
export function mergeLayer(
  outer: ContextAttributes | undefined,
  layer: ContextLayer,
  values: object | undefined,
  metricKeys?: readonly string[],
): ContextAttributes {
  const before: readonly ContextEntry[] =
    outer === undefined ? [] : (outer.parts ?? [{ layer: undefined, values: outer.values }]);
  const parts = before.filter((part) => part.layer !== layer);
  if (values !== undefined) parts.push({ layer, values: copyOnto(undefined, values, true) });
  const merged = parts.reduce<Record<string, unknown>>((all, part) => copyOnto(all, part.values), {});
  return toLevel(merged, parts, outer, metricKeys);
}

/** What `layer` has set, whether or not something else hides it. */
export function layerOf(attributes: ContextAttributes | undefined, layer: ContextLayer): ContextValues {
  return attributes?.parts?.find((part) => part.layer === layer)?.values ?? {};
}

/** All attributes of something inside `context` that has `own` ones: those of the context first, own values winning. */
export function withOwn(context: ContextAttributes, own: AttributeList): AttributeList {
  const list = listOf(context);
  const all = list.slice();
  for (let at = 0; at < own.length; at += 2) {
    const known = indexIn(list, own[at] as string);
    if (known === -1) all.push(own[at] as string, own[at + 1] as AnyValue);
    else all[known + 1] = own[at + 1] as AnyValue;
  }
  return all;
}

/** Where `key` is in `list`; -1 when it does not. */
export function indexIn(list: AttributeList, key: string): number {
  for (let at = 0; at < list.length; at += 2) if (list[at] === key) return at;
  return -1;
}

function toLevel(
  values: Record<string, unknown>,
  parts: readonly ContextEntry[] | undefined,
  outer: ContextAttributes | undefined,
  metricKeys: readonly string[] | undefined,
): ContextAttributes {
  const list = toList(values);
  fitContext(list, values);
  const onMetrics =
    metricKeys === undefined && outer?.onMetrics === undefined
      ? undefined
      : pick(values, [...Object.keys(outer?.onMetrics ?? {}), ...(metricKeys ?? [])]);
  const { generation } = processState;
  return { values, list, generation, onMetrics, parts, onSpans: undefined, onRecords: undefined };
}

function toList(values: ContextValues): AttributeList {
  const list: AttributeList = [];
  setAllIn(list, values, noLimits);
  return list;
}

function pick(values: ContextValues, keys: readonly string[]): ContextValues | undefined {
  const known = keys.filter((key) => Object.hasOwn(values, key));
  if (known.length === 0) return undefined;
  askOnMetrics();
  return Object.fromEntries(known.map((key) => [key, values[key]]));
}

/** Has handles that were bound before look again: from now on they have to ask. */
function askOnMetrics(): void {
  if (contextOnMetrics.used) return;
  contextOnMetrics.used = true;
  processState.generation++;
}

/** A new object of the fields of `under` and `over`; an undefined one of `over` takes away, or stays to do so later (`keepsUndefined`). */
function copyOnto(
  under: ContextValues | undefined,
  over: object,
  keepsUndefined = false,
): Record<string, unknown> {
  const all: Record<string, unknown> = under === undefined ? {} : { ...under };
  for (const key of keysOf(over)) {
    if (key === "" || key === "__proto__") continue;
    const value = readOf(over, key);
    if (value !== undefined || keepsUndefined) all[key] = value;
    else delete all[key];
  }
  return all;
}
