import { once } from "node:events";
import { describe, expect, test, vi } from "vitest";
import type { ApiQueries } from "../../api/context.ts";
import type { RuleFolder } from "../rules/rule-folder.ts";
import type { AlertView } from "../view.ts";
import { leadershipOf, type TestLeadership } from "../../lease/leadership.fixture.ts";
import { createAlertJob } from "./alert-job.ts";
import { createMemoryView, storeOf } from "./memory-view.fixture.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const rule = { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } };

const forever = new Promise<never>(() => undefined);

function run(tenants: readonly string[], folder?: RuleFolder) {
  /** What the readings of a tenant wait for. */
  const gates = new Map<string, Promise<unknown>>();
  /** What was asked of the store. */
  const asked: string[] = [];
  const waits = { patience: (): Promise<unknown> => forever, completed: 0, isAway: false };
  const views = new Map(tenants.map((tenant) => [tenant, createMemoryView()]));
  for (const view of views.values()) view.documents.set("alert-alert/1", { version: 1, content: rule });
  const watched = new Map(
    [...views].map(([tenant, view]) => {
      const queries: ApiQueries = {
        run(name, ...rest) {
          asked.push(`${name} of ${tenant}`);
          return view.queries.run(name, ...rest);
        },
      };
      return [tenant, { ...view, queries }];
    }),
  );
  const errors: string[] = [];
  const rounds: string[] = [];
  const begun: string[] = [];
  /** Of the rounds of all tenants. */
  const times: number[] = [];
  const clock = { nowMs: start };
  const broken = new Set<string>();
  const job = createAlertJob({
    async tenants() {
      asked.push("tenants");
      if (waits.isAway) throw new Error("the store is away");
      return storeOf(views).tenants();
    },
    patience: () => waits.patience(),
    onComplete: () => (waits.completed += 1),
    async viewOf(tenant) {
      if (broken.has(tenant)) throw new Error("no view");
      return watched.get(tenant) as unknown as AlertView;
    },
    readerOf: (view) => ({
      async read(inputs) {
        const tenant = [...watched].find(([, one]) => (one as unknown) === view)![0];
        asked.push(`readings of ${tenant}`);
        await gates.get(tenant);
        return new Map(inputs.map(({ id }) => [id, { groups: [{ labels: {}, sample: { value: 20 } }] }]));
      },
    }),
    folder,
    onBegin: (_, tenant) => begun.push(tenant),
    leader: "test",
    nowMs: () => clock.nowMs,
    onRound({ tenant, notices, at }) {
      times.push(at);
      rounds.push(`${tenant} ${notices.map(({ kind }) => kind).join()}`);
    },
    onError: (what, { message }) => errors.push(`${what}: ${message}`),
  });
  return { views, errors, rounds, begun, times, clock, broken, job, gates, asked, waits };
}

test("evaluates each tenant, and the others when one fails, which it reports once a minute", async () => {
  const { job, rounds, errors, broken, clock } = run(["bank", "shop"]);
  broken.add("bank");
  const leadership = leadershipOf();
  for (let second = 0; second < 59; second += 1) {
    clock.nowMs = start + second * 1_000;
    await job.run(leadership.signal, leadership);
  }
  expect(rounds).toEqual(["shop firing"]);
  expect(errors).toEqual(["alert rules of bank: no view"]);
  clock.nowMs = start + 60_000;
  broken.clear();
  await job.run(leadership.signal, leadership);
  expect(rounds.toSorted()).toEqual(["bank firing", "shop ", "shop firing"]);
});

test("loads the states anew when the lease is won again: another console may have evaluated", async () => {
  const { job, rounds, views, clock } = run(["shop"]);
  const lead = (leadership: TestLeadership): Promise<void> => job.run(leadership.signal, leadership);
  await lead(leadershipOf(1));
  const view = views.get("shop")!;
  const state = view.rows("state")[0]!;
  await view.alertRecords.add([{ ...state, version: state.version + 1 }]);
  clock.nowMs = start + 60_000;
  await lead(leadershipOf(3));
  expect(view.rows("state")[0]!.version).toBe(3 * 2 ** 32 + 1);
  expect(rounds).toEqual(["shop firing", "shop "]);
});

test.each(["abort", "lose"] as const)("does nothing more when the leadership is over: %s", async (how) => {
  const { job, rounds, views } = run(["bank", "shop"]);
  const leadership = leadershipOf();
  leadership[how]();
  await job.run(leadership.signal, leadership);
  expect(rounds).toEqual([]);
  expect(views.get("bank")!.inserts).toEqual([]);
});

