import type { BusinessEvent, JourneyResult } from "contract";
import { expect, test } from "vitest";

import { personVisits } from "./person-visits.ts";
import { validateJourneySearch } from "./search.ts";
import { stepFacts } from "./step-facts.ts";

const journey: JourneyResult = {
  truncatedNodes: 0,
  from: "",
  to: "",
  name: "shopping",
  people: 100,
  steps: 300,
  share: 1,
  isEstimate: false,
  goal: "done",
  taken: [],
  goalPeople: 40,
  examples: [],
  nodes: [
    { step: "cart", people: 100, depth: 0, left: 50, errors: 0 },
    { step: "payment", people: 50, depth: 3, left: 10, errors: 5 },
    { step: "done", people: 40, depth: 4, left: 40, errors: 0 },
  ],
  links: [
    { from: "cart", to: "payment", people: 50, medianMs: 9000, errors: 0, loop: false },
    { from: "payment", to: "done", people: 40, medianMs: 3000, errors: 0, loop: false },
    { from: "payment", to: "payment", people: 4, medianMs: 100, errors: 0, loop: true },
    { from: "payment", to: "cart", people: 2, medianMs: 100, errors: 0, loop: true },
  ],
};

test("lists the steps before and after a step, the people who left, and loops", () => {
  const facts = stepFacts(journey, "payment")!;
  expect([facts.position, facts.of, facts.timeMs]).toEqual([2, 3, 3000]);
  expect(facts.cameFrom.map((e) => [e.name, e.people, e.share])).toEqual([["cart", 50, 1]]);
  expect(facts.wentTo.map((e) => [e.name, e.people])).toEqual([
    ["done", 40],
    ["left", 10],
  ]);
  expect(facts.loops.map((e) => e.name)).toEqual(["payment again", "back to cart"]);
  expect(stepFacts(journey, "done")!.wentTo).toEqual([]);
  expect(stepFacts(journey, "nowhere")).toBeUndefined();
});

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
      at(30, { step: "payment" }),
      at(61, { step: "cart" }),
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
    [2, 1_800_000, null],
    [3, 180_000, 1_860_000],
  ]);
  expect(visits[1]!.points.map((p) => [p.name, p.tone])).toEqual([
    ["cart", "step"],
    ["purchase completed", "ok"],
    ["left", "left"],
  ]);
});

test("ignores wrong values in the URL", () => {
  expect(validateJourneySearch({ direction: "sideways", hide: "99", step: "payment" })).toEqual({
    step: "payment",
  });
});
