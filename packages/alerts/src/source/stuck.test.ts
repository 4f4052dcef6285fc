import fc from "fast-check";
import { expect, test } from "vitest";
import { indexFacts } from "../replay/index-facts.ts";
import { createReader } from "../replay/read.ts";
import { createStuckCounter, type WorkflowFact } from "./stuck.ts";

const [minute, day] = [60_000, 86_400_000];
const start = Date.parse("2026-03-02T09:00:00Z");
const source = { workflow: "order", longerThan: "10m" };

const event = (at: number, id: string, more: Partial<WorkflowFact> = {}): WorkflowFact => ({
  at,
  id,
  workflow: "order",
  state: "packed",
  attributes: { region: "eu" },
  ...more,
});

/** By region: instances whose last event is ten minutes old or older, no end, and of the last 30 days. */
function stuckAt(facts: readonly WorkflowFact[], at: number, only?: string): Record<string, number> {
  const last = new Map(facts.filter((fact) => fact.at < at).map((fact) => [fact.id, fact]));
  const since = Math.floor((at - 30 * day) / day) * day;
  const found = [...last.values()].filter(
    (fact) =>
      fact.ended !== true &&
      at - fact.at >= 10 * minute &&
      fact.at >= since &&
      (only === undefined || fact.state === only),
  );
  const regions = Map.groupBy(found, ({ attributes }) => attributes["region"] ?? "");
  return Object.fromEntries([...regions].map(([region, own]) => [region, own.length]));
}

const facts = fc.array(
  fc
    .record({
      id: fc.constantFrom("a", "b", "c", "d"),
      // in steps of five minutes, and a day 31 days before
      step: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: -8_930, max: -8_900 })),
      state: fc.constantFrom("packed", "sent"),
      region: fc.constantFrom("eu", "us"),
      ended: fc.boolean(),
    })
    .map(({ id, step, state, region, ended }) =>
      event(start + step * 5 * minute, id, { state, attributes: { region }, ended }),
    ),
  { maxLength: 30 },
);

test("counts what has had no event for long at each time, also at an earlier one", () => {
  const times = fc.array(fc.integer({ min: -10, max: 50 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(facts, times, fc.constantFrom(undefined, "packed"), (list, steps, state) => {
      const ordered = list.toSorted((a, b) => a.at - b.at);
      const count = createStuckCounter(indexFacts(list));
      // forward, and once back
      for (const step of [...steps.toSorted((a, b) => a - b), steps[0]!]) {
        const at = start + step * 5 * minute;
        const found = count({ ...source, ...(state !== undefined && { state }) }, ["region"], at);
        expect(
          Object.fromEntries(found.map(({ labels, sample }) => [labels["region"], sample.value])),
        ).toEqual(stuckAt(ordered, at, state));
      }
    }),
    { seed: 38, numRuns: 300 },
  );
});

test("what stays open is looked at once, however often it is counted", () => {
  let looks = 0;
  const open = Array.from({ length: 2_000 }, (_, index) => ({
    ...event(start, `o${index}`),
    get at() {
      looks += 1;
      return start + index;
    },
  }));
  const read = createReader(indexFacts(open));
  const indexed = looks;
  const asked = {
    source: { ...source, measure: "stuck" as const },
    windowMs: minute,
    groupBy: ["region"],
    withSince: false,
  };
  for (let round = 0; round < 1_000; round += 1)
    for (const agoMs of [0, 60 * minute]) read({ id: "", ...asked, agoMs }, start + round * minute);
  // each evaluation of each delay also looks for what is next
  expect(looks - indexed).toBeLessThan(2 * 6 * open.length);
});
