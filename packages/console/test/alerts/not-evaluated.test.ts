// Rules that a console cannot evaluate on a real ClickHouse: queries that fail, a server that does not answer, and one that is gone.
// @module-tag extended
import type { AlertRule } from "alerts";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createAlerts } from "../../src/alerts/alerts.ts";
import { createMessages } from "../../src/alerts/messages/messages.ts";
import { startLeader } from "../../src/lease/leader.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { now, resource, sample, series, span } from "../api/harness.ts";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { makeDataDir } from "../support/console-process.ts";
import { type FaultyServer, startFaultyServer } from "../support/faulty-server.ts";
import { createClock, startEndpoint } from "../notify/endpoint.ts";
import { channelOf } from "../notify/notices.ts";
import { startLive } from "./live-console.ts";

let servers: ClickHouseServers;
let between: FaultyServer;
let store: Store;
/** What statements wait for. */
let hold: (url: string, statement: string) => Promise<unknown> | undefined = () => undefined;

beforeAll(async () => {
  servers = await startServers(1);
  between = await startFaultyServer(servers.urls[0]!, async (statement, _, url) => {
    await hold(url, statement);
    return undefined;
  });
  store = await openStore({
    urls: [`${between.url}/watched`],
    readerUser: servers.reader,
    lateDays: 3_650,
    writer: { maxAgeMs: 1 },
  });
}, 300_000);
afterAll(async () => {
  await store?.close();
  await between?.close();
  await servers?.stop();
});

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

test(
  "rules that cannot be evaluated are a page until they are evaluated again, whatever the reason",
  { timeout: 600_000 },
  async () => {
    const tenant = "";
    const own = { ...resource("shop"), tenant };
    const metrics = ["jobs", "orders", "refusals"];
    const rules: AlertRule[] = [
      {
        name: "Broken",
        on: { sql: "SELECT toInt64(argMax(name, start)) AS value FROM spans" },
        when: { above: 10 },
      },
      ...metrics.map((metric): AlertRule => ({
        name: metric,
        on: { metric },
        window: "5m",
        when: { above: 10 },
      })),
    ];
    const live = await startLive(store, { [tenant]: rules }, now);
    const write = (name: string): Promise<unknown> =>
      store.writer.write(1, (sink) => {
        const ms = live.clock.now();
        sink.span(span({ traceId: name, spanId: name, resource: own, name, startNs: ns(ms) }));
        for (const metric of metrics) sink.sample(sample(series(metric, { resource: own }), ns(ms), 1));
      });
    const texts = (): readonly string[] =>
      live.endpoint.calls.flatMap(({ body }) =>
        (JSON.parse(body) as { alerts: { status: string; severity: string; text: string }[] }).alerts.map(
          ({ status, severity, text }) => `${status} ${severity} ${text.split("\n")[0]}`,
        ),
      );
    const next = async (count: number): Promise<readonly string[]> => {
      await expect.poll(() => texts().length).toBe(count);
      return texts().slice(-1);
    };

    // a query that fails
    await write("no number");
    await live.minutes(5);
    expect(await next(1)).toEqual([
      expect.stringMatching(/^firing page Telltale cannot evaluate 1 of 4 rules since 14:\d\d UTC/),
    ]);
    await write("5");
    await live.minutes(6);
    expect(await next(2)).toEqual([
      expect.stringMatching(/^recovered page Telltale evaluates all rules again since 14:\d\d UTC/),
    ]);

    // a server that does not answer
    live.clock.advance(2 * 3_600_000);
    await live.minutes(2);
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    hold = () => answered;
    await live.minutes(8);
    expect(await next(3)).toEqual([
      expect.stringMatching(
        /^firing page Telltale cannot (read its|evaluate 4 of 4) rules since 1\d:\d\d UTC/,
      ),
    ]);
    hold = () => undefined;
    answer();
    await live.minutes(11);
    expect(await next(4)).toEqual([
      expect.stringMatching(/^recovered page Telltale evaluates all rules again since 1\d:\d\d UTC/),
    ]);

    // one that is gone
    live.clock.advance(2 * 3_600_000);
    await live.minutes(2);
    await servers.kill(0);
    await live.minutes(5);
    expect(await next(5)).toEqual([
      expect.stringMatching(/^firing page Telltale cannot read its rules since 1\d:\d\d UTC/),
    ]);
    await servers.start(0);
    await live.minutes(11);
    expect(await next(6)).toEqual([
      expect.stringMatching(/^recovered page Telltale evaluates all rules again since 1\d:\d\d UTC/),
    ]);
    expect(texts()).toHaveLength(6);
  },
);

test(
  "a console that loses its lease because the store is gone says so, and that it is back",
  { timeout: 300_000 },
  async () => {
    const folder = makeDataDir();
    onTestFinished(() => folder.remove());
    const clock = createClock(now);
    const endpoint = await startEndpoint();
    const common = { viewOf: store.of, onError: () => undefined, hasTenants: () => false, folder: undefined };
    const alerts = createAlerts({ ...common, store: store.alerts, tenants: () => store.alerts.tenants() });
    const messages = createMessages({
      ...alerts,
      tenants: async () => (await store.alerts.tenants()).map(({ tenant }) => tenant),
      viewOf: store.of,
      channels: {
        channels: [channelOf("webhook", { url: endpoint.url })],
        heartbeats: [],
        folder: process.cwd(),
      },
      publicUrl: undefined,
      pageUrl: () => "http://localhost",
      dataDir: folder.path,
      env: {},
      log: { warn: () => undefined },
      write: () => undefined,
      clock,
    });
    const leader = startLeader({ lease: store.lease("lost", 5_000), jobs: messages.jobs, stepMs: 1_000 });
    const alone = startLeader({ lease: undefined, jobs: messages.lonelyJobs, stepMs: 1_000 });
    onTestFinished(async () => {
      await leader.stop();
      await alone.stop();
    });
    const statuses = (): readonly string[] =>
      endpoint.calls.map(({ body }) => {
        const [alert] = (JSON.parse(body) as { alerts: { severity: string; text: string }[] }).alerts;
        return `${alert!.severity} ${alert!.text.split("\n")[0]!.replace(/ console \S+ /, " ")}`;
      });
    const passUntil = async (isOver: () => boolean): Promise<void> => {
      for (let minutes = 0; minutes < 40 && !isOver(); minutes++) {
        clock.advance(60_000);
        await pause(1_300);
      }
    };
    await expect.poll(() => leader.isLeader).toBe(true);
    await pause(2_000);
    await servers.kill(0);
    await expect.poll(() => leader.isLeader).toBe(false);
    await passUntil(() => statuses().length === 1);
    await servers.start(0);
    await passUntil(() => statuses().length === 2);
    expect(statuses()).toEqual([
      expect.stringMatching(/^page The does not reach the store since 1\d:\d\d UTC\.$/),
      expect.stringMatching(/^page The reaches the store again since 1\d:\d\d UTC, after \d+ min\.$/),
    ]);
  },
);
