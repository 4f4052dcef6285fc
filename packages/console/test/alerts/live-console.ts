// The alerts of a console on a real store: rules are evaluated, and messages reach a receiver over HTTP. The test moves the clock.
import type { AlertRule } from "alerts";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { createAlerts } from "../../src/alerts/alerts.ts";
import { createMessages } from "../../src/alerts/messages/messages.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import type { AlertView } from "../../src/alerts/view.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import type { Store } from "../../src/store/store.ts";
import { createClock, type Endpoint, seeded, startEndpoint, type TestClock } from "../notify/endpoint.ts";
import { channelOf } from "../notify/notices.ts";
import { slowness } from "../support/slowness.ts";

export const minute = 60_000;

export interface LiveConsole {
  readonly clock: TestClock;
  readonly endpoint: Endpoint;
  /** What failed in the background. */
  readonly errors: readonly string[];
  /** Seconds pass in which rules are evaluated and messages sent. */
  second(): Promise<void>;
  /** As many minutes pass, each with a second of work at its end, `atMs`, behind `each`. */
  minutes(count: number, each?: (atMs: number, index: number) => Promise<void>): Promise<void>;
  /** Rules and states of the messages that the receiver got, when all were delivered. */
  sent(): Promise<readonly string[]>;
  /** Another process begins on the store, with a term of its own. */
  restart(): Promise<void>;
}

/** As in a console: the empty tenant is the only one. */
const viewIn = async (store: Store, tenant: string): Promise<AlertView> =>
  tenant === "" ? store : store.of(tenant);

async function saveRules(store: Store, tenant: string, rules: readonly AlertRule[]): Promise<void> {
  const { documents } = tenant === "" ? store : await store.of(tenant);
  for (const rule of rules) {
    const id = createHash("sha256").update(`${tenant} ${rule.name}`).digest("hex").slice(0, 16);
    await saveThing(documents, { kind: "alert", id }, { content: rule, savedBy: "anna" }, 0);
  }
}

let terms = 0;

/** @param tenant whose rules and rows these are; others of the store are left alone. */
export async function startLive(
  store: Store,
  tenants: Readonly<Record<string, readonly AlertRule[]>>,
  startMs: number,
): Promise<LiveConsole> {
  const clock = createClock(startMs);
  const endpoint = await startEndpoint();
  const errors: string[] = [];
  const names = Object.keys(tenants);
  for (const [tenant, rules] of Object.entries(tenants)) await saveRules(store, tenant, rules);
  const begin = () => begun(store, { clock, endpoint, errors, names });
  let running = begin();
  onTestFinished(() => running.stop());
  const isDelivered = async (): Promise<boolean> => {
    await running.run();
    const pending = await store.alerts.pending(0, { after: new Map(), each: 100, most: 10_000 });
    return pending.every(({ tenant }) => !names.includes(tenant));
  };
  async function second(): Promise<void> {
    clock.advance(1_000);
    await running.run();
  }
  return {
    clock,
    endpoint,
    errors,
    second,
    async minutes(count, each = async () => undefined) {
      for (let index = 0; index < count; index++) {
        clock.advance(minute - 1_000);
        await each(clock.now() + 1_000, index);
        await second();
      }
    },
    async sent() {
      await expect.poll(isDelivered).toBe(true);
      return endpoint.calls.flatMap(({ body }) =>
        (JSON.parse(body) as { alerts: { alert: string; status: string }[] }).alerts.map(
          ({ alert, status }) => `${alert} ${status}`,
        ),
      );
    },
    async restart() {
      await running.stop();
      running = begin();
    },
  };
}

interface Around {
  readonly clock: TestClock;
  readonly endpoint: Endpoint;
  readonly errors: string[];
  readonly names: readonly string[];
}

function begun(store: Store, { clock, endpoint, errors, names }: Around) {
  const leadership = leadershipOf((terms += 1));
  const { signal } = leadership;
  const { viewOf, quiet } = countedViews(store);
  const tenants = async () => (await store.alerts.tenants()).filter(({ tenant }) => names.includes(tenant));
  const alerts = createAlerts({
    folder: undefined,
    hasTenants: () => true,
    store: store.alerts,
    tenants,
    viewOf,
    onError: (what, { message }) => errors.push(`${what}: ${message}`),
    nowMs: () => clock.now(),
  });
  const messages = createMessages({
    ...alerts,
    tenants: async () => (await tenants()).map(({ tenant }) => tenant),
    viewOf,
    channels: {
      channels: [channelOf("webhook", { name: "on call", url: endpoint.url })],
      heartbeats: [],
      folder: process.cwd(),
    },
    publicUrl: undefined,
    pageUrl: () => "http://localhost",
    dataDir: process.cwd(),
    env: {},
    log: { warn: () => undefined },
    write: () => undefined,
    clock,
    random: seeded(1),
  });
  let evaluating: Promise<void> | undefined;
  async function evaluate(): Promise<void> {
    // rules on SQL are evaluated after the others
    for (let turn = 0; turn < 2; turn++) {
      await alerts.job.run(signal, leadership).catch(() => undefined);
      await alerts.job.stop!();
    }
  }
  return {
    async run() {
      evaluating ??= evaluate().finally(() => (evaluating = undefined));
      await Promise.race([evaluating, pause(patienceMs)]);
      for (const job of messages.jobs) await job.run(signal, leadership);
      await Promise.race([quiet(), pause(patienceMs)]);
    },
    async stop() {
      leadership.abort();
      for (const job of [alerts.job, ...messages.jobs]) await job.stop!();
    },
  };
}

/** A store that does not answer is left alone after so long; a busy machine answers, and later. */
const patienceMs = 3_000 * Math.min(4, slowness());

/** Views of the tenants that say when nothing is asked of them. */
function countedViews(store: Store) {
  const views = new Map<string, AlertView>();
  let asked = 0;
  return {
    async viewOf(tenant: string): Promise<AlertView> {
      const view = await viewIn(store, tenant);
      const queries: AlertView["queries"] = {
        async run<Row>(...query: Parameters<AlertView["queries"]["run"]>) {
          asked += 1;
          return view.queries.run<Row>(...query).finally(() => (asked -= 1));
        },
      };
      const counted = views.get(tenant) ?? { ...view, queries };
      views.set(tenant, counted);
      return counted;
    },
    async quiet(): Promise<void> {
      for (let times = 0; times < 3; times++) {
        await pause(2);
        if (asked > 0) times = 0;
      }
    },
  };
}
