// A console that evaluates on a store, without its servers: the values and the time are the test's.
import type { AlertRule, Reading } from "alerts";
import { createAlertJob } from "../../src/alerts/evaluate/alert-job.ts";
import { createStoredOutbox } from "../../src/alerts/evaluate/stored-outbox.ts";
import type { StoredRound } from "../../src/alerts/evaluate/tenant-evaluator.ts";
import type { Outbox } from "../../src/alerts/outbox.ts";
import { leadershipOf, type TestLeadership } from "../../src/lease/leadership.fixture.ts";
import type { AlertRecords, AlertStore } from "../../src/store/alert-records.ts";
import type { Store } from "../../src/store/store.ts";

export const start = Date.parse("2026-11-20T09:00:00Z");
export const minute = 60_000;
export const payments: AlertRule = {
  name: "Payments fail",
  on: { service: "payments", measure: "errors" },
  when: { above: 0.05 },
  groupBy: ["region"],
  severity: "page",
};

/** A console on a store, without its servers. */
export interface Evaluating {
  readonly outbox: Outbox;
  readonly leadership: TestLeadership;
  /** What it has reported. */
  readonly errors: readonly string[];
  evaluate(ms: number, values: Readonly<Record<string, number>>): Promise<StoredRound | undefined>;
}

let terms = 0;

interface Differences {
  /** Where it stores its rounds. */
  readonly alertRecords?: AlertRecords;
  readonly tenants?: AlertStore["tenants"];
}

export function evaluateOn(store: Store, differences: Differences = {}): Evaluating {
  const { alertRecords = store.alertRecords, tenants = () => store.alerts.tenants() } = differences;
  let [nowMs, values]: [number, Readonly<Record<string, number>>] = [start, {}];
  const rounds: StoredRound[] = [];
  const errors: string[] = [];
  const view = { ...store, alertRecords };
  const viewOf = async () => view;
  const job = createAlertJob({
    tenants,
    viewOf,
    patience: () => new Promise(() => undefined),
    folder: undefined,
    leader: "test",
    nowMs: () => nowMs,
    readerOf: () => ({
      async read(inputs) {
        const reading: Reading = {
          groups: Object.entries(values).map(([region, value]) => ({
            labels: { region },
            sample: {
              value,
              count: 1e3,
              part: value * 1e3,
            },
          })),
        };
        return new Map(inputs.map(({ id }) => [id, reading]));
      },
    }),
    onBegin: () => undefined,
    onRound: (round) => rounds.push(round),
    onError: (what, error) => errors.push(`${what}: ${error.message}`),
  });
  // other tests have led before
  const leadership = leadershipOf((terms += 1));
  const stored = createStoredOutbox({ store: store.alerts, nowMs: () => nowMs, begun: () => new Set([""]) });
  return {
    leadership,
    errors,
    outbox: {
      ...stored.of(leadership),
      pending() {
        stored.rewind();
        return stored.of(leadership).pending(() => true);
      },
    },
    async evaluate(ms, next) {
      [nowMs, values] = [ms, next];
      const before = rounds.length;
      await job.run(leadership.signal, leadership);
      return rounds[before];
    },
  };
}

export const idsOf = async (outbox: Outbox): Promise<string[]> =>
  (await outbox.pending(() => true)).map(({ id }) => id);