test("a folder that was never read evaluates nothing, and the messages that wait may be sent", async () => {
  const refresh = (): Promise<never> => Promise.reject(new Error("no such folder"));
  const { job, rounds, errors, begun, waits } = run(["shop"], {
    version: 1,
    tenants: new Set<string>(),
    of: () => [],
    refresh,
  });
  const leadership = leadershipOf();
  await job.run(leadership.signal, leadership);
  await job.run(leadership.signal, leadership);
  expect(rounds).toEqual([]);
  expect(errors).toEqual(["the folder of alert rules: no such folder"]);
  expect(begun).toContain("shop");
  expect(waits.completed).toBe(0);
});

test("evaluates nothing while the tenants cannot be read, and says so once a minute", async () => {
  const { job, rounds, errors, clock, waits } = run(["shop"]);
  const leadership = leadershipOf();
  waits.isAway = true;
  for (let second = 0; second < 59; second += 1) {
    clock.nowMs = start + second * 1_000;
    await job.run(leadership.signal, leadership);
  }
  expect([rounds, waits.completed]).toEqual([[], 0]);
  expect(errors).toEqual(["the tenants with alert rules: the store is away"]);
  waits.isAway = false;
  clock.nowMs = start + 60_000;
  await job.run(leadership.signal, leadership);
  expect([rounds, waits.completed]).toEqual([["shop firing"], 1]);
});

test("a tenant whose readings are slow keeps no other waiting, and is not begun twice", async () => {
  const { job, rounds, clock, gates, asked, waits } = run(["bank", "shop"]);
  const opened = Promise.withResolvers<void>();
  gates.set("bank", opened.promise);
  // as if a second were over once the other is done
  waits.patience = () => vi.waitUntil(() => rounds.length > before, { timeout: 50_000 });
  const leadership = leadershipOf();
  let before = 0;
  await job.run(leadership.signal, leadership);
  expect(rounds).toEqual(["shop firing"]);
  expect(waits.completed).toBe(1);
  [before, clock.nowMs] = [1, start + 60_000];
  await job.run(leadership.signal, leadership);
  expect(rounds).toEqual(["shop firing", "shop "]);
  expect(asked.filter((one) => one === "readings of bank")).toHaveLength(1);
  // the heartbeats of a console that evaluates a tenant for a minute are missed
  expect(waits.completed).toBe(1);
  opened.resolve();
  await job.stop!();
  expect(rounds).toEqual(["shop firing", "shop ", "bank firing"]);
  waits.patience = () => forever;
  await job.run(leadership.signal, leadership);
  expect(waits.completed).toBe(2);
});

test.each([1, 100])("while nothing is due, %d tenants cost one query each five seconds", async (count) => {
  const { job, clock, asked, rounds } = run(Array.from({ length: count }, (_, index) => `tenant-${index}`));
  const leadership = leadershipOf();
  await job.run(leadership.signal, leadership);
  expect(rounds).toHaveLength(count);
  asked.length = 0;
  for (let second = 1; second < 60; second += 1) {
    clock.nowMs = start + second * 1_000;
    await job.run(leadership.signal, leadership);
  }
  expect(asked).toEqual(Array.from({ length: 11 }, () => "tenants"));
});

test("a stored rule that was changed is evaluated without a restart", async () => {
  const { job, clock, views, rounds } = run(["shop"]);
  const leadership = leadershipOf();
  await job.run(leadership.signal, leadership);
  const changed = { ...rule, name: "Queue grows fast" };
  views.get("shop")!.documents.set("alert-alert/2", { version: 1, content: changed });
  clock.nowMs = start + 5_000;
  await job.run(leadership.signal, leadership);
  expect(rounds).toEqual(["shop firing", "shop firing"]);
});

test("a folder that takes long delays no tenant, no message and no stop", async () => {
  const looks = { hang: true, ended: 0 };
  const folder: RuleFolder = {
    version: 1,
    tenants: new Set<string>(),
    of: () => [],
    async refresh(signal) {
      if (!looks.hang) return;
      await once(signal!, "abort");
      looks.ended += 1;
      signal!.throwIfAborted();
    },
  };
  const { job, rounds, begun, clock, waits, errors } = run(["shop"], folder);
  const leadership = leadershipOf();
  waits.patience = () => Promise.resolve();
  const lead = async (): Promise<void> => {
    await job.run(leadership.signal, leadership);
    await vi.waitUntil(() => begun.length > 0, { timeout: 50_000 });
  };
  // its rules are not known yet
  await lead();
  expect([begun, rounds]).toEqual([["shop"], []]);
  leadership.abort();
  await job.stop!();
  expect(looks.ended).toBe(1);
  const next = leadershipOf(2);
  looks.hang = false;
  waits.patience = () => forever;
  await job.run(next.signal, next);
  expect(rounds).toEqual(["shop firing"]);
  [looks.hang, clock.nowMs] = [true, start + 60_000];
  waits.patience = () => Promise.resolve();
  await job.run(next.signal, next);
  await vi.waitUntil(() => rounds.length === 2, { timeout: 50_000 });
  next.abort();
  await job.stop!();
  expect([looks.ended, errors]).toEqual([2, []]);
});

