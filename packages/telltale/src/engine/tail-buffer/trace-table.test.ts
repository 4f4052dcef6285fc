import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BufferedTrace } from "./buffered-trace.ts";
import { createTraceList, createTraceTable } from "./trace-table.ts";

test("finds what is in it and nothing else, also where many share a place and when it grows", () => {
  const words = fc.record({
    t0: fc.constantFrom(0, 1),
    t1: fc.constant(0),
    t2: fc.constantFrom(0, 5),
    t3: fc.nat(2000).map((number) => number * 256),
  });
  fc.assert(
    fc.property(fc.uniqueArray(words, { maxLength: 900, selector: (one) => JSON.stringify(one) }), (ids) => {
      const table = createTraceTable();
      const traces = ids.map((one) => new BufferedTrace(one, 0));
      for (const trace of traces) table.add(trace);
      for (const [at, trace] of traces.entries()) if (at % 2 === 0) table.remove(trace);
      for (const [at, one] of ids.entries())
        expect(table.find(one)).toBe(at % 2 === 0 ? undefined : traces[at]);
    }),
    { numRuns: 20 },
  );
});

test("a list keeps the order, whichever item is removed", () => {
  const list = createTraceList();
  const [a, b, c] = [1, 2, 3].map((t3) => new BufferedTrace({ t0: 0, t1: 0, t2: 0, t3 }, 0)) as [
    BufferedTrace,
    BufferedTrace,
    BufferedTrace,
  ];
  for (const trace of [a, b, c]) list.add(trace);
  list.remove(b);
  expect([list.size(), list.oldest(), a.newer]).toEqual([2, a, c]);
  list.remove(a);
  list.add(a);
  expect([list.oldest(), c.newer]).toEqual([c, a]);
  list.remove(c);
  list.remove(a);
  expect([list.size(), list.oldest()]).toEqual([0, undefined]);
});
