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
  people: 90,
  visits: 100,
  steps: 300,
  share: 1,
  isEstimate: false,
  goal: "done",
  taken: [],
  goalPeople: 40,
  examples: [],
  nodes: [
    { step: "cart", people: 90, visits: 102, depth: 0, left: 42, ended: 0, open: 8, errors: 0 },
    { step: "payment", people: 50, visits: 52, depth: 3, left: 7, ended: 0, open: 3, errors: 5 },
    { step: "done", people: 40, visits: 40, depth: 4, left: 0, ended: 40, open: 0, errors: 0 },
  ],
  links: [
    { from: "cart", to: "payment", visits: 52, medianMs: 9000, errors: 0, loop: false },
    { from: "payment", to: "done", visits: 40, medianMs: 3000, errors: 0, loop: false },
    { from: "payment", to: "cart", visits: 2, medianMs: 100, errors: 0, loop: true },
  ],
};

test("lists the steps before and after a step, and the visits that came no further", () => {
  const facts = stepFacts(journey, "payment")!;
  expect([facts.position, facts.of, facts.timeMs]).toEqual([2, 3, 3000]);
  expect(facts.cameFrom.map((e) => [e.name, e.visits, e.share])).toEqual([["cart", 52, 1]]);
  expect(facts.wentTo.map((e) => [e.name, e.visits])).toEqual([
    ["done", 40],
    ["back to cart", 2],
    ["still open", 3],
    ["left", 7],
  ]);
  expect(stepFacts(journey, "done")!.wentTo.map((e) => [e.name, e.visits])).toEqual([["ended well", 40]]);
  expect(stepFacts(journey, "cart")!.cameFrom.map((e) => e.name)).toEqual(["back from payment"]);
  expect(stepFacts(journey, "nowhere")).toBeUndefined();
});

test("what became of the visits at a step is all of them", () => {
  for (const { step } of journey.nodes) {
    const shares = stepFacts(journey, step)!.wentTo.map(({ share }) => share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  }
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

test("ignores wrong values in the URL", () => {
  expect(validateJourneySearch({ direction: "sideways", hide: "99", step: "payment" })).toEqual({
    step: "payment",
  });
});
