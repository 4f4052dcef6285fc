// An insert of a leader that lost the lease while it was on its way: it lands when the next leader has begun, at any moment. What it
// contains must neither be sent nor replace what the next leader knows.
import type { AlertRule, Reading } from "alerts";
import { expect, test } from "vitest";
import { leadershipOf, type TestLeadership } from "../../lease/leadership.fixture.ts";
import { createMemoryView, type MemoryView, storeOf } from "./memory-view.fixture.ts";
import { createStoredOutbox } from "./stored-outbox.ts";
import { createTenantEvaluator, type StoredRound } from "./tenant-evaluator.ts";
import { createTenantRules } from "./tenant-rules.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const rule: AlertRule = { name: "Payments fail", on: { metric: "failures" }, when: { above: 10 } };
const hourly: AlertRule = { ...rule, name: "Disk fills", on: { metric: "disk" }, every: "1h", window: "1h" };

interface Console {
  readonly leadership: TestLeadership;
  begin(): Promise<void>;
  /** Evaluates with this value at a time. */
  at(ms: number, value: number): Promise<StoredRound | undefined>;
}

function consoleOn(view: MemoryView, term: number): Console {
  let [nowMs, value] = [start, 0];
  const leadership = leadershipOf(term);
  const evaluator = createTenantEvaluator({
    tenant: "",
    view,
    leader: `console ${term}`,
    nowMs: () => nowMs,
    rules: createTenantRules({
      tenant: "",
      queries: view.queries,
      folder: undefined,
      documents: () => view.documentState(),
      nowMs: () => nowMs,
      onProblem: () => undefined,
    }),
    reader: {
      async read(inputs) {
        const reading: Reading = { groups: [{ labels: {}, sample: { value } }] };
        return new Map(inputs.map(({ id }) => [id, reading]));
      },
    },
  });
  return {
    leadership,
    begin: () => evaluator.begin(leadership),
    async at(ms, next) {
      [nowMs, value] = [ms, next];
      await evaluator.begin(leadership);
      return evaluator.tick(leadership);
    },
  };
}

function createStore(): MemoryView {
  const view = createMemoryView();
  view.documents.set("alert-alert/1", { version: 1, content: rule });
  view.documents.set("alert-alert/2", { version: 1, content: hourly });
  return view;
}

/** Messages that a leader would send, each with what its receivers read. */
async function pending(view: MemoryView, { leadership }: Console): Promise<readonly string[]> {
  const outbox = createStoredOutbox({
    store: storeOf(new Map([["", view]])),
    nowMs: () => start + 60 * minute,
    begun: () => new Set([""]),
  });
  return (await outbox.of(leadership).pending(() => true)).map(
    ({ rule: name, kind, at }) => `${name} ${kind} ${at - start}`,
  );
}

type Moment =
  | "before the next leader reads"
  | "between its reading and its term"
  | "after its term"
  | "after its round";
const moments: readonly Moment[] = [
  "before the next leader reads",
  "between its reading and its term",
  "after its term",
  "after its round",
];

test.each(moments)("each change is sent once when the insert lands %s", async (moment) => {
  const view = createStore();
  const first = consoleOn(view, 1);
  await first.at(start, 1);
  const insert = view.holdNext();
  const late = first.at(start + minute, 20);
  await insert.sent;
  first.leadership.lose();
  const landNow = async (now: Moment): Promise<void> => {
    if (now !== moment) return;
    insert.land();
    await late;
  };

  await landNow("before the next leader reads");
  const second = consoleOn(view, 2);
  const term = view.holdNext();
  const begun = second.begin();
  // it has read when its insert is on its way
  await term.sent;
  await landNow("between its reading and its term");
  term.land();
  await begun;
  await landNow("after its term");
  await second.at(start + 2 * minute, 20);
  await landNow("after its round");
  await second.at(start + 3 * minute, 20);
  await second.at(start + 4 * minute, 1);

  const isKept = moment === "before the next leader reads";
  const at = isKept ? minute : 2 * minute;
  expect(await pending(view, second)).toEqual([
    `Payments fail firing ${at}`,
    `Payments fail recovered ${4 * minute}`,
  ]);
  expect(view.rows("change")).toHaveLength(2);
});

test("states of rules that were not due since stay those that the next leader has read", async () => {
  const view = createStore();
  const first = consoleOn(view, 1);
  await first.at(start, 20);
  expect(await pending(view, first)).toHaveLength(2);
  const insert = view.holdNext();
  // both recover, in a round that arrives too late
  const late = first.at(start + 60 * minute, 1);
  await insert.sent;
  first.leadership.lose();
  const second = consoleOn(view, 2);
  await second.begin();
  insert.land();
  await late;
  const third = consoleOn(view, 3);
  await third.begin();
  const states = view.rows("state").map(({ id, body }) => {
    const { groups } = JSON.parse(body) as { groups: Record<string, { state: string }> };
    return `${id} ${groups[""]!.state}`;
  });
  expect(states.toSorted()).toEqual(["Disk fills firing", "Payments fail firing"]);
  // and the recovery is sent by who finds it
  const round = await third.at(start + 60 * minute, 1);
  expect(round?.notices.map(({ kind }) => kind)).toEqual(["recovered", "recovered"]);
  expect(await pending(view, third)).toHaveLength(4);
});

test("a term that arrives late, of a leader that was replaced before it began, changes nothing", async () => {
  const view = createStore();
  await consoleOn(view, 1).at(start, 1);
  const second = consoleOn(view, 2);
  const insert = view.holdNext();
  const late = second.begin();
  await insert.sent;
  second.leadership.lose();
  const third = consoleOn(view, 3);
  await third.at(start + minute, 20);
  insert.land();
  await late;
  await expect(second.at(start + minute, 20)).rejects.toThrow("the lease was lost");
  await third.at(start + 2 * minute, 1);
  const fourth = consoleOn(view, 4);
  await fourth.begin();
  expect(await pending(view, fourth)).toEqual([
    `Payments fail firing ${minute}`,
    `Payments fail recovered ${2 * minute}`,
  ]);
});

test("a term whose insert was not answered begins again, the same", async () => {
  const view = createStore();
  const first = consoleOn(view, 1);
  await first.at(start, 20);
  const second = consoleOn(view, 2);
  view.failures.push("stored", "refused");
  await expect(second.begin()).rejects.toThrow("not answered");
  await expect(second.begin()).rejects.toThrow("not answered");
  await second.begin();
  expect(view.rows("term")).toHaveLength(1);
  expect(await second.at(start + minute, 20)).toMatchObject({ notices: [] });
  expect(await pending(view, second)).toHaveLength(2);
});
