import fc from "fast-check";
import { expect, test } from "vitest";

import { readCpuProfile } from "./cpu-profile.ts";

const frame = (functionName: string, url = "file:///srv/app.js") => ({ functionName, url, lineNumber: 9 });

const profile = {
  nodes: [
    { id: 1, callFrame: frame("(root)", ""), children: [2, 5, 6] },
    { id: 2, callFrame: frame("handle"), children: [3] },
    { id: 3, callFrame: frame("rank"), children: [4] },
    { id: 4, callFrame: frame("rank"), children: [] },
    { id: 5, callFrame: frame("(garbage collector)", ""), children: [] },
    { id: 6, callFrame: frame("(idle)", ""), children: [] },
  ],
  samples: [2, 3, 4, 5, 6, 2],
  timeDeltas: [0, 1000, 2000, 3000, 4000, 5000],
};

test("widths are times, lines are depths, and the longest path is first", () => {
  const { boxes, layout, totalMs } = readCpuProfile(JSON.stringify(profile));
  const shown = boxes.map(({ span, start, end, selfMs, index }) => [
    span.name,
    layout.lines[index],
    start,
    end,
    selfMs,
  ]);
  expect(shown).toEqual([
    ["handle", 0, 0, 6, 1],
    ["rank", 1, 0, 5, 2],
    ["(garbage collector)", 0, 6, 10, 4],
    ["rank", 2, 0, 3, 3],
  ]);
  expect([totalMs, layout.lineCount]).toEqual([10, 3]);
  expect(boxes[0]!.place).toBe("/srv/app.js:10");
});

test("the last sample lasts until the end, also when it is the only one", () => {
  const { nodes } = profile;
  const lone = { nodes, samples: [2], timeDeltas: [4000], startTime: 1000, endTime: 35_000 };
  expect(readCpuProfile(JSON.stringify(lone)).functions).toMatchObject([{ name: "handle", selfMs: 30 }]);
  const atTheEnd = { ...lone, endTime: 5000 };
  expect(readCpuProfile(JSON.stringify(atTheEnd)).boxes).toMatchObject([{ selfMs: 0.001 }]);
});

test("what ran in the only busy sample is shown, also when the next sample is of the same moment", () => {
  const { nodes } = profile;
  const short = { nodes, samples: [2, 6], timeDeltas: [4000, 0], startTime: 0, endTime: 9000 };
  expect(readCpuProfile(JSON.stringify(short)).functions).toMatchObject([{ name: "handle", selfMs: 0.001 }]);
});

test("a function that calls itself counts once", () => {
  const { functions } = readCpuProfile(JSON.stringify(profile));
  expect(functions.map(({ name, selfMs, totalMs }) => [name, selfMs, totalMs])).toEqual([
    ["rank", 5, 5],
    ["(garbage collector)", 4, 4],
    ["handle", 1, 6],
  ]);
});

test.each(["", "{}", "null", "[]", '{"nodes":[{}],"samples":[],"timeDeltas":[]}'])("rejects %s", (text) => {
  expect(() => readCpuProfile(text)).toThrow(Error);
});

const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).chain((parents) =>
  fc.record({
    parents: fc.constant(parents),
    samples: fc.array(fc.record({ at: fc.nat(), micros: fc.integer({ min: 0, max: 50_000 }) }), {
      maxLength: 80,
    }),
  }),
);

test("all time is in boxes, boxes are within their callers, and none of a line overlap", () => {
  fc.assert(
    fc.property(tree, ({ parents, samples }) => {
      const children = parents.map((): number[] => []);
      for (const [at, parent] of parents.entries()) if (at > 0) children[parent % at]!.push(at);
      const nodes = parents.map((_, id) => ({
        id,
        callFrame: frame(id === 0 ? "(root)" : `f${id % 7}`),
        children: children[id]!,
      }));
      const ids = samples.map(({ at }) => (nodes.length === 1 ? 0 : 1 + (at % (nodes.length - 1))));
      const deltas = [0, ...samples.map(({ micros }) => micros)];
      const { boxes, layout, totalMs, functions } = readCpuProfile(
        JSON.stringify({ nodes, samples: ids, timeDeltas: deltas }),
      );
      const sampled = samples.reduce((sum, { micros }) => sum + Math.max(1, micros), 0) / 1000;
      const expected = nodes.length === 1 ? 0 : sampled;
      expect(totalMs).toBeCloseTo(expected, 6);
      expect(boxes.reduce((sum, { selfMs }) => sum + selfMs, 0)).toBeCloseTo(expected, 6);
      expect(functions.reduce((sum, { selfMs }) => sum + selfMs, 0)).toBeCloseTo(expected, 6);
      for (const box of boxes) {
        const line = layout.lines[box.index]!;
        const same = boxes.filter((other) => other !== box && layout.lines[other.index] === line);
        expect(same.every(({ start, end }) => end <= box.start + 1e-9 || start >= box.end - 1e-9)).toBe(true);
        const above = boxes.filter((other) => layout.lines[other.index] === line - 1);
        const isWithin = above.some(({ start, end }) => start <= box.start + 1e-9 && end >= box.end - 1e-9);
        expect(line === 0 || isWithin).toBe(true);
      }
    }),
    { seed: 13, numRuns: 200 },
  );
});
