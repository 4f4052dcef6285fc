// Two consoles on one store: one evaluates; when it is lost, the other goes on where it was, and no message is sent twice.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAlertJob } from "../../src/alerts/evaluate/alert-job.ts";
import { createStoredOutbox } from "../../src/alerts/evaluate/stored-outbox.ts";
import { readCurrent } from "../../src/alerts/current.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import { type Leader, startLeader } from "../../src/lease/leader.ts";
import type { Lease } from "../../src/lease/lease.ts";
import type { Store } from "../../src/store/store.ts";
import { clusterPlace, type Place } from "../store-contract/places.ts";

const ttlMs = 6_000;
const rule = { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 }, every: "1s" };

let place: Place;
const stores: Store[] = [];
const leaders: Leader[] = [];

beforeAll(async () => {
  place = await clusterPlace();
});
afterAll(async () => {
  for (const leader of leaders) await leader.stop();
  for (const store of stores) await store.close();
  await place?.remove();
});

interface Candidate {
  readonly leader: Leader;
  readonly rounds: number[];
  /** From now on the lease does not reach the store: as of a console that hangs. */
  lose(): void;
}

async function candidate(name: string, value: () => number): Promise<Candidate> {
  const store = await place.open({ takesRows: false });
  stores.push(store);
  const held = store.lease("background", ttlMs)!;
  let isLost = false;
  const lease: Lease = {
    ...held,
    step: () => (isLost ? Promise.reject(new Error("the store is away")) : held.step()),
  };
  const rounds: number[] = [];
  const leader = startLeader({
    lease,
    stepMs: ttlMs / 10,
    jobs: [
      createAlertJob({
        tenants: () => store.alertTenants(),
        viewOf: async () => store,
        folder: undefined,
        leader: name,
        nowMs: Date.now,
        everyMs: 100,
        readerOf: () => ({
          read: async (inputs) =>
            new Map(
              inputs.map(({ id }) => [
                id,
                {
                  groups: [
                    {
                      labels: {},
                      sample: { value: value() },
                    },
                  ],
                },
              ]),
            ),
        }),
        onRound: ({ at }) => rounds.push(at),
        onError: () => undefined,
      }),
    ],
  });
  leaders.push(leader);
  return { leader, rounds, lose: () => void (isLost = true) };
}

test("the other console goes on with the states of the one that is lost, and sends nothing again", async () => {
  let value = 20;
  const first = await candidate("first", () => value);
  await saveThing(stores[0]!.documents, { kind: "alert", id: "1" }, { content: rule, savedBy: "anna" }, 0);
  await expect.poll(() => first.rounds.length, { timeout: 30_000 }).toBeGreaterThan(1);
  const second = await candidate("second", () => value);
  first.lose();
  await expect.poll(() => second.rounds.length, { timeout: 30_000 }).toBeGreaterThan(1);
  // never both for one time
  expect(first.rounds.filter((at) => second.rounds.includes(at))).toEqual([]);
  expect(second.rounds[0]! - first.rounds.at(-1)!).toBeLessThan(60_000);
  value = 1;
  const outbox = createStoredOutbox({
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
    tenants: () => stores[1]!.alertTenants(),
    viewOf: async () => stores[1]!,
    nowMs: Date.now,
  });
  const kinds = async (): Promise<string[]> => (await outbox.pending()).map(({ kind }) => kind);
  await expect.poll(kinds, { timeout: 30_000 }).toEqual(["firing", "recovered"]);
  const { round } = await readCurrent(stores[1]!.queries, {});
  expect(round?.leader).toBe("second");
}, 120_000);
