// The store on the real engine: what is left out, what is bounded, and how it lives.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine } from "../src/store/engine/engine.ts";
import type { RowSink } from "../src/store/rows.ts";
import { withQueryTag } from "../src/store/query/progress.ts";
import { openStore, type Store } from "../src/store/store.ts";
import { prepareStore } from "./support/prepared-store.ts";
import { emptyLog, plainLogs, plainSpans } from "./support/rows.ts";
import { temporaryDirectory } from "./support/temporary.ts";

let store: Store;
const directory = mkdtempSync(join(tmpdir(), "telltale-store-"));

beforeAll(async () => {
  store = await openStore({ directory: await prepareStore(directory), writer: { maxAgeMs: 5 } });
});

afterAll(async () => {
  await store?.close();
  rmSync(directory, { recursive: true, force: true });
});

const write = (add: (sink: RowSink) => void): ReturnType<Store["writer"]["write"]> =>
  store.writer.write(1000, add);
const hex = (bytes: Uint8Array | string): string =>
  Buffer.from(bytes as string)
    .toString("hex")
    .toUpperCase();

describe("duplicates", () => {
  test("are so within their tenant only, and every row says whose it is", async () => {
    const spans = plainSpans(4);
    const logs = plainLogs(2);
    const addOf =
      (tenant: string) =>
      (sink: RowSink): void => {
        const own = { resource: { ...spans[0]!.resource, tenant } };
        for (const span of spans) sink.span({ ...span, ...own });
        for (const log of logs) sink.log({ ...log, ...own });
      };
    for (const tenant of ["acme", "globex"]) await write(addOf(tenant));
    expect((await write(addOf("acme"))).duplicates).toEqual({ spans: 4, logRecords: 2, businessEvents: 0 });
    for (const tenant of ["acme", "globex"]) {
      const { queries } = await store.of(tenant);
      const stored = await queries.runText<{ tenant: string; n: string }>(
        "SELECT tenant, toString(count()) n FROM spans WHERE hex(span_id) IN {ids:Array(String)} GROUP BY tenant",
        { ids: spans.map(({ spanId }) => hex(spanId)) },
      );
      expect(stored).toEqual([{ tenant, n: "4" }]);
    }
  });
});

const addOne = (sink: RowSink): void => sink.log(plainLogs(1)[0]!);

