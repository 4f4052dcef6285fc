import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createDecisionCache, recallDecision, rememberDecision } from "./decision-cache.ts";
import type { TraceWords } from "./buffered-trace.ts";
import { dropped, kept, type TraceDecision } from "./decision.ts";

const id = (number: number): TraceWords => ({ t0: 0, t1: 7, t2: number % 3, t3: number });

test("behaves as a map that forgets the least recently used entry", () => {
  const step = fc.record({ id: fc.nat(30), asks: fc.boolean(), verdict: fc.constantFrom(kept, dropped) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 200 }), (most, steps) => {
      const cache = createDecisionCache(most);
      // in the order of the last time
      const model = new Map<number, TraceDecision>();
      const recalled: (TraceDecision | undefined)[] = [];
      const expected: (TraceDecision | undefined)[] = [];
      for (const { id: number, asks, verdict } of steps) {
        const known = model.get(number);
        // an id is remembered once
        if (asks || known !== undefined) {
          recalled.push(recallDecision(cache, id(number)));
          expected.push(known);
          if (model.delete(number)) model.set(number, known as TraceDecision);
        } else {
          rememberDecision(cache, id(number), verdict);
          model.set(number, verdict);
          if (model.size > most) model.delete(model.keys().next().value as number);
        }
      }
      expect(recalled).toEqual(expected);
    }),
  );
});
