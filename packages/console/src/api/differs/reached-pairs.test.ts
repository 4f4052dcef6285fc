// Pairs of attributes that only a part of the selection came to: the overview has people who left at each step beside a fault at one of them.
import { expect, test } from "vitest";
import { type Candidate, testAttributes } from "./candidates.ts";
import { everyRow, type KeyCounts, type Reach } from "./counts.ts";
import { toFindings } from "./findings.ts";
import { findPairs } from "./pairs.ts";
import { maxCandidates, traceBit } from "./patterns.ts";

/** Rows of either side with these conditions, `operation key value`. */
type Group = readonly [selection: number, rest: number, ...conditions: string[]];

/** The first findings, as keys with values. */
function findingsOf(groups: readonly Group[]): readonly (readonly string[])[] {
  const selection = sum(groups.map(([count]) => count));
  const rest = sum(groups.map(([, count]) => count));
  const sides = { selection, rest, selectionGroups: selection, restGroups: rest };
  const { candidates } = testAttributes(
    {
      keys: [],
      numbers: [],
      sides,
      trace: { keys: keysOf(groups), sides },
      mayEndEarly: true,
      needsCause: true,
    },
    maxCandidates,
  );
  const patterns = groups.map(([inSelection, inRest, ...conditions]) => ({
    mask: candidates.reduce(
      (mask, { operation, key, value }, at) =>
        conditions.includes(`${operation} ${key} ${value}`) ? mask | (1 << at) : mask,
      traceBit,
    ),
    selection: inSelection,
    rest: inRest,
  }));
  return toFindings(candidates, { patterns, sides, values: 280, needsCause: true }).map(({ members }) =>
    members.map(({ key, value }) => `${key} ${value}`).toSorted(),
  );
}

function keysOf(groups: readonly Group[]): KeyCounts[] {
  const conditions = [...new Set(groups.flatMap(([, , ...own]) => own))].map(
    (one) => one.split(" ") as [string, string, string],
  );
  const count = (isMet: (condition: string) => boolean) => {
    const met = groups.filter(([, , ...own]) => own.some(isMet));
    return { selection: sum(met.map(([one]) => one)), rest: sum(met.map(([, one]) => one)) };
  };
  return [...new Set(conditions.map(([operation, key]) => `${operation} ${key}`))].map((name): KeyCounts => {
    const [operation, key] = name.split(" ") as [string, string];
    const values = conditions.filter(([ofOperation, ofKey]) => ofOperation === operation && ofKey === key);
    return {
      key,
      operation,
      distinct: values.length,
      ...count((one) => one.startsWith(`${name} `)),
      values: values.map(([, , value]) => ({ value, ...count((one) => one === `${name} ${value}`) })),
    };
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

test("names a pair of which one part is as frequent where most of the selection did not come so far", () => {
  const [first] = findingsOf([
    [20, 33, "pay provider nordpay", "pay region north"],
    [4, 147, "pay provider nordpay", "pay region south"],
    [3, 96, "pay provider paycove", "pay region north"],
    [6, 264, "pay provider paycove", "pay region south"],
    // left before
    [246, 0],
  ]);
  expect(first).toEqual(["provider nordpay", "region north"]);
});

test("names a pair before a part that differs more, because most of the selection has other reasons", () => {
  const [first] = findingsOf([
    [44, 34, "pay currency USD", "pay lines 1"],
    [5, 59, "pay currency USD", "pay lines 2"],
    [15, 294, "pay currency EUR", "pay lines 1"],
    [8, 301, "pay currency EUR", "pay lines 2"],
    [176, 0],
  ]);
  expect(first).toEqual(["currency USD", "lines 1"]);
});

test("names a pair of which more rows came to one part earlier, at another operation", () => {
  const [first] = findingsOf([
    [31, 35, "address method pickup", "send method pickup", "send version 2"],
    [1, 142, "address method pickup", "send method pickup", "send version 1"],
    [0, 109, "address method parcel", "send method parcel", "send version 2"],
    [4, 269, "address method parcel", "send method parcel", "send version 1"],
    [75, 0, "address method pickup"],
    [102, 0, "address method parcel"],
    [82, 0],
  ]);
  expect(first).toEqual(["method pickup", "version 2"]);
});

test("keeps two causes that do not need each other apart, also where few came to them", () => {
  const findings = findingsOf([
    [24, 26, "pay provider nordpay", "pay region north"],
    [60, 140, "pay provider nordpay", "pay region south"],
    [50, 110, "pay provider paycove", "pay region north"],
    [8, 620, "pay provider paycove", "pay region south"],
    [400, 0],
  ]);
  expect(findings.slice(0, 2).toSorted()).toEqual([["provider nordpay"], ["region north"]]);
});

test("keeps a cause that all rows have apart from one that few came to", () => {
  const findings = findingsOf([
    [29, 30, "front tier gold", "pay provider nordpay"],
    [259, 309, "front tier gold"],
    [4, 97, "front tier basic", "pay provider nordpay"],
    [20, 848, "front tier basic", "pay provider paycove"],
    [186, 0, "front tier basic"],
  ]);
  expect(findings[0]).toEqual(["tier gold"]);
  expect(findings).not.toContainEqual(["provider nordpay", "tier gold"]);
});

test("names no pair where too few rows have one part alone to say that it does nothing", () => {
  const findings = findingsOf([
    [80, 20, "pay provider nordpay", "pay region north"],
    [2, 10, "pay provider nordpay", "pay region south"],
    [5, 300, "pay provider paycove", "pay region north"],
    [55, 640, "pay provider paycove", "pay region south"],
    [300, 0],
  ]);
  expect(findings).not.toContainEqual(["provider nordpay", "region north"]);
});

test("a part that more rows came to than to the other is compared among all of them", () => {
  const sides = { selection: 597, rest: 310, selectionGroups: 597, restGroups: 310 };
  const [selection, rest] = [48 / 597, 84 / 310];
  const part = (key: string, reach: Reach) =>
    ({ key, difference: 0.1, restScale: reach.selection / reach.rest, reach }) as Candidate;
  const candidates = [part("tier", everyRow), part("provider", { selection, rest })];
  const patterns = [
    { mask: 3, selection: 47, rest: 2 },
    { mask: 1, selection: 96, rest: 226 },
    { mask: 2, selection: 1, rest: 41 },
    { mask: 0, selection: 453, rest: 41 },
  ];
  // the tier alone tells the sides apart better
  expect(findPairs(candidates, patterns, sides, 50)).toMatchObject([{ explainsMore: false }]);
});
