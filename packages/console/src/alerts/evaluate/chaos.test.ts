// Chaos, seeded: consoles that are killed in a round, inserts that fail or arrive when another console leads, a store that answers late, and a
// clock that is put forwards and back. What the last leader would send is each change once, in order, and ends with what is true.
import type { AlertRule, Reading } from "alerts";
import { expect, test } from "vitest";
import { leadershipOf, type TestLeadership } from "../../lease/leadership.fixture.ts";
import { createMemoryView, type HeldInsert, type MemoryView, storeOf } from "./memory-view.fixture.ts";
import { createStoredOutbox } from "./stored-outbox.ts";
import { createTenantEvaluator, type TenantEvaluator } from "./tenant-evaluator.ts";
import { createTenantRules } from "./tenant-rules.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const regions = ["eu", "us", "asia"];
const rule: AlertRule = {
  name: "Payments fail",
  on: { metric: "failures" },
  when: { above: 10 },
  groupBy: ["region"],
};

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Console {
  readonly evaluator: TenantEvaluator;
  readonly leadership: TestLeadership;
}

function createWorld() {
  const view = createMemoryView();
  view.documents.set("alert-alert/1", { version: 1, content: rule });
  const clock = { nowMs: start };
  const values = new Map(regions.map((region) => [region, 1]));
  let term = 0;
  const startConsole = (): Console => ({
    leadership: leadershipOf((term += 1)),
    evaluator: createTenantEvaluator({
      tenant: "",
      view,
      leader: "test",
      nowMs: () => clock.nowMs,
      rules: createTenantRules({
        tenant: "",
        queries: view.queries,
        folder: undefined,
        documents: () => view.documentState(),
        nowMs: () => clock.nowMs,
        onProblem: () => undefined,
      }),
      reader: {
        async read(inputs) {
          const groups = [...values].map(([region, value]) => ({ labels: { region }, sample: { value } }));
          const reading: Reading = { groups };
          return new Map(inputs.map(({ id }) => [id, reading]));
        },
      },
    }),
  });
  return { view, clock, values, startConsole };
}

/** What would be sent to a receiver, by region, in order. */
async function sentBy(
  { leadership }: Console,
  view: MemoryView,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const outbox = createStoredOutbox({
    store: storeOf(new Map([["", view]])),
    nowMs: () => start,
    begun: () => new Set([""]),
  });
  const notices = await outbox.of(leadership).pending(() => true);
  expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
  const inOrder = notices.toSorted((one, other) => one.round! - other.round!);
  return new Map(
    regions.map((region) => [
      region,
      inOrder.filter(({ group }) => group["region"] === region).map(({ kind }) => kind),
    ]),
  );
}

/** What fails is tried again by the next look. */
async function tick({ evaluator, leadership }: Console): Promise<void> {
  const looked = (async () => {
    await evaluator.begin(leadership);
    await evaluator.tick(leadership);
  })();
  const failure = await looked.then(
    () => "",
    (error: unknown) => (error as Error).message,
  );
  expect(failure).toMatch(/^$|not answered|lease was lost/);
}

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
  "seed %d: each change is sent once",
  async (seed) => {
    const random = seeded(seed);
    const { view, clock, values, startConsole } = createWorld();
    let leading = startConsole();
    const onTheirWay: { readonly insert: HeldInsert; readonly done: Promise<void> }[] = [];
    const counts = { killed: 0, failed: 0, jumped: 0 };
    for (let step = 0; step < 250; step += 1) {
      clock.nowMs += 20_000;
      for (const region of regions) if (random() < 0.05) values.set(region, random() < 0.5 ? 1 : 20);
      const luck = random();
      if (luck < 0.06) {
        // killed while an insert is on its way, of a term or of a round
        const insert = view.holdNext();
        const done = tick(leading);
        const isSent = await Promise.race([insert.sent.then(() => true), done.then(() => false)]);
        leading.leadership.lose();
        if (isSent) onTheirWay.push({ insert, done });
        else view.holdNothing();
        leading = startConsole();
        // when the lease is over
        clock.nowMs += minute;
        counts.killed += 1;
      } else if (luck < 0.12) {
        view.failures.push(random() < 0.5 ? "refused" : "stored");
        counts.failed += 1;
      } else if (luck < 0.15) {
        clock.nowMs += Math.round((random() - 0.5) * 48 * 60) * minute;
        counts.jumped += 1;
      }
      if (random() < 0.3) {
        const [landing] = onTheirWay.splice(0, 1);
        landing?.insert.land();
        await landing?.done;
      }
      await tick(leading);
    }
    for (const { insert, done } of onTheirWay) {
      insert.land();
      await done;
    }
    view.failures.length = 0;
    clock.nowMs = start + 40 * 24 * 60 * minute;
    await tick(leading);
    clock.nowMs += minute;
    await tick(leading);

    expect(Math.min(counts.killed, counts.failed, counts.jumped)).toBeGreaterThan(1);
    const sent = await sentBy(leading, view);
    for (const [region, kinds] of sent) {
      // firing and recovered take turns, and the last is what is true
      expect(kinds).toEqual(kinds.map((_, index) => (index % 2 === 0 ? "firing" : "recovered")));
      expect(kinds.length % 2 === 1).toBe(values.get(region)! > 10);
    }
    expect([...sent.values()].flat().length).toBeGreaterThan(4);
  },
);
