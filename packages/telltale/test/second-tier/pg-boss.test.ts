// @module-tag extended
// pg-boss on a real PostgreSQL.
import pg from "pg";
import PgBoss from "pg-boss";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instrumentPgBoss, pgBoss as integration } from "../../src/integrations/pg-boss.ts";
import { instrumentPg } from "../../src/integrations/pg.ts";
import { trace } from "../../src/index.ts";
import { isAway } from "../calls/services.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "../contract/emitted.ts";
import { until } from "../contract/until.ts";

const away = await isAway("PostgreSQL");
instrumentPgBoss(PgBoss, { carry: true });
describeIntegration(integration, () => PgBoss);

test.each([
  ["9 and 10", (send: Insert, jobs: object[]) => send(jobs)],
  ["11", (send: Insert, jobs: object[]) => send("ship", jobs)],
])("lists as pg-boss %s takes them; one that has spans of its own is left alone", async (_, insert) => {
  const seen: unknown[][] = [];
  const form = () =>
    class Boss {
      static getConstructionPlans(): string {
        return "";
      }
      readonly insert = (...args: unknown[]): number => seen.push(args);
      start(): this {
        return this;
      }
    };
  const [old, recent] = [form(), form()];
  Object.assign(recent.prototype, { send: () => undefined });
  const sent = collect();
  const [jobs, more] = [Object.freeze([{ name: "ship", data: { order: "o1" } }]), [{ name: "ship" }]];
  for (const kind of [old, recent]) {
    instrumentPgBoss(kind);
    const boss = new kind().start();
    insert(boss.insert, jobs as object[]);
    insert(boss.insert, more);
  }
  await sent.flush();
  await sent.stop();
  expect(seen.map((args) => args.at(-1))).toEqual([jobs, more, jobs, more]);
  expect(sent.spans().map(({ name }) => name)).toEqual(["send ship", "send ship"]);
});

type Insert = (...args: unknown[]) => unknown;

describe.skipIf(away)("pg-boss", () => {
  let sent: Collected;
  let boss: PgBoss;
  beforeAll(async () => {
    boss = new PgBoss({
      connectionString: "postgres://postgres@127.0.0.1:5432/test",
      schema: `telltale_${process.pid}`,
      supervise: false,
      schedule: false,
    });
    boss.on("error", () => {});
    await boss.start();
  });
  afterAll(async () => {
    const db = (boss as unknown as { getDb(): { executeSql(text: string): Promise<unknown> } }).getDb();
    await db.executeSql(`DROP SCHEMA telltale_${process.pid} CASCADE`);
    await boss.stop({ graceful: false });
    expectAllDeclaredSeen(integration, {
      except: [
        /^span send: messaging\.(?:message|destination)/,
        /^metric .*: error\.type/,
        /^span (?:send|send \{destination\}): error/,
      ],
    });
  });
  beforeEach(() => {
    sent = collect();
  });
  afterEach(async () => {
    await sent.flush();
    expectOnlyDeclared(integration, sent, { except: [/^work|^inside/] });
    await sent.stop();
  });

  test("a job is one trace with what sent it, and has the data it was sent with; several are linked", async () => {
    await boss.createQueue("ship");
    const seen: string[] = [];
    const id = await trace("work", async () => boss.send("ship", { order: "o1" }));
    await boss.insert([
      { name: "ship", data: { order: "o2" }, retryLimit: 0 },
      { name: "ship", data: { order: "o3" } },
    ]);
    await boss.work("ship", { batchSize: 1, pollingIntervalSeconds: 0.5 }, async ([job]) => {
      const { order } = (job as PgBoss.Job<{ order: string }>).data;
      seen.push(order);
      expect(job?.data).toEqual({ order });
      if (order === "o2") throw new RangeError("no such order");
      return trace("inside", async () => undefined);
    });
    await until(() => seen.length === 3, "three jobs");
    await boss.offWork("ship");
    await sent.flush();
    const sends = sent.spans("send ship");
    const processes = sent.spans("process ship");
    // those of one insert have no order
    expect(seen.toSorted()).toEqual(["o1", "o2", "o3"]);
    expect(sends.map(({ attributes }) => attributes["messaging.batch.message_count"])).toEqual([
      undefined,
      2,
    ]);
    expect(sends[0]).toMatchObject({ kind: "producer", parentId: sent.spans("work")[0]?.spanId });
    expect(sends[0]?.attributes["messaging.message.id"]).toBe(id);
    expect(processes.map(({ parentId }) => parentId)).toEqual([
      sends[0]?.spanId,
      sends[1]?.spanId,
      sends[1]?.spanId,
    ]);
    expect(processes.filter(({ status }) => status === 2)).toHaveLength(1);
    expect(processes[0]?.attributes["messaging.message.id"]).toBe(id);
    expect(sent.spans("inside")[0]?.parentId).toBe(processes[0]?.spanId);
  });

  test("jobs handled at once are linked; a request in one object; jobs for several queues", async () => {
    await boss.createQueue("bill");
    await boss.createQueue("mail");
    await boss.send({ name: "bill", data: { order: "o4" } });
    await boss.insert([{ name: "bill" }, { name: "mail" }] as never);
    const counts: number[] = [];
    const datas: unknown[] = [];
    await boss.work("bill", { batchSize: 5, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      counts.push(jobs.length);
      datas.push(...jobs.map(({ data }) => data));
    });
    await until(() => counts.length > 0, "the batch");
    await boss.offWork("bill");
    await sent.flush();
    expect(counts).toEqual([2]);
    // without data there is none to see, though the context came in its place
    expect(datas).toEqual(expect.arrayContaining([{ order: "o4" }, null]));
    expect(sent.spans("process bill")[0]?.attributes["messaging.batch.message_count"]).toBe(2);
    expect(sent.spans("process bill")[0]?.links.toSorted()).toEqual(
      [sent.spans("send bill")[0]?.spanId, sent.spans("send")[0]?.spanId].toSorted(),
    );
  });
});

