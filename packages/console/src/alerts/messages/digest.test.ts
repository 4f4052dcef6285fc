import type { DigestResult } from "contract";
import { expect, test } from "vitest";
import { toDigestMessage } from "./digest-text.ts";
import { dueDigest } from "./digest-week.ts";

test.each([
  ["2026-11-23T07:59:59Z", undefined],
  ["2026-11-23T08:00:00Z", "2026-11-23T08:00:00.000Z"],
  ["2026-11-24T07:59:00Z", "2026-11-23T08:00:00.000Z"],
  ["2026-11-24T08:00:00Z", undefined],
  ["2026-11-29T12:00:00Z", undefined],
])("at %s the digest of %s is due", (now, due) => {
  const found = dueDigest(Date.parse(now));
  expect(found === undefined ? undefined : new Date(found).toISOString()).toBe(due);
});

const quiet: DigestResult = {
  from: "2026-11-16T08:00:00Z",
  to: "2026-11-23T08:00:00Z",
  earlier: "all",
  completeUpTo: null,
  arrived: true,
  moves: [],
  errors: [],
  patterns: [],
  slower: [],
  alerts: [],
  dark: [],
  fresh: [],
  more: [],
  missing: [],
};

test("a digest has a section for each part that has lines", () => {
  const path = "/";
  const message = toDigestMessage(
    { id: "digest/bank/2026-11-23", tenant: "bank", url: "https://telltale.example/digest" },
    {
      ...quiet,
      moves: [
        {
          kind: "transaction",
          name: "purchase",
          what: "completion",
          now: 0.874,
          before: 0.961,
          unit: "share",
          size: -9,
          path,
        },
      ],
      alerts: [{ rule: "Cards declined", firings: 14, useful: 1, noise: 9, path }],
    },
  );
  expect(message).toEqual({
    id: "digest/bank/2026-11-23",
    tenant: "bank",
    title: "What changed in the week to 2026-11-23 in bank",
    sections: [
      { title: "What moved", lines: ["purchase: completion fell from 96.1 % to 87.4 %"] },
      { title: "Alerts", lines: ["Cards declined: fired 14 times, 1 useful, 9 noise"] },
    ],
    url: "https://telltale.example/digest",
  });
});

test("a week without changes says so", () => {
  expect(toDigestMessage({ id: "d", tenant: "", url: undefined }, quiet).sections).toEqual([
    { title: "A quiet week", lines: ["Nothing changed by more than chance."] },
  ]);
});

test("a week in which nothing arrived is not called quiet", () => {
  const dark = [{ kind: "service", name: "shop", path: "/" }] as const;
  const { sections } = toDigestMessage(
    { id: "d", tenant: "", url: undefined },
    { ...quiet, arrived: false, dark: [...dark] },
  );
  expect(sections.map(({ title, lines }) => [title, lines])).toEqual([
    ["No telemetry", ["Nothing arrived in this week, so that nothing can have changed."]],
    ["What went dark", ["service shop"]],
  ]);
});

test("a long list is shortened, and says how many more there are", () => {
  const path = "/";
  const fresh = Array.from({ length: 50 }, (_, at) => ({ kind: "service", name: `s${at}`, path }) as const);
  const slower = Array.from({ length: 10 }, (_, at) => ({
    service: `s${at}`,
    p95Ms: 2,
    beforeMs: 1,
    entries: 100,
    path,
  }));
  const more = [
    { part: "fresh", count: 950, path },
    { part: "slower", count: null, path },
  ] as const;
  const { sections } = toDigestMessage(
    { id: "d", tenant: "", url: undefined },
    { ...quiet, fresh, slower, more: [...more] },
  );
  expect(sections.map(({ title, lines }) => [title, lines.length, lines.at(-1)])).toEqual([
    ["Slower services", 11, "and more"],
    ["What is new", 16, "and 985 more"],
  ]);
});

test.each([
  ["EUR", "12 EUR to 4 EUR"],
  ["", "12 to 4"],
  ["share", "12 share to 4 share"],
])("an amount in the currency `%s` is an amount", (unit, expected) => {
  const move = { kind: "transaction", name: "refund", what: "amount", now: 4, before: 12, unit } as const;
  const { sections } = toDigestMessage(
    { id: "d", tenant: "", url: undefined },
    { ...quiet, moves: [{ ...move, size: -5, path: "/" }] },
  );
  expect(sections[0]?.lines).toEqual([`refund: completed amount fell from ${expected}`]);
});
