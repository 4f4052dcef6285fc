// Past decisions by trace id, for spans that come later from other processes; the least recently used is forgotten first. A hash table
// in a few arrays of numbers, so that tens of thousands of decisions cost the garbage collector nothing.
import type { TraceWords } from "./buffered-trace.ts";
import { hashOf } from "./trace-table.ts";
import type { TraceDecision } from "./decision.ts";

/** Decisions by trace id. Each has a slot: an index into all arrays but `heads`. */
export interface DecisionCache {
  readonly capacity: number;
  /** The first slot of each bucket. */
  readonly heads: Int32Array;
  /** The next slot of the same bucket. */
  readonly links: Int32Array;
  /** Neighbours in the order of use. */
  readonly older: Int32Array;
  readonly newer: Int32Array;
  /** Four words for each slot. */
  readonly ids: Int32Array;
  readonly decisions: TraceDecision[];
  oldest: number;
  newest: number;
}

const none = -1;

/** A cache of at most `capacity` decisions. */
export function createDecisionCache(capacity: number): DecisionCache {
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(16, capacity)));
  return {
    capacity,
    heads: new Int32Array(buckets).fill(none),
    links: new Int32Array(capacity),
    older: new Int32Array(capacity),
    newer: new Int32Array(capacity),
    ids: new Int32Array(capacity * 4),
    decisions: [],
    oldest: none,
    newest: none,
  };
}

/** The decision about the trace, which becomes the most recently used. */
export function recallDecision(cache: DecisionCache, id: TraceWords): TraceDecision | undefined {
  const { heads, links } = cache;
  let slot = heads[bucketOf(cache, id)] as number;
  while (slot !== none && !hasId(cache, slot, id)) slot = links[slot] as number;
  if (slot === none) return undefined;
  removeFromOrder(cache, slot);
  appendToOrder(cache, slot);
  return cache.decisions[slot];
}

/** Remembers a decision in place of the least recently used when the cache is full. The id must not be in the cache. */
export function rememberDecision(cache: DecisionCache, id: TraceWords, decision: TraceDecision): void {
  const { heads, links, ids, decisions } = cache;
  let slot = decisions.length;
  if (slot < cache.capacity) decisions.push(decision);
  else {
    slot = cache.oldest;
    removeFromBucket(cache, slot);
    removeFromOrder(cache, slot);
    decisions[slot] = decision;
  }
  ids.set([id.t0, id.t1, id.t2, id.t3], slot * 4);
  const bucket = bucketOf(cache, id);
  links[slot] = heads[bucket] as number;
  heads[bucket] = slot;
  appendToOrder(cache, slot);
}

function bucketOf({ heads }: DecisionCache, id: TraceWords): number {
  return hashOf(id) & (heads.length - 1);
}

function hasId({ ids }: DecisionCache, slot: number, { t0, t1, t2, t3 }: TraceWords): boolean {
  const at = slot * 4;
  return ids[at + 3] === t3 && ids[at + 2] === t2 && ids[at + 1] === t1 && ids[at] === t0;
}

function removeFromBucket(cache: DecisionCache, slot: number): void {
  const { heads, links, ids } = cache;
  const [t2, t3] = [ids[slot * 4 + 2] as number, ids[slot * 4 + 3] as number];
  const bucket = bucketOf(cache, { t0: 0, t1: 0, t2, t3 });
  let at = heads[bucket] as number;
  if (at === slot) {
    heads[bucket] = links[slot] as number;
    return;
  }
  while (links[at] !== slot) at = links[at] as number;
  links[at] = links[slot] as number;
}

function removeFromOrder(cache: DecisionCache, slot: number): void {
  const before = cache.older[slot] as number;
  const after = cache.newer[slot] as number;
  if (before === none) cache.oldest = after;
  else cache.newer[before] = after;
  if (after === none) cache.newest = before;
  else cache.older[after] = before;
}

function appendToOrder(cache: DecisionCache, slot: number): void {
  const { older, newer, newest } = cache;
  older[slot] = newest;
  newer[slot] = none;
  if (newest === none) cache.oldest = slot;
  else newer[newest] = slot;
  cache.newest = slot;
}
