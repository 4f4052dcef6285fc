// The series of one stream. A set of attributes is looked up in the order in which the caller writes them (attribute-tree.ts); only a set
// that is new in that order is brought into canonical form, once.
import type { AnyValue } from "otlp";
import { areAttributes, type AttributeList, noLimits, setAllIn } from "../attributes/attribute-list.ts";
import { AttributeSet, noAttributes } from "./attribute-set.ts";
import {
  addToTree,
  type AttributeTree,
  clearTree,
  createAttributeTree,
  findByAttributes,
} from "./attribute-tree.ts";
import { redactList } from "../redaction/redaction.ts";
import type { Pair, SeriesGuard } from "../cardinality/guard.ts";
import { overflowAttributes } from "./overflow.ts";
import type { Series, SeriesMaker } from "./series.ts";
import { type ChangedKeys, createSeriesValues, noteChanges, type SeriesValues } from "./series-values.ts";

/** All series of one stream. */
export interface SeriesTree {
  /** The series of an attribute set, created when it is new; the overflow series when the limit is reached. */
  find(attributes: object | undefined): Series;
  /** Does the same for a handle: as long as the handle lives, so does the series. */
  bind(attributes: object | undefined): Series;
  /** All series, the overflow series last. Series that a handle has written to since they were removed are among them again. */
  all(): Series[];
  /** Removes the series for which `keep` returns false. A series with a living handle comes back when it is written to. */
  retain(keep: (series: Series) => boolean): void;
  /** How many measurements went to the overflow series. */
  overflowed(): number;
}

/** The settings of a tree. */
export interface SeriesTreeOptions {
  readonly make: SeriesMaker;
  /** The most series, the overflow series included. */
  readonly limit: number;
  /** Whether an attribute counts; all do when undefined. */
  readonly keep?: ((key: string) => boolean) | undefined;
  /** Sees every new set, and may change its values. */
  readonly guard?: SeriesGuard | undefined;
  /** The start time of a series that is created now. */
  readonly start: () => number;
  /** Called once, when the limit is reached, with the attribute that has the most values, and their number. */
  readonly onOverflow?: ((growing: string | undefined, values: number) => void) | undefined;
}

/** The state of a tree. */
interface TreeState {
  readonly options: SeriesTreeOptions;
  readonly index: AttributeTree;
  /** Series by the canonical form of their attributes. */
  readonly bySet: Map<string, Series>;
  /** Series that have a handle. */
  readonly bound: WeakSet<Series>;
  /** Removed series whose handles may still live. */
  readonly removed: Map<string, WeakRef<Series>>;
  readonly changed: ChangedKeys;
  /** Whether the guard leaves all values as they are; otherwise the set of a measurement is known only after the guard. */
  readonly isCertain: boolean;
  /** The values of all series; built when the tree is full. */
  values: SeriesValues | undefined;
  overflow: Series | undefined;
  overflowCount: number;
}

const nodesPerSeries = 16;

/** An empty tree. */
export function createSeriesTree(options: SeriesTreeOptions): SeriesTree {
  const index = createAttributeTree(options.limit * nodesPerSeries, options.keep);
  const tree: TreeState = {
    options,
    index,
    bySet: new Map(),
    bound: new WeakSet(),
    removed: new Map(),
    changed: { keys: new Set(), some: false },
    isCertain: options.guard?.changes !== true,
    values: undefined,
    overflow: undefined,
    overflowCount: 0,
  };
  const find = (attributes: object | undefined): Series =>
    findByAttributes(index, attributes) ?? findCanonical(tree, attributes ?? {});
  return {
    find,
    bind(attributes) {
      const series = find(attributes);
      tree.bound.add(series);
      return series;
    },
    all: () => allSeries(tree),
    retain: (keep) => retain(tree, keep),
    overflowed: () => tree.overflowCount,
  };
}

