// @module-tag extended
// A store that is slow for some rounds: what the console finds is what a replay and a preview of the same telemetry find, to the second.
import { type AlertRule, type Change, type Fact, keyOf, replay } from "alerts";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAlertJob } from "../../src/alerts/evaluate/alert-job.ts";
import { createPreviewer } from "../../src/alerts/read/preview.ts";
import { createReader } from "../../src/alerts/read/read.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import { openApi, type TestApi } from "../api/harness.ts";
import { begin, fillEverySource, minutes } from "./every-source.ts";
import { exportedFacts } from "./exported-facts.ts";

let api: TestApi;
let facts: readonly Fact[];

beforeAll(async () => {
  api = await openApi();
  await fillEverySource(api);
  facts = await exportedFacts(api);
  const { documents } = api.store;
  for (const [n, content] of rules.entries()) {
    const id = String(n).padStart(16, "0");
    await saveThing(documents, { kind: "alert", id }, { content, savedBy: "anna" }, 0);
  }
}, 300_000);
afterAll(async () => api.close());

const rules: readonly AlertRule[] = [
  {
    name: "Errors",
    on: { service: "shop", measure: "errors" },
    when: { above: 0.2, recover: 0.1 },
    groupBy: ["region"],
    for: "2m",
    evidence: { minCount: 1, falseAlarmsPerMonth: 10_000 },
  },
  { name: "Requests", on: { service: "payments", measure: "rate" }, window: "3m", when: { above: 0.2 } },
  {
    name: "Declined",
    on: { log: "payment * declined", severity: "warn" },
    when: { above: 5 },
    groupBy: ["service.name"],
  },
  { name: "Jobs", on: { metric: "jobs.waiting" }, when: { below: 40 } },
  {
    name: "Waiting",
    on: { metric: "jobs.waiting", aggregation: "max" },
    window: "2m",
    every: "2m",
    when: { above: 78 },
    groupBy: ["queue"],
  },
];

const minute = 60_000;
const from = begin - 10 * minute;
const to = begin + minutes * minute;

interface Live {
  readonly changes: readonly Change[];
  /** Minutes since `begin` of all rounds. */
  readonly rounds: readonly number[];
}

/**
 * Evaluates as the leader does, with a clock of the test, five seconds at a time.
 *
 * @param slow minutes in which the store does not answer: from, to.
 */
async function evaluateLive(slow: readonly (readonly [number, number])[]): Promise<Live> {
  const changes: Change[] = [];
  const rounds: number[] = [];
  const errors: string[] = [];
  let nowMs = from;
  let gate: PromiseWithResolvers<void> | undefined;
  const reader = createReader(api.store.queries);
  const job = createAlertJob({
    tenants: async () => [{ tenant: "", documents: "1" }],
    viewOf: async () => api.store,
    readerOf: () => ({
      async read(...question) {
        await gate?.promise;
        return reader.read(...question);
      },
    }),
    folder: undefined,
    leader: "test",
    nowMs: () => nowMs,
    onBegin: () => undefined,
    onRound(round) {
      rounds.push((round.at - begin) / minute);
      changes.push(...round.changes);
    },
    onError: (what, { message }) => void errors.push(`${what}: ${message}`),
    patience: () => pause(5),
  });
  const leadership = leadershipOf((terms += 1));
  for (; nowMs <= to; nowMs += 5_000) {
    const passed = (nowMs - begin) / minute;
    const isSlow = slow.some(([first, last]) => passed >= first && passed < last);
    if (isSlow) gate ??= Promise.withResolvers<void>();
    else if (gate !== undefined) {
      gate.resolve();
      gate = undefined;
      await job.stop!();
    }
    await job.run(leadership.signal, leadership);
    if (!isSlow) await job.stop!();
  }
  leadership.abort();
  expect(errors).toEqual([]);
  return { changes, rounds };
}

/** Other tests of this worker may have led the store. */
let terms = 100;

const told = (changes: readonly Change[]): readonly string[] =>
  changes
    .filter(({ at }) => at >= begin)
    .map(({ at, rule, group, kind }) => `${new Date(at).toISOString()} ${rule} ${keyOf(group)} ${kind}`)
    .toSorted();

test("a store that is slow for some rounds changes neither alerts nor their times", async () => {
  const { changes, rounds } = await evaluateLive([
    [3.9, 6.4],
    [11.9, 21.1],
  ]);
  // each minute once, those of the gaps, too
  expect(rounds).toEqual(Array.from({ length: 10 + minutes + 1 }, (_, index) => index - 10));
  const missed = changes.filter(({ at }) => at > begin + 12 * minute && at < begin + 21 * minute);
  expect(new Set(missed.map(({ rule }) => rule)).size).toBeGreaterThan(2);
  const replayed = replay({ alerts: rules }, { facts, from, to });
  expect(told(changes)).toEqual(told(replayed.changes));
  const previewer = createPreviewer(api.store.queries);
  const shown: Change[] = [];
  for (const rule of rules)
    shown.push(...(await previewer.preview({ alerts: [rule] }, rule.name, { from, to })).changes);
  expect(told(changes)).toEqual(told(shown));
}, 300_000);
