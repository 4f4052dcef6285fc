// Lists with more than they show say how many more, and figures beside a list are of all that there is.
// @module-tag extended
import { readFileSync } from "node:fs";
import type {
  ChannelsResult,
  CompareResult,
  ErrorsResult,
  ServiceDetail,
  ServiceGraph,
  UserSummary,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listChannels } from "../../src/alerts/api/channels.ts";
import { command } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/store.ts";
import { makePreparedDir } from "../support/console-process.ts";
import { now, openApi, type TestApi } from "./harness.ts";

const groups = 6_100;
/** A comparison calls a group new when it has so many. */
const errorsOfEach = 20;
const deliveries = 12_000;
const operations = 300;
const listed = 200;
const sessions = 1_200;
const callees = 2_100;

let api: TestApi;
beforeAll(async () => {
  const directory = await makePreparedDir();
  const backend = await openBackend({ directory: directory.path }, () => undefined);
  const sql = readFileSync(new URL("cut-lists.sql", import.meta.url), "utf8");
  for (const statement of sql.split("\n--\n"))
    await command(backend.writer, statement, {
      nowMs: now,
      groups,
      errorsOfEach,
      deliveries,
      operations,
      sessions,
      callees,
    });
  await backend.close();
  api = await openApi(undefined, {
    open: (options) => openStore({ directory: directory.path, ...options }),
    remove: async () => directory.remove(),
  });
});
afterAll(() => api?.close());

test("open errors are listed beside thousands of groups that are resolved", async () => {
  const open = await api.get<ErrorsResult>("/api/errors?from=-1h&state=open");
  expect([open.items.length, open.total]).toEqual([1, 1]);
  const resolved = await api.get<ErrorsResult>("/api/errors?from=-1h&state=resolved&limit=50");
  expect([resolved.items.length, resolved.total]).toEqual([50, groups]);
  const next = await api.get<ErrorsResult>(
    `/api/errors?from=-1h&state=resolved&limit=50&cursor=${resolved.nextCursor}`,
  );
  expect([next.items.length, next.total]).toEqual([50, groups]);
  // their fingerprints are more than a parameter may have
  const fingerprints = Array.from({ length: groups }, (_, at) =>
    at.toString(16).toUpperCase().padStart(16, "0"),
  );
  await expect(api.store.queries.run("error-states", { fingerprints })).rejects.toThrow(/\w/);
});

test("channels count all of their messages", async () => {
  const channel = { name: "pager", kind: "webhook", target: "", match: {}, secrets: [], problem: "" };
  const context = {
    queries: api.store.queries,
    nowMs: () => now,
    caller: {
      principal: { name: "ann", identity: "", scope: "read", tenant: "", via: "token", id: "1" },
      address: "127.0.0.1",
      seesAll: true,
    } as const,
  };
  const test_ = {
    list: () => [channel, { ...channel, name: "unused" }],
    test: () => Promise.reject(),
    takersOf: () => [],
  };
  const { channels }: ChannelsResult = await listChannels(context, test_);
  expect(channels).toMatchObject([
    { name: "pager", waiting: 9_000, dead: 3_000, lastDelivery: { noticeId: "n11999", rule: "Errors" } },
    { name: "unused", waiting: 0, dead: 0, lastDelivery: null },
  ]);
});

test("shares of time are those of all operations of a service", async () => {
  const detail = await api.get<ServiceDetail>("/api/services/shop?from=-3h");
  expect([detail.operations.length, detail.truncatedOperations]).toEqual([listed, operations - listed]);
  // 1 ms, 2 ms, …
  expect(detail.operationsMs).toBeCloseTo((operations * (operations + 1)) / 2, 6);
  expect(detail.operations[0]).toMatchObject({ name: `op-${operations - 1}`, totalMs: operations });
});

test("a person with more sessions than are read says so", async () => {
  expect(await api.get<UserSummary>("/api/users/u1/summary")).toMatchObject({
    records: 1_000,
    visits: 1_000,
    truncatedSessions: true,
  });
});

test("the map says that of calls as their callers saw them not all are read", async () => {
  const { edges, truncated } = await api.get<ServiceGraph>("/api/services/graph?from=-1h");
  expect([edges.length, truncated]).toEqual([0, true]);
});

test("a comparison says how many changes are not listed, and what was not compared", async () => {
  const { changes, truncated, cut } = await api.get<CompareResult>("/api/compare?from=-1h");
  expect([changes.length, cut]).toEqual([500, ["errors"]]);
  expect(truncated).toBeGreaterThanOrEqual(500);
});
