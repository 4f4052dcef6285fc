// The alerts of a console on a real store: rules are evaluated, and messages reach a receiver over HTTP. The test moves the clock.
import type { AlertRule } from "alerts";
import { createHash } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import { createAlerts } from "../../src/alerts/alerts.ts";
import { createMessages } from "../../src/alerts/messages/messages.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import type { Store } from "../../src/store/store.ts";
import { createClock, type Endpoint, seeded, startEndpoint, type TestClock } from "../notify/endpoint.ts";
import { channelOf } from "../notify/notices.ts";

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
  for (const [tenant, rules] of Object.entries(tenants)) {
    const { documents } = await store.of(tenant);
    for (const rule of rules) {
      const id = createHash("sha256").update(`${tenant} ${rule.name}`).digest("hex").slice(0, 16);
      await saveThing(documents, { kind: "alert", id }, { content: rule, savedBy: "anna" }, 0);
    }
  }
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
  const tenants = async () => (await store.alerts.tenants()).filter(({ tenant }) => names.includes(tenant));
  const viewOf = store.of;
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
    env: {},
    log: { warn: () => undefined },
    write: () => undefined,
    clock,
    random: seeded(1),
  });
  return {
    async run() {
      // rules on SQL are evaluated after the others
      for (let turn = 0; turn < 2; turn++) {
        await alerts.job.run(signal, leadership);
        await alerts.job.stop!();
      }
      for (const job of messages.jobs) await job.run(signal, leadership);
    },
    async stop() {
      leadership.abort();
      for (const job of [alerts.job, ...messages.jobs]) await job.stop!();
    },
  };
}
