// What was decided, by trace id, for spans that come later from other processes: the least recently asked for is forgotten first. All of
// it stands in a few arrays of numbers, so that tens of thousands of decisions are nothing to the garbage collector.
import type { TraceWords } from "./buffered-trace.ts";
import { placeOf } from "./trace-table.ts";
import type { TraceDecision } from "./decision.ts";

/** Decisions by trace id. */
export interface DecisionCache {
  /** The decision about the trace, which is young again then. */
  recall(id: TraceWords): TraceDecision | undefined;
  /** Remembers one; the oldest makes room. */
  remember(id: TraceWords, decision: TraceDecision): void;
}

const none = -1;

/** A memory of `most` decisions. */
export function createDecisionCache(most: number): DecisionCache {
  const places = 2 ** Math.ceil(Math.log2(Math.max(16, most)));
  const heads = new Int32Array(places).fill(none);
  /** The next one in the same place. */
  const links = new Int32Array(most);
  /** Neighbours in the order of the last time. */
  const older = new Int32Array(most);
  const newer = new Int32Array(most);
  const ids = new Int32Array(most * 4);
  const decisions: TraceDecision[] = [];
  let oldest = none;
  let newest = none;

  function holds(slot: number, { t0, t1, t2, t3 }: TraceWords): boolean {
    const at = slot * 4;
    return ids[at + 3] === t3 && ids[at + 2] === t2 && ids[at + 1] === t1 && ids[at] === t0;
  }

  function find(id: TraceWords): number {
    let slot = heads[placeOf(id) & (places - 1)] as number;
    while (slot !== none && !holds(slot, id)) slot = links[slot] as number;
    return slot;
  }

  /** Takes `slot` out of its place. */
  function leave(slot: number): void {
    const [t2, t3] = [ids[slot * 4 + 2] as number, ids[slot * 4 + 3] as number];
    const head = placeOf({ t0: 0, t1: 0, t2, t3 }) & (places - 1);
    let at = heads[head] as number;
    if (at === slot) {
      heads[head] = links[slot] as number;
      return;
    }
    while (links[at] !== slot) at = links[at] as number;
    links[at] = links[slot] as number;
  }

  function takeOut(slot: number): void {
    const [before, after] = [older[slot] as number, newer[slot] as number];
    if (before === none) oldest = after;
    else newer[before] = after;
    if (after === none) newest = before;
    else older[after] = before;
  }

  function putLast(slot: number): void {
    older[slot] = newest;
    newer[slot] = none;
    if (newest === none) oldest = slot;
    else newer[newest] = slot;
    newest = slot;
  }

  return {
    remember(id, decision) {
      let slot = decisions.length;
      if (slot < most) decisions.push(decision);
      else {
        slot = oldest;
        leave(slot);
        takeOut(slot);
        decisions[slot] = decision;
      }
      ids.set([id.t0, id.t1, id.t2, id.t3], slot * 4);
      const head = placeOf(id) & (places - 1);
      links[slot] = heads[head] as number;
      heads[head] = slot;
      putLast(slot);
    },
    recall(id) {
      const slot = find(id);
      if (slot === none) return undefined;
      takeOut(slot);
      putLast(slot);
      return decisions[slot];
    },
  };
}