describe("bounds", () => {
  test("a query that takes too much memory fails alone", async () => {
    const big = store.queries.runText("SELECT groupArray(repeat('x', 1000)) FROM numbers(10000000)");
    await expect(big).rejects.toMatchObject({
      code: "QUERY_TOO_BROAD",
      bound: "memory",
      fix: expect.stringContaining("shorter time range"),
    });
    expect(await store.queries.runText("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a query that takes too long fails", async () => {
    const long = store.queries.runText(
      "SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1 SETTINGS max_execution_time = 1, max_rows_to_read = 1",
    );
    await expect(long).rejects.toMatchObject({ bound: "rows" });
    const slow = store.queries.runText(
      "SELECT sleepEachRow(1) FROM numbers(20) SETTINGS max_execution_time = 1, max_block_size = 1",
    );
    await expect(slow).rejects.toMatchObject({ bound: "time" });
  });

  test("a query whose caller goes away is cancelled in the engine", async () => {
    const controller = new AbortController();
    const query = store.queries.runText(
      "SELECT sum(sleepEachRow(0.2)) AS cancel_me FROM numbers(120) SETTINGS max_block_size = 1",
      {},
      { signal: controller.signal },
    );
    query.catch(() => undefined);
    const running = async (): Promise<number> => {
      const rows = await store.queries.runText<{ n: number }>(
        "SELECT toUInt32(count()) n FROM system.processes WHERE query LIKE '%cancel_me%' AND query NOT LIKE '%system.processes%'",
      );
      return rows[0]!.n;
    };
    await expect.poll(running).toBe(1);
    controller.abort();
    await expect(query).rejects.toMatchObject({ code: "QUERY_CANCELLED" });
    await expect.poll(running).toBe(0);
  });

  test("a long query reports its progress by its tag, until it is cancelled", async () => {
    const controller = new AbortController();
    const query = withQueryTag("page/shop/a/", () =>
      store.queries.runText(
        "SELECT sum(sleepEachRow(0.2)) AS slow FROM numbers(120) SETTINGS max_block_size = 1",
        {},
        { signal: controller.signal },
      ),
    );
    query.catch(() => undefined);
    await expect
      .poll(() => store.progress("page/shop/a/"))
      .toMatchObject({ queries: 1, rowsRead: expect.toSatisfy((rows: number) => rows > 0) });
    const { rowsRead, rowsTotal } = await store.progress("page/shop/a/");
    expect(rowsTotal).toBeGreaterThanOrEqual(rowsRead);
    expect(await store.progress("page/bank/a/")).toEqual({ queries: 0, rowsRead: 0, rowsTotal: 0 });
    controller.abort();
    await expect(query).rejects.toMatchObject({ code: "QUERY_CANCELLED" });
    await expect.poll(async () => (await store.progress("page/shop/a/")).queries).toBe(0);
  });

  test("over its mark the queue rejects requests with a time to retry", { tags: ["extended"] }, async () => {
    const own = await openStore({
      directory: await prepareStore(temporaryDirectory()),
      writer: { maxQueueBytes: 1000, maxAgeMs: 50 },
    });
    try {
      const taken = own.writer.write(1000, addOne);
      await expect(own.writer.write(1, addOne)).rejects.toMatchObject({
        code: "WRITE_QUEUE_FULL",
        retryAfterSeconds: 1,
      });
      await taken;
      await own.writer.write(1, addOne);
    } finally {
      await own.close();
    }
  });
});

describe("life", () => {
  test("a second console on the same directory is refused and does no harm", async () => {
    await expect(openStore({ directory })).rejects.toMatchObject({
      code: "DATA_DIRECTORY_IN_USE",
      fix: expect.stringContaining("--data"),
    });
    expect(await store.queries.runText("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("tells its size", async () => {
    await write((sink) => sink.log({ ...emptyLog, timeNs: 1_763_000_000_000_000_000n, identity: 77n }));
    const stats = await store.stats();
    expect(stats).toMatchObject({
      engine: "embedded ClickHouse",
      version: expect.stringMatching(/^\d+\.\d+/),
    });
    expect(stats.rows).toBeGreaterThan(0);
    expect(stats.bytes).toBeGreaterThan(0);
  });

  const dayNs = 86_400_000_000_000n;

  test(
    "a sender whose clock is wild costs time, not other people's rows",
    { tags: ["extended"] },
    async () => {
      const own = await openStore({
        directory: await prepareStore(temporaryDirectory()),
        writer: { maxAgeMs: 5 },
      });
      try {
        const wild = plainSpans(150).map((span, index) => ({
          ...span,
          startNs: span.startNs - BigInt(index) * 40n * dayNs,
        }));
        await Promise.all([
          own.writer.write(1, (sink) => wild.forEach((span) => sink.span(span))),
          own.writer.write(1, (sink) => plainSpans(8).forEach((span) => sink.span(span))),
        ]);
        expect(
          await own.queries.runText(
            "SELECT toString(count()) AS n, toString(uniqExact(toDate(start))) AS days FROM spans",
          ),
        ).toEqual([{ n: "158", days: "150" }]);
      } finally {
        await own.close();
      }
    },
  );
});

describe("an external ClickHouse, by its address", () => {
  test("stores, answers within the same bounds, and is left running", { tags: ["extended"] }, async () => {
    const engine = await startEngine({ directory: temporaryDirectory() });
    try {
      const url = engine.url.replace("//", `//writer:${engine.secrets.writerPassword}@`);
      const remote = await openStore({ urls: [url], writer: { maxAgeMs: 5 } });
      const spans = plainSpans(8);
      const add = (sink: RowSink): void => spans.forEach((span) => sink.span(span));
      expect((await remote.writer.write(1, add)).duplicates.spans).toBe(0);
      expect((await remote.writer.write(1, add)).duplicates.spans).toBe(8);
      expect(await remote.queries.runText("SELECT toString(count()) AS n FROM spans")).toEqual([{ n: "8" }]);
      await expect(
        remote.queries.runText("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a"),
      ).rejects.toMatchObject({ code: "QUERY_FAILED" });
      await expect(
        remote.queries.runText("SELECT groupArray(repeat('x', 1000)) FROM numbers(10000000)"),
      ).rejects.toMatchObject({ bound: "memory" });
      expect((await remote.stats()).engine).toBe("ClickHouse");
      await remote.close();
      const again = await openStore({ urls: [url] });
      expect((await again.writer.write(1, add)).duplicates.spans).toBe(8);
      await again.close();
    } finally {
      await engine.stop();
    }
  });

  test("reports what is wrong when it does not answer or rejects the login", async () => {
    await expect(openStore({ urls: ["http://127.0.0.1:9"] })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      fix: expect.stringContaining("--clickhouse"),
    });
    const engine = await startEngine({ directory: temporaryDirectory() });
    try {
      const url = engine.url.replace("//", "//writer:wrong@");
      const error = await openStore({ urls: [url] }).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error).toMatchObject({ code: "STORE_UNAVAILABLE" });
      expect(error?.message).not.toContain("wrong");
    } finally {
      await engine.stop();
    }
  });
});
