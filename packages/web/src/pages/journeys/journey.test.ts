import type { BusinessEvent } from "contract";
import { expect, test } from "vitest";

import { columnsOf, type Walk } from "../../draw/column-walks.fixture.ts";
import { columnChoices, usualColumns } from "./column-choices.ts";
import { columnFacts, columnFunnel, selectedIn, waysFrom } from "./column-ways.ts";
import { personVisits } from "./person-visits.ts";
import { foldedUnder } from "./folded-under.ts";
import { pathsOf, validateJourneySearch } from "./search.ts";

const minute = 60_000n * 1_000_000n;
const at = (minutes: number, part: Partial<BusinessEvent>): BusinessEvent =>
  ({
    uid: String(minutes),
    kind: "journey",
    phase: "step",
    name: "shopping",
    entityId: "",
    step: "",
    outcome: "",
    reason: "",
    amount: null,
    currency: "",
    timeNs: String(BigInt(minutes) * minute),
    traceId: "t",
    ...part,
  }) as BusinessEvent;

test("starts a new visit after half an hour without an event", () => {
  const visits = personVisits(
    [
      at(0, { step: "cart" }),
      at(29, { step: "payment" }),
      at(59, { step: "cart" }),
      at(62, { name: "other", step: "elsewhere" }),
      at(63, {
        kind: "transaction",
        phase: "ended",
        name: "purchase",
        outcome: "completed",
        entityId: "order-789",
        amount: "9.99",
        currency: "EUR",
      }),
      at(64, { phase: "abandoned", reason: "too long" }),
    ],
    "shopping",
  );
  expect(visits.map((v) => [v.points.length, v.lengthMs, v.pauseMs])).toEqual([
    [2, 1_740_000, null],
    [3, 300_000, 1_800_000],
  ]);
  expect(visits[1]!.points.map((p) => [p.name, p.tone])).toEqual([
    ["cart", "step"],
    ["purchase completed", "ok"],
    ["left", "left"],
  ]);
});

test("what became of the visits of a step in a column is all of them", () => {
  const walks: readonly Walk[] = [
    { path: ["home", "cart", "pay"], visits: 60, ending: "completed" },
    { path: ["home", "cart"], visits: 30, ending: "left" },
    { path: ["home", "cart", "home"], visits: 8, ending: "left" },
    { path: ["search", "cart"], visits: 2, ending: "open" },
  ];
  const columns = columnsOf(walks, 3);
  const facts = columnFacts(columns, { column: 1, step: "cart" })!;
  expect(facts.cameFrom.map(({ name, visits }) => [name, visits])).toEqual([
    ["home", 98],
    ["search", 2],
  ]);
  expect(facts.wentTo.map(({ name, step, visits }) => [name, step, visits])).toEqual([
    ["pay", "pay", 60],
    ["home", "home", 8],
    ["still open", null, 2],
    ["left", null, 30],
  ]);
  expect(facts.wentTo.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
  expect(facts.wentTo.filter(({ isLoss }) => isLoss).map(({ name }) => name)).toEqual(["left"]);
  expect(columnFacts(columns, { column: 2, step: "pay" })!.wentTo.map(({ name }) => name)).toEqual([
    "purchase",
  ]);
  expect(columnFacts(columns, { column: 2, step: "cart" })).toBeUndefined();
  expect(columnFacts(columns, { column: 7, step: "cart" })).toBeUndefined();
  expect(columnFunnel(columns, { column: 2, step: "pay" })).toEqual(["home", "cart", "pay"]);
  expect(columnFunnel(columns, { column: 2, step: "home" })).toEqual(["cart", "home"]);
  expect(columnFunnel(columns, { column: 0, step: "home" })).toEqual(["home", "cart", "pay"]);
});

test("what became of the visits of each node, also of all small ones, is all of them", () => {
  const walks = ["a", "b", "c", "d"].map((first, place): Walk => ({
    path: [first, "cart", `${first}2`],
    visits: 40 - 10 * place,
    ending: place % 2 === 0 ? "completed" : "left",
  }));
  const journey = columnsOf(walks, 3, 3);
  const ways = journey.columns.map(({ nodes }, column) =>
    nodes.map((node) => [
      node.step,
      waysFrom(journey, column, node).map(({ name, visits }) => `${visits} ${name}`),
    ]),
  );
  expect(ways).toEqual([
    [
      ["a", ["40 cart"]],
      ["b", ["30 cart"]],
      [null, ["30 cart"]],
    ],
    [["cart", ["40 a2", "30 b2", "30 other"]]],
    [
      ["a2", ["40 purchase"]],
      ["b2", ["30 left"]],
      [null, ["20 purchase", "10 left"]],
    ],
  ]);
});

test("ignores wrong values in the URL", () => {
  const wrong = { unit: "sessions", view: "steps", hide: "much", end: "visit", endName: "late" };
  expect(validateJourneySearch(wrong)).toEqual({});
  const right = { unit: "people", end: "transaction", endName: "purchase", column: "2", start: "home" };
  expect(validateJourneySearch({ ...right, columns: "8" })).toEqual({ ...right, columns: 8, column: 2 });
  expect([{}, { hide: 0 }, { hide: -1 }, { hide: 99 }].map(foldedUnder)).toEqual([1, 0, 0, 10]);
});

test("asks for as many columns as can be chosen, and for the usual number where the address has another one", () => {
  const asked = (columns: unknown): unknown => pathsOf({ columns }).columns;
  expect(columnChoices.map((count) => asked(String(count)))).toEqual(columnChoices);
  expect(columnChoices).toContain(usualColumns);
  expect([2, 9, 0, -1, 2.5, 3.5, "1", "many", "", undefined].map(asked)).toEqual(Array(10).fill(undefined));
});

test("a link without a column selects a step where visits first come to it", () => {
  const journey = columnsOf(
    [
      { path: ["home", "cart", "pay"], visits: 6, ending: "completed" },
      { path: ["home", "help", "cart"], visits: 9, ending: "left" },
    ],
    3,
  );
  expect(selectedIn(journey, { step: "cart" })).toEqual({ step: "cart", column: 1 });
  expect(selectedIn(journey, { step: "cart", column: 3 })).toEqual({ step: "cart", column: 2 });
  expect(selectedIn(journey, { step: "cart", column: 1 })).toBeUndefined();
  expect(selectedIn(journey, { step: "cart", column: 7 })).toBeUndefined();
  expect(selectedIn(journey, { step: "refund" })).toBeUndefined();
  expect(selectedIn(journey, { column: 1 })).toBeUndefined();
});

test.each([
  [{ end: "none" }, { end: "none" }],
  [
    { end: "step", endName: "pay" },
    { end: "step", endName: "pay" },
  ],
  // an end without its name, and a name without its end
  [{ end: "step" }, {}],
  [{ endName: "pay" }, {}],
  [{ end: "none", endName: "pay" }, {}],
])("asks for no end but those with a name: %j", (raw, asked) => {
  expect(JSON.parse(JSON.stringify(pathsOf(raw)))).toEqual(asked);
});
