// @module-tag extended
// What is special to pg: cursors and streams, pools that are busy or find no database, and what is chosen by options.
import { createRequire } from "node:module";
import type pgTypes from "pg";
import type StreamTypes from "pg-query-stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { activeSpan, trace } from "../../src/index.ts";
import { instrumentPg, type SqlIntegrationOptions } from "../../src/integrations/pg.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected } from "../collect.ts";

const skip = await isAway("PostgreSQL");
const settings = { host: "127.0.0.1", port: 5432, user: "postgres", database: "test" };
const require = createRequire(import.meta.url);

/** As much of pg-cursor, which has no types, as is used. */
type CursorClass = new (
  text: string,
  values?: readonly unknown[],
) => pgTypes.Submittable & { read(count: number): Promise<unknown[]>; close(): Promise<void> };

/** A copy of pg that is not instrumented yet. */
function freshPg(options?: SqlIntegrationOptions): typeof pgTypes {
  for (const file of Object.keys(require.cache))
    if (/node_modules\/pg(?:-pool|-cursor|-query-stream)?\//.test(file)) delete require.cache[file];
  return instrumentPg(require("pg") as typeof pgTypes, options);
}

describe.skipIf(skip)("pg", () => {
  let sent: Collected;
  const open: { end(): Promise<void> }[] = [];
  function pool(library: typeof pgTypes, more: object = {}): pgTypes.Pool {
    const made = new library.Pool({ ...settings, ...more });
    made.on("error", () => {});
    open.push(made);
    return made;
  }
  beforeEach(() => (sent = collect()));
  afterEach(async () => {
    for (const one of open.splice(0)) await one.end();
    await sent.stop();
  });

  test("a cursor is one span from its submission to its end, a stream too", async () => {
    const library = freshPg();
    const Cursor = require("pg-cursor") as CursorClass;
    const QueryStream = require("pg-query-stream") as typeof StreamTypes;
    const client = await pool(library).connect();
    await trace("work", async () => {
      const cursor = client.query(new Cursor("SELECT * FROM generate_series(1, $1)", [25]));
      while ((await cursor.read(10)).length > 0);
      await cursor.close();
      const stream = client.query(
        new QueryStream("SELECT * FROM generate_series(1, 7) WHERE 'hunter2' <> ''"),
      );
      let rows = 0;
      for await (const _ of stream) rows++;
      expect(rows).toBe(7);
      const failing = client.query(new Cursor("SELECT * FROM nowhere"));
      await expect(failing.read(1)).rejects.toThrow("nowhere");
    });
    client.release();
    await sent.flush();
    const [work] = sent.spans("work");
    const spans = sent.spans().filter((span) => span.kind === "client");
    expect(
      spans.map(({ name, parentId, status, attributes }) => [
        name,
        parentId === work?.spanId,
        status,
        attributes["db.response.returned_rows"],
      ]),
    ).toEqual([
      ["SELECT generate_series", true, 0, 25],
      ["SELECT generate_series", true, 0, 7],
      ["SELECT nowhere", true, 2, undefined],
    ]);
    expect(JSON.stringify(spans)).not.toContain("hunter2");
  });

  test("a pool that is busy gives each caller the own context back, and is measured", async () => {
    const busy = pool(freshPg(), { max: 1 });
    const seen = await Promise.all(
      Array.from({ length: 10 }, async (_, at) =>
        trace(`work ${at}`, async (work) => {
          await new Promise(setImmediate);
          return new Promise<boolean>((resolve, reject) => {
            busy.connect((error, client, release) => {
              if (client === undefined) {
                reject(error as Error);
                return;
              }
              const isOwn = activeSpan() === work;
              client.query("SELECT 1", () => {
                release();
                resolve(isOwn && activeSpan() === work);
              });
            });
          });
        }),
      ),
    );
    // they wait for a lock until the pool was looked at
    const lock = `SELECT pg_advisory_lock(${process.pid})`;
    const holder = new (freshPg().Client)(settings);
    await holder.connect();
    await holder.query(lock);
    const asked = Promise.all(Array.from({ length: 5 }, async () => busy.query(lock)));
    await new Promise(setImmediate);
    await sent.flush();
    const name = { "db.client.connection.pool.name": "127.0.0.1:5432/test" };
    const state = (which: string): object => ({ ...name, "db.client.connection.state": which });
    const valueOf = (metric: string, attributes: object): unknown =>
      sent.points(metric).find((point) => JSON.stringify(point.attributes) === JSON.stringify(attributes))
        ?.value;
    expect(valueOf("db.client.connection.count", state("used"))).toBe(1);
    expect(valueOf("db.client.connection.count", state("idle"))).toBe(0);
    expect(valueOf("db.client.connection.max", name)).toBe(1);
    expect(valueOf("db.client.connection.pending_requests", name)).toBeGreaterThanOrEqual(3);
    await holder.end();
    await asked;
    expect(seen).toEqual(seen.map(() => true));
    await sent.flush();
    const measured = (which: string): unknown => sent.points(`db.client.connection.${which}`)[0]?.count;
    expect([measured("wait_time"), measured("use_time"), measured("create_time")]).toEqual([15, 15, 1]);
    expect(sent.points("db.client.connection.timeouts")).toEqual([]);
    const parents = new Map(sent.spans().map((span) => [span.spanId, span.name]));
    const owners = sent.spans("SELECT").map((span) => parents.get(span.parentId));
    expect(new Set(owners.filter((owner) => owner !== undefined)).size).toBe(10);
  });

  test("who gets no connection in time is counted", async () => {
    const late = pool(freshPg(), { max: 1 });
    const held = await late.connect();
    late.options.connectionTimeoutMillis = 20;
    await expect(late.query("SELECT 1")).rejects.toThrow("timeout");
    held.release();
    await sent.flush();
    expect(sent.points("db.client.connection.timeouts").map(({ value }) => value)).toEqual([1]);
    expect(sent.points("db.client.connection.use_time")[0]?.count).toBe(1);
  });

  test("a query that finds no database is recorded", async () => {
    const library = freshPg();
    const lost = pool(library, { port: 1 });
    await trace("work", async () => {
      await expect(lost.query("SELECT 'hunter2' FROM orders")).rejects.toThrow("ECONNREFUSED");
    });
    await sent.flush();
    const [work] = sent.spans("work");
    const [span, ...others] = sent.spans().filter(({ kind }) => kind === "client");
    expect(others).toEqual([]);
    expect([span?.name, span?.parentId, span?.status, span?.attributes["error.type"]]).toEqual([
      "SELECT orders",
      work?.spanId,
      2,
      "ECONNREFUSED",
    ]);
    expect(span?.attributes).not.toHaveProperty("db.response.status_code");
  });

  test("comments name the span, where they can and are asked for; settings of the caller stay as they are", async () => {
    const commented = pool(freshPg({ traceComments: true }));
    const asking = { text: "SELECT current_query() AS q, $1::int AS n;", values: [1] };
    const answer = await commented.query<{ q: string }>(asking);
    const named = await commented.query<{ q: string }>({ name: "n", text: "SELECT current_query() AS q" });
    const own = await commented.query<{ q: string }>("SELECT current_query() AS q -- mine");
    await sent.flush();
    const [span] = sent.spans("SELECT");
    expect(answer.rows[0]?.q).toBe(
      `SELECT current_query() AS q, $1::int AS n /*traceparent='00-${span?.traceId}-${span?.spanId}-03'*/;`,
    );
    expect(asking).toEqual({ text: "SELECT current_query() AS q, $1::int AS n;", values: [1] });
    expect([named.rows[0]?.q, own.rows[0]?.q]).toEqual([
      "SELECT current_query() AS q",
      "SELECT current_query() AS q -- mine",
    ]);
    expect(JSON.stringify(sent.spans())).not.toContain("traceparent");
  });

  test("parameters leave where that is asked for, redacted; without a parent nothing leaves where that is asked for", async () => {
    const chosen = pool(freshPg({ recordParameters: true, requireParent: true, maxQueryLength: 20 }));
    await chosen.query("SELECT 1");
    await trace("work", async () => chosen.query("SELECT $1::text, $2::int", ["ann@example.com", 7]));
    await sent.flush();
    const spans = sent.spans().filter(({ kind }) => kind === "client");
    expect(spans.length).toBe(1);
    expect(spans[0]?.attributes).toMatchObject({ "db.query.parameter.1": "7" });
    expect(String(spans[0]?.attributes["db.query.text"]).length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(spans)).not.toContain("ann@example.com");
  });

  test("an unhandled error stays unhandled, and is the same object", async () => {
    const library = pool(freshPg());
    const heard = new Promise<unknown>((resolve) => {
      const before = process.listeners("unhandledRejection");
      process.removeAllListeners("unhandledRejection");
      process.once("unhandledRejection", (error) => {
        for (const listener of before) process.on("unhandledRejection", listener);
        resolve(error);
      });
    });
    void library.query("SELECT * FROM nowhere");
    expect(String(await heard)).toContain("nowhere");
  });

  test("a mistake in the call is thrown as it was", async () => {
    const client = await pool(freshPg()).connect();
    expect(() => client.query(undefined as never)).toThrow(TypeError);
    await sent.flush();
    expect(sent.spans()).toEqual([]);
    client.release();
  });
});