test("a run begins with the tenants that the last one did not reach, and is complete when all were begun", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `tenant-${String(index).padStart(2, "0")}`);
  const { job, begun, waits } = run(names);
  const leadership = leadershipOf();
  // over as soon as the first ones have begun
  waits.patience = () => Promise.resolve();
  await job.run(leadership.signal, leadership);
  expect(waits.completed).toBe(0);
  // those that have begun end
  await vi.waitUntil(() => begun.length === 16, { timeout: 50_000 });
  await job.stop!();
  await job.run(leadership.signal, leadership);
  expect(waits.completed).toBe(1);
  await job.stop!();
  expect([...new Set(begun)].toSorted()).toEqual(names);
});

describe("the times that passed while readings were slow", () => {
  /** The readings of the first round take four minutes, of which `pass` is the course. */
  async function overloaded(
    pass: (running: ReturnType<typeof run>, leadership: TestLeadership) => Promise<void>,
  ) {
    const running = run(["shop"]);
    const { job, gates, waits, clock, times, asked } = running;
    const opened = Promise.withResolvers<void>();
    gates.set("shop", opened.promise);
    waits.patience = () => vi.waitUntil(() => asked.includes("readings of shop"), { timeout: 50_000 });
    const leadership = leadershipOf();
    await job.run(leadership.signal, leadership);
    waits.patience = () => Promise.resolve();
    await pass(running, leadership);
    expect(clock.nowMs).toBe(start + 240_000);
    opened.resolve();
    gates.clear();
    await job.stop!();
    waits.patience = () => forever;
    return {
      ...running,
      leadership,
      /** Minutes of all rounds after some looks more. */
      async minutes(current = leadership): Promise<readonly number[]> {
        for (let look = 0; look < 3; look += 1) {
          clock.nowMs += 1_000;
          await job.run(current.signal, current);
        }
        return times.map((ms) => (ms - start) / 60_000);
      },
    };
  }

  const seconds = async (
    { job, clock }: ReturnType<typeof run>,
    leadership: TestLeadership,
    count: number,
  ): Promise<void> => {
    for (let passed = 0; passed < count; passed += 5) {
      clock.nowMs += 5_000;
      await job.run(leadership.signal, leadership);
    }
  };

  test("are evaluated, each at its own time, when ticks went on", async () => {
    const { minutes, errors } = await overloaded((running, leadership) => seconds(running, leadership, 240));
    expect(await minutes()).toEqual([0, 1, 2, 3, 4]);
    expect(errors).toEqual([]);
  });

  test("are not while the process was paused", async () => {
    const { minutes } = await overloaded(async (running, leadership) => {
      await seconds(running, leadership, 90);
      running.clock.nowMs += 120_000;
      await seconds(running, leadership, 30);
    });
    expect(await minutes()).toEqual([0, 4]);
  });

  test("are not by a new leader", async () => {
    const { minutes } = await overloaded((running, leadership) => seconds(running, leadership, 240));
    expect(await minutes(leadershipOf(2))).toEqual([0, 4]);
  });

  test("are not from before the store was away", async () => {
    const { minutes } = await overloaded(async (running, leadership) => {
      await seconds(running, leadership, 90);
      running.waits.isAway = true;
      await seconds(running, leadership, 60);
      running.waits.isAway = false;
      await seconds(running, leadership, 90);
    });
    expect(await minutes()).toEqual([0, 3, 4]);
  });

  test("are not from before a round could not be stored", async () => {
    const { job, clock, views, times } = run(["shop"]);
    const leadership = leadershipOf();
    await job.run(leadership.signal, leadership);
    views.get("shop")!.failures.push(...Array.from({ length: 36 }, () => "refused" as const));
    for (let passed = 0; passed < 250; passed += 5) {
      clock.nowMs += 5_000;
      await job.run(leadership.signal, leadership);
    }
    // the failures ended at 235 s
    expect(times.map((ms) => (ms - start) / 60_000)).toEqual([0, 1, 4]);
  });
});
