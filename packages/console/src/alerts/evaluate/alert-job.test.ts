import { expect, test } from "vitest";
import type { AlertView } from "../view.ts";
import { createAlertJob } from "./alert-job.ts";
import { createMemoryView } from "./memory-view.fixture.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const rule = { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } };

function run(tenants: readonly string[]) {
  const views = new Map(tenants.map((tenant) => [tenant, createMemoryView()]));
  for (const view of views.values()) view.documents.set("alert-alert/1", { version: 1, content: rule });
  const errors: string[] = [];
  const rounds: string[] = [];
  const clock = { nowMs: start };
  const broken = new Set<string>();
  const job = createAlertJob({
    tenants: async () => tenants,
    async viewOf(tenant) {
      if (broken.has(tenant)) throw new Error("no view");
      return views.get(tenant) as unknown as AlertView;
    },
    readerOf: () => ({
      read: async (inputs) =>
        new Map(
          inputs.map(({ id }) => [
            id,
            {
              groups: [
                {
                  labels: {},
                  sample: { value: 20 },
                },
              ],
            },
          ]),
        ),
    }),
    folder: undefined,
    leader: "test",
    nowMs: () => clock.nowMs,
    onRound: ({ tenant, notices }) => rounds.push(`${tenant} ${notices.map(({ kind }) => kind).join()}`),
    onError: (what, { message }) => errors.push(`${what}: ${message}`),
  });
  return { views, errors, rounds, clock, broken, job };
}

test("evaluates each tenant, and the others when one fails, which it reports once a minute", async () => {
  const { job, rounds, errors, broken, clock } = run(["bank", "shop"]);
  broken.add("bank");
  const { signal } = new AbortController();
  for (let second = 0; second < 59; second += 1) {
    clock.nowMs = start + second * 1_000;
    await job.run(signal);
  }
  expect(rounds).toEqual(["shop firing"]);
  expect(errors).toEqual(["alert rules of bank: no view"]);
  clock.nowMs = start + 60_000;
  broken.clear();
  await job.run(signal);
  expect(rounds).toEqual(["shop firing", "bank firing", "shop "]);
});

test("loads the states anew when the lease is won again: another console may have evaluated", async () => {
  const { job, rounds, views, clock } = run(["shop"]);
  await job.run(new AbortController().signal);
  const view = views.get("shop")!;
  const state = view.rows("state")[0]!;
  await view.alertRecords.add([{ ...state, version: 99 }]);
  clock.nowMs = start + 60_000;
  await job.run(new AbortController().signal);
  expect(view.rows("state")[0]!.version).toBe(100);
  expect(rounds).toEqual(["shop firing", "shop "]);
});

test("does nothing more when the signal aborts", async () => {
  const { job, rounds } = run(["bank", "shop"]);
  await job.run(AbortSignal.abort());
  expect(rounds).toEqual([]);
});
