// From an attribute set to its series without sorting or stringifying it: a tree of Maps over (key, value), in the order
// the caller writes them. Only a set never seen in that order is brought into canonical form, once.
import { ByteWriter } from "otlp";
import { writeAttribute } from "./encode.ts";
import type { Aggregation, Series } from "./series.ts";
import { toAnyValue } from "./value.ts";

class Node {
  series: Series | undefined = undefined;
  next: Map<string, Map<unknown, Node>> | undefined = undefined;
}

/** All series of one instrument. */
export interface SeriesTree {
  /** The series of an attribute set, made when it is new; the overflow series when the limit is reached. */
  find(attributes: object | undefined): Series;
  /** All series, the overflow one included. */
  readonly all: readonly Series[];
  /** Forgets all series (observed instruments, before each observation). */
  clear(): void;
  /** How many measurements went to the overflow series. */
  overflowed(): number;
}

/** A tree that makes series by `aggregation`, at most `limit` of them with the overflow one. */
export function createSeriesTree(aggregation: Aggregation, limit: number, startMoment: number): SeriesTree {
  const all: Series[] = [];
  const bySet = new Map<string, Series>();
  let root = new Node();
  let nodes = 0;
  let overflow: Series | undefined;
  let overflowCount = 0;

  function find(attributes: object | undefined): Series {
    if (attributes === undefined || attributes === null) return root.series ?? settle({});
    let node: Node = root;
    for (const key in attributes) {
      const value = (attributes as Record<string, unknown>)[key];
      if (value === undefined) continue;
      const child = node.next?.get(key)?.get(value);
      if (child === undefined) return settle(attributes);
      node = child;
    }
    return node.series ?? settle(attributes);
  }

  function settle(attributes: object): Series {
    const pairs = readPairs(attributes);
    const set = canonical(pairs);
    let series = bySet.get(set);
    if (series === undefined) {
      if (all.length >= limit - 1) return overflowSeries();
      series = aggregation.create(encode(aggregation, pairs), startMoment);
      bySet.set(set, series);
      all.push(series);
    }
    plant(pairs, series);
    return series;
  }

  // objects and arrays as values are found by canonical form each time: their identity says nothing
  function plant(pairs: readonly (readonly [string, unknown])[], series: Series): void {
    if (nodes > limit * 16 || pairs.some(([, value]) => typeof value === "object" && value !== null)) return;
    let node: Node = root;
    for (const [key, value] of pairs) {
      node.next ??= new Map();
      let byValue = node.next.get(key);
      if (byValue === undefined) node.next.set(key, (byValue = new Map()));
      let child = byValue.get(value);
      if (child === undefined) {
        byValue.set(value, (child = new Node()));
        nodes++;
      }
      node = child;
    }
    node.series = series;
  }

  function overflowSeries(): Series {
    overflowCount++;
    if (overflow === undefined) {
      overflow = aggregation.create(encode(aggregation, [["otel.metric.overflow", true]]), startMoment);
      all.push(overflow);
    }
    return overflow;
  }

  return {
    find,
    all,
    overflowed: () => overflowCount,
    clear() {
      all.length = 0;
      bySet.clear();
      root = new Node();
      nodes = 0;
      overflow = undefined;
    },
  };
}

function readPairs(attributes: object): (readonly [string, unknown])[] {
  const pairs: (readonly [string, unknown])[] = [];
  for (const key in attributes) {
    const value = (attributes as Record<string, unknown>)[key];
    if (value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function canonical(pairs: readonly (readonly [string, unknown])[]): string {
  const texts = pairs.map(([key, value]) => [key, text(value)] as const);
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  texts.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(texts);
}

function text(value: unknown): string {
  if (typeof value === "string") return `s${value}`;
  return `${typeof value}:${JSON.stringify(toAnyValue(value), plain) ?? String(value)}`;
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value instanceof Map ? [...value] : value;
}

function encode(aggregation: Aggregation, pairs: readonly (readonly [string, unknown])[]): Uint8Array {
  const writer = new ByteWriter(64);
  for (const [key, value] of pairs)
    writeAttribute(writer, aggregation.attributesField, key, toAnyValue(value));
  return writer.finish();
}
