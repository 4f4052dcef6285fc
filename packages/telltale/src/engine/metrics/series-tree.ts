// From an attribute set to its series without sorting or stringifying it: a tree over (key, value), in the order the
// caller writes them. Only a set never seen in that order is brought into canonical form, once.
import type { AnyValue } from "otlp";
import { areAttributes, type AttributeList, noLimits, setAllIn } from "../attributes/attribute-list.ts";
import { AttributeSet, noAttributes } from "./attribute-set.ts";
import { redactList } from "../redaction/redaction.ts";
import type { Pair, SeriesGuard } from "../cardinality/guard.ts";
import { overflowAttributes } from "./overflow.ts";
import type { Series, SeriesMaker } from "./series.ts";
import { type ChangedKeys, createSeriesValues, noteChanges, type SeriesValues } from "./series-values.ts";

/** All series of one stream. */
export interface SeriesTree {
  /** The series of an attribute set, made when it is new; the overflow series when the limit is reached. */
  find(attributes: object | undefined): Series;
  /** The same for a handle that keeps the series: as long as the handle lives, so does the series. */
  bind(attributes: object | undefined): Series;
  /** All series, the overflow one last. Those a handle woke up again since the last call are among them. */
  all(): Series[];
  /** Lets go of the series that `keep` does not want. A series in a living handle comes back when it is written to. */
  retain(keep: (series: Series) => boolean): void;
  /** How many measurements went to the overflow series. */
  overflowed(): number;
}

/** What a tree is made of. */
export interface SeriesTreeOptions {
  readonly make: SeriesMaker;
  /** Series at most, the overflow one included. */
  readonly limit: number;
  /** Whether an attribute counts; all do when undefined. */
  readonly keep?: ((key: string) => boolean) | undefined;
  /** Sees every set that is new, and may make less of it. */
  readonly guard?: SeriesGuard | undefined;
  /** When a series that is made now began. */
  readonly start: () => number;
  /** Told once, when the limit is reached: the attribute with most values, and how many they are. */
  readonly onOverflow?: ((growing: string | undefined, values: number) => void) | undefined;
}

/** The values of one key at one place of the tree. Most keys have one value, or the next key follows without a Map. */
class Branch {
  readonly key: string;
  /** The child of the only value; undefined when there are several. */
  only: Node | undefined = undefined;
  onlyValue: unknown = undefined;
  readonly children: Map<unknown, Node> = new Map();

  constructor(key: string) {
    this.key = key;
  }
}

class Node {
  series: Series | undefined = undefined;
  branch: Branch | undefined = undefined;
  others: Map<string, Branch> | undefined = undefined;
}

/** A tree that makes series by `make`, at most `limit` of them. */
export function createSeriesTree(options: SeriesTreeOptions): SeriesTree {
  const { make, limit, keep, guard, start, onOverflow } = options;
  const bySet = new Map<string, Series>();
  const handles = new WeakSet<Series>();
  const parked = new Map<string, WeakRef<Series>>();
  let root = new Node();
  let nodes = 0;
  let overflow: Series | undefined;
  let overflowCount = 0;
  let told = false;
  // made when the tree is full
  let known: SeriesValues | undefined;
  const changed: ChangedKeys = { keys: new Set(), some: false };
  // what a rule makes of a value is not known before
  const isCertain = guard?.changes !== true;

  function find(attributes: object | undefined): Series {
    let node: Node = root;
    // `for in` over undefined or null does nothing
    for (const key in attributes as object) {
      if (keep !== undefined && !keep(key)) continue;
      const value = (attributes as Record<string, unknown>)[key];
      if (value === undefined) continue;
      let branch = node.branch;
      if (branch === undefined || branch.key !== key) {
        branch = node.others?.get(key);
        if (branch === undefined) return settle(attributes as object);
      }
      const { only } = branch;
      const child = only !== undefined && branch.onlyValue === value ? only : branch.children.get(value);
      if (child === undefined) return settle(attributes as object);
      node = child;
    }
    return node.series ?? settle(attributes ?? {});
  }

  function settle(attributes: object): Series {
    if (isCertain && isFull() && valuesNow().misses(attributes, guard?.count)) return overflowSeries();
    const pairs = readPairs(attributes, keep);
    const settled = toSet(guard === undefined ? pairs : guard.look(pairs, bySet.size));
    if (isFull() && valuesNow().isNew(settled.list)) return overflowSeries();
    const set = canonical(settled.list);
    let series = bySet.get(set) ?? wake(set);
    if (series === undefined) {
      if (isFull()) return overflowSeries();
      series = make(settled, start());
      bySet.set(set, series);
      known = undefined;
      if (isCertain) noteChanges(changed, pairs, settled.list);
    }
    plant(pairs, series);
    return series;
  }

  function isFull(): boolean {
    return bySet.size + parked.size >= limit - 1;
  }

  function valuesNow(): SeriesValues {
    return (known ??= createSeriesValues([...bySet.values(), ...asleep()], changed, keep));
  }

  function asleep(): Series[] {
    return [...parked.values()].flatMap((reference) => reference.deref() ?? []);
  }

  /** A series that was let go of while a handle held it. */
  function wake(set: string): Series | undefined {
    const series = parked.get(set)?.deref();
    parked.delete(set);
    if (series === undefined) return undefined;
    series.start = start();
    bySet.set(set, series);
    return series;
  }

  // objects and arrays as values are found by canonical form each time: their identity says nothing
  function plant(pairs: readonly Pair[], series: Series): void {
    if (nodes > limit * 16 || pairs.some(([, value]) => typeof value === "object" && value !== null)) return;
    let node: Node = root;
    for (const [key, value] of pairs) {
      const branch = branchOf(node, key);
      let child = branch.children.get(value);
      if (child === undefined) {
        child = new Node();
        branch.children.set(value, child);
        branch.only = branch.children.size === 1 ? child : undefined;
        branch.onlyValue = value;
        nodes++;
      }
      node = child;
    }
    node.series = series;
  }

  function overflowSeries(): Series {
    overflowCount++;
    if (!told) {
      told = true;
      const [growing, values] = valuesNow().largest();
      onOverflow?.(growing, values);
    }
    return (overflow ??= make(overflowAttributes, start()));
  }

  return {
    find,
    bind(attributes) {
      const series = find(attributes);
      handles.add(series);
      return series;
    },
    all() {
      for (const [set, reference] of parked) {
        const series = reference.deref();
        if (series === undefined) parked.delete(set);
        else if (series.read(0, 0) !== undefined) wake(set);
      }
      return overflow === undefined ? [...bySet.values()] : [...bySet.values(), overflow];
    },
    retain(wanted) {
      const before = bySet.size;
      for (const [set, series] of bySet) {
        if (wanted(series)) continue;
        bySet.delete(set);
        if (handles.has(series)) parked.set(set, new WeakRef(series));
      }
      // handles that found no place share the overflow series: it stays for them
      if (overflow !== undefined && !wanted(overflow) && !handles.has(overflow)) overflow = undefined;
      if (bySet.size === before) return;
      root = new Node();
      nodes = 0;
      known = undefined;
    },
    overflowed: () => overflowCount,
  };
}

function branchOf(node: Node, key: string): Branch {
  if (node.branch === undefined) return (node.branch = new Branch(key));
  if (node.branch.key === key) return node.branch;
  node.others ??= new Map();
  let branch = node.others.get(key);
  if (branch === undefined) node.others.set(key, (branch = new Branch(key)));
  return branch;
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
  // before they are joined: what differs in its secrets only is one series
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
