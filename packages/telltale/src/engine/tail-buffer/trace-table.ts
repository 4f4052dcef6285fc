// A hash table of traces by id, without creating a text of an id. Thousands of traces come and go each second, which would make a Map
// rehash again and again.
import { type BufferedTrace, isOf, type TraceWords } from "./buffered-trace.ts";

/** Traces by id. */
export interface TraceTable {
  find(id: TraceWords): BufferedTrace | undefined;
  /** Adds a trace that is not in the table. */
  add(trace: BufferedTrace): void;
  remove(trace: BufferedTrace): void;
}

const firstBuckets = 256;

/** An empty table. */
export function createTraceTable(): TraceTable {
  let buckets = emptyBuckets(firstBuckets);
  let size = 0;

  function put(trace: BufferedTrace): void {
    const bucket = hashOf(trace) & (buckets.length - 1);
    trace.next = buckets[bucket];
    buckets[bucket] = trace;
  }

  function grow(): void {
    const before = buckets;

    buckets = emptyBuckets(before.length * 2);
    for (let at of before) {
      while (at !== undefined) {
        const { next } = at;
        put(at);
        at = next;
      }
    }
  }

  return {
    find(id) {
      let at = buckets[hashOf(id) & (buckets.length - 1)];
      while (at !== undefined && !isOf(at, id)) at = at.next;
      return at;
    },
    add(trace) {
      if (++size > buckets.length) grow();
      put(trace);
    },
    remove(trace) {
      const bucket = hashOf(trace) & (buckets.length - 1);
      let at = buckets[bucket];
      if (at === trace) buckets[bucket] = trace.next;
      else {
        while (at !== undefined && at.next !== trace) at = at.next;
        if (at === undefined) return;
        at.next = trace.next;
      }
      trace.next = undefined;
      size--;
    },
  };
}

function emptyBuckets(count: number): (BufferedTrace | undefined)[] {
  return Array.from<BufferedTrace | undefined>({ length: count }).fill(undefined);
}

/** A hash of the id. Both words are random in most ids; generators that count change the last one. */
export function hashOf({ t2, t3 }: TraceWords): number {
  return t2 ^ t3 ^ (t3 >>> 16);
}

/** Traces in an order, oldest first. A trace is in one list at a time. */
export interface TraceList {
  size(): number;
  oldest(): BufferedTrace | undefined;
  /** Adds `trace`, which is in no list, as the newest. */
  add(trace: BufferedTrace): void;
  remove(trace: BufferedTrace): void;
}

/** An empty list. */
export function createTraceList(): TraceList {
  let oldest: BufferedTrace | undefined;
  let newest: BufferedTrace | undefined;
  let size = 0;
  return {
    size: () => size,
    oldest: () => oldest,
    add(trace) {
      trace.older = newest;
      if (newest === undefined) oldest = trace;
      else newest.newer = trace;
      newest = trace;
      size++;
    },
    remove(trace) {
      const { older, newer } = trace;
      if (older === undefined) oldest = newer;
      else older.newer = newer;
      if (newer === undefined) newest = older;
      else newer.older = older;
      trace.older = undefined;
      trace.newer = undefined;
      size--;
    },
  };
}
