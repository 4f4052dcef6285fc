import { expect, test } from "vitest";
import { busyShare, type CpuNode, type CpuProfile, cutOut, halve } from "./cpu-profile.ts";

const frame = (functionName: string): CpuNode["callFrame"] => ({
  functionName,
  scriptId: "1",
  url: "file:///app.js",
  lineNumber: 1,
  columnNumber: 2,
});

/** A recording of samples a second apart, of (root) → main → work, and (idle). */
function recording(startTime: number, samples: readonly number[], offset = 0): CpuProfile {
  const nodes = [
    { id: 1 + offset, callFrame: frame("(root)"), children: [2 + offset, 4 + offset] },
    { id: 2 + offset, callFrame: frame("main"), children: [3 + offset] },
    { id: 3 + offset, callFrame: frame("work") },
    { id: 4 + offset, callFrame: frame("(idle)") },
  ];
  const timeDeltas = samples.map(() => 1_000_000);
  return {
    nodes,
    startTime,
    endTime: startTime + samples.length * 1e6,
    samples: samples.map((id) => id + offset),
    timeDeltas,
  };
}

/** The functions of each sample, outermost first. */
function stacks({ nodes, samples = [] }: CpuProfile): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pathTo = (id: number): string => {
    const parent = nodes.find(({ children = [] }) => children.includes(id));
    const name = byId.get(id)?.callFrame.functionName ?? "?";
    return parent === undefined ? name : `${pathTo(parent.id)} ${name}`;
  };
  return samples.map(pathTo);
}

test("cuts a stretch out, with the callers of what was seen in it", () => {
  const cut = cutOut([recording(0, [2, 3, 3, 4])], 1.5e6, 3.5e6);
  expect(stacks(cut)).toEqual(["(root) main work", "(root) main work"]);
  expect(cut).toMatchObject({ startTime: 1.5e6, endTime: 3.5e6, timeDeltas: [0.5e6, 1e6] });
  expect(cut.nodes.map(({ callFrame, hitCount }) => [callFrame.functionName, hitCount])).toEqual([
    ["(root)", 0],
    ["main", 0],
    ["work", 2],
  ]);
});

test("the first and the last moment belong to it", () => {
  expect(cutOut([recording(0, [2, 3, 4])], 1e6, 3e6).samples).toHaveLength(3);
  expect(cutOut([recording(0, [2, 3, 4])], 1e6 + 1, 3e6 - 1).samples).toHaveLength(1);
});

test("what was cut out can be cut again: its samples keep their moments", () => {
  const recordings = [recording(0, [3, 4, 2]), recording(3e6, [3, 2, 2], 100)];
  const kept = cutOut(recordings, 1.5e6, 6e6);
  expect(stacks(cutOut([kept], 2e6, 4e6))).toEqual(stacks(cutOut(recordings, 2e6, 4e6)));
  expect(cutOut([kept], 2e6, 4e6)).toMatchObject({ startTime: 2e6, endTime: 4e6, timeDeltas: [0, 1e6, 1e6] });
});

test("two recordings become one tree", () => {
  const cut = cutOut([recording(0, [3, 4]), recording(2e6, [3, 2], 100)], 0, 4e6);
  expect(stacks(cut)).toEqual(["(root) main work", "(root) (idle)", "(root) main work", "(root) main"]);
  expect(cut.nodes).toHaveLength(4);
  expect(cut.timeDeltas?.reduce((sum, delta) => sum + delta, 0)).toBe(4e6);
});

test("half of the samples have the time of all", () => {
  const half = halve(cutOut([recording(0, [3, 3, 2, 4])], 0, 4e6));
  expect(stacks(half)).toEqual(["(root) main work", "(root) (idle)"]);
  expect(half.timeDeltas).toEqual([2e6, 2e6]);
});

test("idle samples are not work", () => {
  expect(busyShare(cutOut([recording(0, [3, 4, 1, 2])], 0, 4e6))).toBe(0.5);
  expect(busyShare({ nodes: [], startTime: 0, endTime: 0 })).toBe(0);
});

test("a stack of 50,000 calls", () => {
  const nodes = Array.from({ length: 50_000 }, (_, index) => ({
    id: index + 1,
    callFrame: frame(index === 0 ? "(root)" : `f${index}`),
    children: index === 49_999 ? [] : [index + 2],
  }));
  const cut = cutOut([{ nodes, startTime: 0, endTime: 2, samples: [50_000], timeDeltas: [1] }], 0, 2);
  expect(cut.nodes).toHaveLength(50_000);
});