// last, for from here on the queries of the driver are seen
describe.skipIf(away)("what pg-boss asks PostgreSQL for by itself", () => {
  const schema = `telltale_idle_${process.pid}`;
  const pool = new pg.Pool({ connectionString: "postgres://postgres@127.0.0.1:5432/test" });
  let sent: Collected;
  beforeEach(() => {
    sent = collect();
  });
  afterEach(async () => {
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await sent.stop();
  });
  afterAll(async () => pool.end());

  /** Runs `use` with a pg-boss that has asked in vain for jobs of a queue, and has looked after its tables. */
  async function idle(
    use: (boss: PgBoss) => Promise<unknown>,
    handler: () => Promise<unknown>,
  ): Promise<void> {
    const boss = new PgBoss({
      connectionString: "postgres://postgres@127.0.0.1:5432/test",
      schema,
      monitorStateIntervalSeconds: 1,
    });
    boss.on("error", () => {});
    await boss.start();
    await trace("set-up", async () => boss.createQueue("ship"));
    const heard = new Promise((resolve) => {
      boss.once("monitor-states", () => void pool.query("SELECT 'heard'").then(resolve));
    });
    const worker = await boss.work("ship", { pollingIntervalSeconds: 0.5 }, handler);
    await heard;
    await use(boss);
    boss.notifyWorker(worker);
    await until(async () => {
      await sent.flush();
      return sent.spans("process ship").length > 0;
    }, "the job");
    await boss.stop({ graceful: false });
    await sent.flush();
  }
  const queries = () => sent.spans().filter(({ kind }) => kind === "client");
  const send = async (boss: PgBoss) => boss.send("ship", {});

  test("an idle worker leaves no span; jobs, and what listeners do, are seen", async () => {
    instrumentPg(pg, {});
    await idle(send, async () => pool.query("SELECT 'inside'"));
    const spanOf = (name: string) => sent.spans(name)[0]?.spanId;
    expect(
      queries().map((span) => [span.parentId, String(span.attributes["db.query.text"]).trim().slice(0, 11)]),
    ).toEqual([
      [spanOf("set-up"), "SELECT tell"],
      ["", "SELECT ?"],
      [spanOf("send ship"), "INSERT INTO"],
      [spanOf("process ship"), "SELECT ?"],
    ]);
  });

  test("`requireParent: false` of the driver's integration shows it", async () => {
    instrumentPg(pg, { requireParent: false });
    await idle(send, async () => {});
    const roots = queries().filter(({ parentId }) => parentId === "");
    expect(roots.filter(({ name }) => name.includes(`UPDATE ${schema}.job`)).length).toBeGreaterThan(1);
    expect(roots.filter(({ name }) => name === `UPDATE ${schema}.version`).length).toBeGreaterThan(0);
  });

  test("one that has spans of its own is left alone, but its loops are known", async () => {
    instrumentPg(pg, {});
    class Recent {
      static getConstructionPlans(): string {
        return "";
      }
      send(): void {}
      async start(): Promise<void> {
        await pool.query("SELECT 'start'");
      }
      async work(_queue: string, handler: (jobs: object[]) => Promise<unknown>): Promise<unknown> {
        await pool.query("SELECT 'fetch'");
        return handler([]);
      }
    }
    instrumentPgBoss(Recent);
    const recent = new Recent();
    await recent.start();
    await recent.work("ship", async () => pool.query("SELECT 1 AS inside"));
    await sent.flush();
    expect(sent.spans().map(({ attributes }) => attributes["db.query.text"])).toEqual(["SELECT ? AS inside"]);
  });
});
