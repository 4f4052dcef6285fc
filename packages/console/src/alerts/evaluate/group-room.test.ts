// The groups of all rules of a tenant have room together: a round keeps what it can, and counts the others at their rule.
import type { AlertRule, RuleState } from "alerts";
import { expect, test } from "vitest";
import { leadershipOf } from "../../lease/leadership.fixture.ts";
import { createMemoryView } from "./memory-view.fixture.ts";
import { createTenantEvaluator } from "./tenant-evaluator.ts";
import { createTenantRules } from "./tenant-rules.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const day = 86_400_000;
const groups = 8_000;
/** Of all rules of a tenant. */
const mostGroups = 20_000;

const ruleOf = (name: string): AlertRule => ({
  name,
  on: { metric: name },
  when: { above: 10 },
  groupBy: ["queue"],
  groupLimit: 10_000,
  severity: "info",
  owner: "team-queues",
});

test("groups that have no room are counted, and get it when others end", async () => {
  const view = createMemoryView();
  for (const name of ["a", "b", "c"])
    view.documents.set(`alert-alert/${name}`, { version: 1, content: ruleOf(name) });
  let nowMs = start;
  let count = groups;
  const evaluator = createTenantEvaluator({
    tenant: "shop",
    view,
    leader: "test",
    nowMs: () => nowMs,
    rules: createTenantRules({
      tenant: "shop",
      queries: view.queries,
      folder: undefined,
      documents: view.documentState,
      nowMs: () => nowMs,
      onProblem: () => undefined,
    }),
    reader: {
      read: async (inputs) =>
        new Map(
          inputs.map(({ id }) => [
            id,
            {
              groups: Array.from({ length: count }, (_, n) => ({
                labels: { queue: `q${n}` },
                sample: { value: 1 },
              })),
            },
          ]),
        ),
    },
  });
  const leadership = leadershipOf();
  const round = async (): Promise<readonly (readonly [string, number, number])[]> => {
    await evaluator.begin(leadership);
    await evaluator.tick(leadership);
    return view.rows("state").map(({ id, body }) => {
      const { groups: known, leftOut } = JSON.parse(body) as RuleState;
      return [id, Object.keys(known).length, leftOut] as const;
    });
  };
  const [a, b, c] = await round();
  expect([a, b, c]).toEqual([
    ["a", groups, 0],
    ["b", groups, 0],
    ["c", mostGroups - 2 * groups, 3 * groups - mostGroups],
  ]);
  // those that are known stay, in every round
  nowMs += minute;
  expect(await round()).toEqual([a, b, c]);
  // groups without data are forgotten after a day: in one round they end, and in the next others have their room
  count = 10;
  nowMs += 2 * day;
  await round();
  nowMs += minute;
  expect(await round()).toEqual(["a", "b", "c"].map((name) => [name, 10, 0]));
});
