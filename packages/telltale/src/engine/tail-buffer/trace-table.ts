// Traces by their ids, without text being made of an id: places by a part of the id, and in each a list of those that share it. They
// come and go by the thousand a second: a Map would be made anew every few of them.
import { type BufferedTrace, isOf, type TraceWords } from "./buffered-trace.ts";

/** Traces by id. */
export interface TraceTable {
  find(id: TraceWords): BufferedTrace | undefined;
  /** Takes in one that is not there yet. */
  add(trace: BufferedTrace): void;
  remove(trace: BufferedTrace): void;
}

const firstPlaces = 256;

/** An empty table. */
export function createTraceTable(): TraceTable {
  let places = emptyPlaces(firstPlaces);
  let size = 0;

  function put(trace: BufferedTrace): void {
    const place = placeOf(trace) & (places.length - 1);
    trace.next = places[place];
    places[place] = trace;
  }

  function grow(): void {
    const before = places;
    places = emptyPlaces(before.length * 2);
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
      let at = places[placeOf(id) & (places.length - 1)];
      while (at !== undefined && !isOf(at, id)) at = at.next;
      return at;
    },
    add(trace) {
      if (++size > places.length) grow();
      put(trace);
    },
    remove(trace) {
      const place = placeOf(trace) & (places.length - 1);
      let at = places[place];
      if (at === trace) places[place] = trace.next;
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

function emptyPlaces(count: number): (BufferedTrace | undefined)[] {
  return Array.from<BufferedTrace | undefined>({ length: count }).fill(undefined);
}

/** Both words are random in the ids of most makers; of those that count up the last differs. */
export function placeOf({ t2, t3 }: TraceWords): number {
  return t2 ^ t3 ^ (t3 >>> 16);
}

/** Traces in an order, oldest first. A trace is in one list at a time. */
export interface TraceList {
  size(): number;
  oldest(): BufferedTrace | undefined;
  /** Puts `trace`, which is in no list, at the new end. */
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