/** The series of a set that is new in this order of its attributes. */
function findCanonical(tree: TreeState, attributes: object): Series {
  const { options, bySet, isCertain } = tree;
  const { guard } = options;
  if (isCertain && isFull(tree) && valuesOf(tree).misses(attributes, guard?.count)) return overflow(tree);
  const pairs = readPairs(attributes, options.keep);
  const attributeSet = toSet(guard === undefined ? pairs : guard.look(pairs, bySet.size));
  if (isFull(tree) && valuesOf(tree).isNew(attributeSet.list)) return overflow(tree);
  const set = canonical(attributeSet.list);
  let series = bySet.get(set) ?? restore(tree, set);
  if (series === undefined) {
    if (isFull(tree)) return overflow(tree);
    series = options.make(attributeSet, options.start());
    bySet.set(set, series);
    tree.values = undefined;
    if (isCertain) noteChanges(tree.changed, pairs, attributeSet.list);
  }
  addToTree(tree.index, pairs, series);
  return series;
}

function isFull({ bySet, removed, options }: TreeState): boolean {
  return bySet.size + removed.size >= options.limit - 1;
}

function valuesOf(tree: TreeState): SeriesValues {
  if (tree.values === undefined) {
    const removed = [...tree.removed.values()].flatMap((reference) => reference.deref() ?? []);
    tree.values = createSeriesValues([...tree.bySet.values(), ...removed], tree.changed, tree.options.keep);
  }
  return tree.values;
}

/** The removed series of `set`, added again, if its handle still lives. */
function restore({ removed, bySet, options }: TreeState, set: string): Series | undefined {
  const series = removed.get(set)?.deref();
  removed.delete(set);
  if (series === undefined) return undefined;
  series.start = options.start();
  bySet.set(set, series);
  return series;
}

function overflow(tree: TreeState): Series {
  const { make, start, onOverflow } = tree.options;
  if (tree.overflowCount++ === 0) onOverflow?.(...valuesOf(tree).largest());
  return (tree.overflow ??= make(overflowAttributes, start()));
}

function allSeries(tree: TreeState): Series[] {
  for (const [set, reference] of tree.removed) {
    const series = reference.deref();
    if (series === undefined) tree.removed.delete(set);
    else if (series.read(0, 0) !== undefined) restore(tree, set);
  }
  const series = [...tree.bySet.values()];
  return tree.overflow === undefined ? series : [...series, tree.overflow];
}

function retain(tree: TreeState, keep: (series: Series) => boolean): void {
  const { bySet, bound, removed } = tree;
  const before = bySet.size;
  for (const [set, series] of bySet) {
    if (keep(series)) continue;
    bySet.delete(set);
    if (bound.has(series)) removed.set(set, new WeakRef(series));
  }
  // handles that were created at the limit share the overflow series: it stays for them
  if (tree.overflow !== undefined && !keep(tree.overflow) && !bound.has(tree.overflow))
    tree.overflow = undefined;
  if (bySet.size === before) return;
  clearTree(tree.index);
  tree.values = undefined;
}

function readPairs(attributes: object, keep: ((key: string) => boolean) | undefined): Pair[] {
  const pairs: Pair[] = [];
  if (!areAttributes(attributes)) return pairs;
  for (const key in attributes) {
    if (keep !== undefined && !keep(key)) continue;
    const value = (attributes as Record<string, unknown>)[key];
    if (value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function toSet(pairs: readonly Pair[]): AttributeSet {
  if (pairs.length === 0) return noAttributes;
  const list: AttributeList = [];
  setAllIn(list, Object.fromEntries(pairs), noLimits);
  // redacted before the look-up: sets that differ only in their secrets are one series
  return new AttributeSet(redactList(list));
}

function canonical(list: Readonly<AttributeList>): string {
  const texts: (readonly [string, string])[] = [];
  for (let at = 0; at < list.length; at += 2)
    texts.push([list[at] as string, text(list[at + 1] as AnyValue)]);
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  texts.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(texts);
}

function text(value: AnyValue): string {
  if (typeof value === "string") return `s${value}`;
  return `${typeof value}:${JSON.stringify(value, plain) ?? String(value)}`;
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value instanceof Map ? [...value] : value;
}
