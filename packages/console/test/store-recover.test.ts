// Rows that are in their table and not in a roll-up, as a kill between the two leaves them: made here by taking views away.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type ClickHouseClient,
  command,
  connect,
  insertBlock,
  insertsOfThisProcess,
  longCommand,
  select,
} from "../src/store/client.ts";
import { type Engine, startEngine } from "../src/store/engine/engine.ts";
import { migrate } from "../src/store/schema/migrate.ts";
import { recoverRollups } from "../src/store/upkeep/recover.ts";
import { changedMinutes } from "../src/store/upkeep/graph-minutes.ts";
import { createShapeHistory } from "../src/store/upkeep/shape-history.ts";
import { createGraphKeeper } from "../src/store/upkeep/service-graph.ts";
import type { LogRow, SpanRow } from "../src/store/rows.ts";
import { readSqlFiles } from "../src/store/schema/sql-files.ts";
import { splitStatements } from "../src/store/schema/sql-statements.ts";
import { openStore } from "../src/store/store.ts";
import { createBusinessEventTable } from "../src/store/tables/business-table.ts";
import { createIdentityTable } from "../src/store/tables/dimension-tables.ts";
import { createLogTable } from "../src/store/tables/log-table.ts";
import { createSpanTable } from "../src/store/tables/span-table.ts";
import type { Table } from "../src/store/tables/table.ts";
import { event } from "./api/harness.ts";
import { expectRollupsToAgree } from "./support/rollups.ts";
import { emptySpan, plainLogs, plainSpans, resource } from "./support/rows.ts";

let directory: string;
let engine: Engine;
let client: ClickHouseClient;

const now = Math.floor(Date.now() / 1000);
const longAgo = now - 3600;
const ask = (sql: string): Promise<unknown[]> => select(client, sql);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "telltale-store-"));
  engine = await startEngine({ directory });
  const writer = {
    url: engine.url,
    username: "writer",
    password: engine.secrets.writerPassword,
    settings: {},
  };
  const maker = connect({ ...writer, database: "system" }, 1);
  await command(maker, "CREATE DATABASE telltale");
  await maker.close();
  client = connect({ ...writer, database: "telltale" }, 2);
  await migrate(client);
});

afterAll(async () => {
  await client.close();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  const filled =
    "SELECT DISTINCT table AS name FROM system.parts WHERE database = 'telltale' AND active AND table NOT IN ('schema_migrations', 'rolled_attributes')";
  for (const { name } of await select<{ name: string }>(client, filled))
    await command(client, `TRUNCATE TABLE ${name}`);
});

async function insert<Row>(table: Table<Row>, rows: readonly Row[], received: number): Promise<void> {
  for (const row of rows) table.add(row);
  await insertBlock(
    client,
    `INSERT INTO ${table.name} (${table.columns.join(", ")})`,
    table.encode(received),
  );
}

/** Some spans have a service, an operation or both over the budgets. */
const foldOf = ({ name }: SpanRow): number => Math.max(0, "123".indexOf(name.at(-1)!) + 1);

const insertSpans = (rows: readonly SpanRow[], received: number, fold = foldOf): Promise<void> =>
  insert(createSpanTable(fold), rows, received);
const insertLogs = (rows: readonly LogRow[], received: number): Promise<void> =>
  insert(
    createLogTable(
      () => "",
      ({ body }) => Number(String(body).endsWith("1")),
    ),
    rows,
    received,
  );

const views = [
  "red_view",
  "service_red_view",
  "attribute_red_view",
  "trace_summary_view",
  "versions_view",
  "attribute_values_view",
  "log_attribute_values_view",
  "errors_view",
  "span_shapes_view",
  "log_shapes_view",
  "log_skeletons_view",
];

/** Runs `insertion` while the views are away: its rows reach their table and nothing else. */
async function without(names: readonly string[], insertion: () => Promise<void>): Promise<void> {
  for (const name of names) await command(client, `DROP VIEW ${name}`);
  await insertion();
  for (const name of names) await command(client, definitionOf(name));
}

/** The statement that makes a view, as the newest step of the schema has it. */
function definitionOf(view: string): string {
  const statements = readSqlFiles("schema").flatMap(({ text }) => splitStatements(text));
  return statements.findLast((one) => one.startsWith(`CREATE MATERIALIZED VIEW IF NOT EXISTS ${view} `))!;
}

// oxlint-disable-next-line vitest/expect-expect -- missAndRecover does
test("puts right what all views missed", { tags: ["extended"] }, () => missAndRecover(views));

// oxlint-disable-next-line vitest/expect-expect -- missAndRecover does
test.each(views)("puts right what %s missed", { tags: ["extended"] }, (view) => missAndRecover([view]));

async function missAndRecover(names: readonly string[]): Promise<void> {
  // some traces have several
  const spans = plainSpans(400).map((span, at) => ({ ...span, status: at % 3 === 0 ? 2 : 0 }));
  await insertSpans(spans.slice(0, 200), longAgo);
  await insertLogs(plainLogs(50), longAgo);
  await without(names, async () => {
    // Traces that are known already, and new ones; minutes that are, and others.
    await insertSpans(spans.slice(196), now);
    await insertSpans(
      plainSpans(80).map((span) => ({ ...span, startNs: span.startNs - 7_200_000_000_000n })),
      now,
    );
    await insertLogs(plainLogs(30), now);
  });
  await expect(expectRollupsToAgree(ask)).rejects.toThrow("deeply equal");
  await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
  await expectRollupsToAgree(ask);
  const before = await ask("SELECT * FROM trace_summary FINAL ORDER BY trace_id");
  await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
  await expectRollupsToAgree(ask);
  expect(await ask("SELECT * FROM trace_summary FINAL ORDER BY trace_id")).toEqual(before);
}

test("puts right what was missed of journeys", { tags: ["extended"] }, async () => {
  const journeyViews = ["journey_days_view", "journey_steps_view", "session_owners_view"];
  const steps = ["landing", "product", "paid"].map((step, at) =>
    event({
      kind: "journey",
      name: "checkout",
      step,
      stepIndex: at,
      userId: at < 1 ? "" : "u1",
      sessionId: "s1",
    }),
  );
  const figures = `SELECT (SELECT sum(length(events.t)) FROM journey_days FINAL) AS steps, (SELECT uniqExact(name, step) FROM journey_steps) AS names,
    (SELECT count() FROM session_owners FINAL) AS owned`;
  await without(journeyViews, async () => {
    await insert(createBusinessEventTable(), steps, now);
    await insert(
      createIdentityTable(),
      [{ tenant: "", sessionId: "s1", userId: "u1", seenMs: now * 1000 }],
      now,
    );
  });
  expect(await ask(figures)).toEqual([{ steps: 0, names: 0, owned: 0 }]);
  for (const _ of ["once", "and once more"]) {
    await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
    expect(await ask(figures)).toEqual([{ steps: 3, names: 3, owned: 1 }]);
  }
});

test("puts right what was missed of workflows", { tags: ["extended"] }, async () => {
  const rows = ["created", "paid", "shipped"].map((state, at) =>
    event({ kind: "workflow", phase: "event", name: "order", entityId: `o${at % 2}`, step: state, state }),
  );
  const figures = `SELECT (SELECT sum(length(events)) FROM workflow_days FINAL) AS records,
    (SELECT uniqExact(instance) FROM workflow_days) AS instances, (SELECT count() FROM workflow_names FINAL) AS names`;
  await without(["workflow_days_view", "workflow_names_view"], () =>
    insert(createBusinessEventTable(), rows, now),
  );
  expect(await ask(figures)).toEqual([{ records: 0, instances: 0, names: 0 }]);
  for (const _ of ["once", "and once more"]) {
    await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
    expect(await ask(figures)).toEqual([{ records: 3, instances: 2, names: 3 }]);
  }
});

test("takes away what a roll-up has and its table has not", { tags: ["extended"] }, async () => {
  const spans = plainSpans(160);
  await insertSpans(spans, now);
  await command(client, "INSERT INTO red SELECT * FROM red");
  await command(client, "INSERT INTO trace_summary SELECT * FROM trace_summary");
  await command(client, "INSERT INTO attribute_values SELECT * FROM attribute_values");
  await command(client, "INSERT INTO log_skeletons SELECT * FROM log_skeletons");
  await expect(expectRollupsToAgree(ask)).rejects.toThrow("deeply equal");
  await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
  await expectRollupsToAgree(ask);
});

test("leaves alone the figures of days whose rows may be gone", async () => {
  const dayNs = 86_400_000_000_000n;
  const old = plainSpans(80).map((span) => ({ ...span, startNs: span.startNs - 9n * dayNs }));
  await insertSpans(old, longAgo);
  const kept = await ask("SELECT toString(sum(spans)) AS n FROM red");
  const [{ id } = { id: "" }] = await select<{ id: string }>(
    client,
    "SELECT partition_id AS id FROM system.parts WHERE active AND table = 'spans'",
  );
  await command(client, "ALTER TABLE spans DROP PARTITION ID {id:String}", { id });
  await without(views, () => insertSpans(old.slice(0, 8), now));
  await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 7 * 86_400 });
  expect(await ask("SELECT toString(sum(spans)) AS n FROM red")).toEqual(kept);
});

// oxlint-disable-next-line vitest/expect-expect -- expectRollupsToAgree does
test(
  "hours from before the table of the catalog are added to it, each once",
  { tags: ["extended"] },
  async () => {
    const hourNs = 3_600_000_000_000n;
    const hoursAgo = (hours: bigint) =>
      plainSpans(80).map((span) => ({ ...span, startNs: span.startNs - hours * hourNs }));
    await without(["span_shapes_view", "log_shapes_view"], async () => {
      for (const hours of [2n, 3n, 50n]) await insertSpans(hoursAgo(hours), longAgo);
      await insertLogs(
        plainLogs(30).map((log) => ({ ...log, timeNs: log.timeNs - 5n * hourNs })),
        longAgo,
      );
    });
    // received after the start: in the views
    await insertSpans(plainSpans(40), now);
    const history = createShapeHistory({ nodes: [client], inTurn: (act) => act(), nowMs: () => now * 1000 });
    await history.tick();
    await expectRollupsToAgree(ask);
    await history.tick();
    await createShapeHistory({ nodes: [client], inTurn: (act) => act(), nowMs: () => now * 1000 }).tick();
    await expectRollupsToAgree(ask);
  },
);

test("a long history is added in steps, the newest hours first", { tags: ["extended"] }, async () => {
  const hourNs = 3_600_000_000_000n;
  await without(["span_shapes_view"], async () => {
    for (const hours of [2n, 3n, 50n])
      await insertSpans(
        plainSpans(8).map((span) => ({ ...span, startNs: span.startNs - hours * hourNs })),
        longAgo,
      );
  });
  let nowMs = now * 1000;
  // each look at the clock takes six seconds
  const history = createShapeHistory({
    nodes: [client],
    inTurn: (act) => act(),
    nowMs: () => (nowMs += 6_000),
  });
  const newest = async () =>
    Number((await select<{ n: string }>(client, "SELECT toString(sum(count)) AS n FROM shapes"))[0]?.n);
  const counts: number[] = [];
  for (let tick = 0; tick < 4; tick++) {
    await history.tick();
    counts.push(await newest());
  }
  expect(counts).toEqual([8, 16, 24, 24]);
});

// oxlint-disable-next-line vitest/expect-expect -- expectRollupsToAgree does
test("nothing received since: nothing changes", async () => {
  await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
  await insertSpans(plainSpans(80), longAgo);
  await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
  await expectRollupsToAgree(ask);
});

test("a statement whose caller has stopped waiting is found by its id, before it adds what the next attempt adds", async () => {
  const statement =
    "INSERT INTO red (spans) SELECT sleepEachRow(0.05) FROM numbers(1000) SETTINGS max_block_size = 1";
  const left = longCommand(client, statement, {}, {}).catch(String);
  const running =
    "SELECT count() AS n FROM system.processes WHERE startsWith(initial_query_id, {mine:String})";
  const mine = { mine: insertsOfThisProcess };
  await expect.poll(() => select(client, running, mine)).toEqual([{ n: 1 }]);
  await command(client, "KILL QUERY WHERE startsWith(initial_query_id, {mine:String}) SYNC", mine);
  // one that has not begun yet is said to be killed
  expect(await left).toMatch(/cancelled|is killed in pending state/);
  expect(await ask("SELECT count() AS n FROM red")).toEqual([{ n: 0 }]);
});

test(
  "the service graph takes in what came last before a pause of hours",
  { tags: ["extended"] },
  async () => {
    const keeperAt = (seconds: number) =>
      createGraphKeeper({ nodes: [client], inTurn: (act) => act(), nowMs: () => seconds * 1000 });
    const called = { ...resource, hash: 43n, service: "payments" };
    const calls = plainSpans(80).map((span) =>
      span.kind === 2 ? span : { ...span, kind: 2, resource: called },
    );
    const [first, second] = [0, 1].map((half) =>
      calls.slice(half * 40, half * 40 + 40).map((span) => ({
        ...span,
        startNs: BigInt(longAgo + 300 * half) * 1_000_000_000n + 1_000_000_000n,
      })),
    );
    const counted = "SELECT sum(calls) AS n FROM edges WHERE caller = 'checkout' AND callee = 'payments'";
    const made = (spans: readonly SpanRow[]): number =>
      spans.filter((span) => span.resource === called).length;
    await insertSpans(first!, longAgo, () => 0);
    await keeperAt(longAgo + 60).tick();
    expect(await ask(counted)).toEqual([{ n: made(first!) }]);
    await insertSpans(second!, longAgo + 300, () => 0);
    await keeperAt(longAgo + 3 * 3600).tick();
    expect(await ask(counted)).toEqual([{ n: made([...first!, ...second!]) }]);
    const third = second!.map((span) => ({ ...span, traceId: span.traceId.map((byte) => byte ^ 1) }));
    await insertSpans(third, longAgo + 4 * 3600, ({ resource: { service } }) =>
      Number(service === "payments"),
    );
    await keeperAt(longAgo + 4 * 3600).tick();
    const others = "SELECT sum(calls) AS n FROM edges WHERE caller = 'checkout' AND callee = '_OTHER'";
    expect(await ask(others)).toEqual([{ n: made(third) }]);
    const versions =
      "SELECT uniqExact(version) AS n FROM version_red WHERE service = '_OTHER' AND version = ''";
    expect(await ask(versions)).toEqual([{ n: 1 }]);
  },
);

const noFold = (): number => 0;

/** A call from checkout to payments that begins at `second`, and its answer, which begins `later`. */
function callAt(second: number, later = 0): SpanRow[] {
  const [traceId, spanId] = [randomBytes(16), randomBytes(8)];
  const at = (seconds: number) => ({ traceId, startNs: BigInt(seconds) * 1_000_000_000n });
  const called = { ...resource, hash: 43n, service: "payments" };
  const peer = new Map([["server.address", "payments.example"]]);
  return [
    { ...emptySpan, ...at(second), spanId, kind: 3, durationNs: 5_000_000n, attributes: peer },
    {
      ...emptySpan,
      ...at(second + later),
      spanId: randomBytes(8),
      parentId: spanId,
      kind: 2,
      resource: called,
    },
  ];
}

/** Calls of each minute after `begun`, as the graph has them. */
async function graphOf(begun: number): Promise<unknown> {
  const by = "AS minute, toUInt32(sum(calls)) AS n";
  const minute = `intDiv(toUnixTimestamp(minute) - ${begun}, 60)`;
  return {
    edges: await ask(`SELECT ${minute} ${by} FROM edges GROUP BY minute HAVING n > 0 ORDER BY minute`),
    answered: await ask(
      `SELECT ${minute} AS minute, toUInt32(sum(answered)) AS n FROM dependencies GROUP BY minute HAVING n > 0 ORDER BY minute`,
    ),
    versions: await ask(
      `SELECT ${minute} AS minute, toUInt32(sum(spans)) AS n FROM version_red GROUP BY minute HAVING n > 0 ORDER BY minute`,
    ),
  };
}

test(
  "the service graph of a busy store has each minute once the next is over, with what comes late",
  { tags: ["extended"] },
  async () => {
    const begun = Math.floor(longAgo / 3600) * 3600;
    let clock = begun;
    const compute: string[] = [];
    const watched: ClickHouseClient = {
      ...client,
      async command(statement) {
        if (statement.query.includes("INSERT INTO edges"))
          compute.push(
            ...((statement.query_params?.["minutes"] ?? []) as number[]).map((minute) =>
              String((minute - begun) / 60),
            ),
          );
        await client.command(statement);
      },
    };
    const keeper = createGraphKeeper({
      nodes: [watched],
      inTurn: (act) => act(),
      nowMs: () => clock * 1000,
      spansOfQuietStore: 3,
    });
    for (let minute = 0; minute < 6; minute++) {
      // three calls a minute; what is called at its end is answered in the next one
      const calls = [
        callAt(begun + 60 * minute + 1),
        callAt(begun + 60 * minute + 30),
        callAt(begun + 60 * minute + 59, 3),
      ];
      for (const [own, answer] of calls as [SpanRow, SpanRow][]) {
        await insertSpans([own], begun + 60 * minute + 59, noFold);
        await insertSpans([answer], Number(answer.startNs / 1_000_000_000n) + 4, noFold);
      }
      clock = begun + 60 * minute + 70;
      await keeper.tick();
    }
    /** Of three calls a minute, the first of minute 0 are `first`. */
    const whole = (to: number, first: number, n: number) =>
      Array.from({ length: to }, (_, minute) => ({ minute, n: minute === 0 ? first : n }));
    // minutes 4 and 5 are not over, or the next one is not; versions count the roots, too
    expect(await graphOf(begun)).toEqual({
      edges: whole(4, 2, 3),
      answered: whole(4, 3, 3),
      versions: whole(4, 5, 6),
    });
    expect(compute).toEqual(["0", "1", "2", "3"]);
    // one that comes late, and nothing more: the store is quiet again
    await insertSpans(callAt(begun + 90), clock + 1, noFold);
    for (let tick = 0; tick < 4; tick++) {
      clock += 60;
      await keeper.tick();
    }
    const late = (rows: { minute: number; n: number }[], more: number) =>
      rows.map(({ minute, n }) => ({ minute, n: minute === 1 ? n + more : n }));
    expect(await graphOf(begun)).toEqual({
      edges: late([...whole(6, 2, 3), { minute: 6, n: 1 }], 1),
      answered: late(whole(6, 3, 3), 1),
      versions: late([...whole(6, 5, 6), { minute: 6, n: 1 }], 2),
    });
  },
);

test(
  "a million spans of one minute fit into the memory of the service graph",
  { tags: ["extended"] },
  async () => {
    const begun = Math.floor(longAgo / 60) * 60;
    // traces of eight, each span the parent of the next, in twelve services
    await command(
      client,
      `INSERT INTO spans (trace_id, span_id, parent_id, start, duration, service, name, kind, weight, sattr, received)
    SELECT toFixedString(reinterpretAsString(sipHash128(intDiv(number, 8))), 16), toFixedString(reinterpretAsString(sipHash64(number)), 8),
      if(number % 8 = 0, toFixedString('', 8), toFixedString(reinterpretAsString(sipHash64(number - 1)), 8)),
      toDateTime64(${begun}, 9, 'UTC') + intDiv(number, 20000), 1000000, concat('service-', toString((intDiv(number, 8) + number % 8) % 12)),
      'GET', if(number % 2 = 0, 2, 3), 1, map('server.address', 'shop.example'), ${longAgo}
    FROM numbers(1000000)`,
      {},
      {
        max_threads: 1,
        max_block_size: "50000",
        min_insert_block_size_rows: "50000",
        min_insert_block_size_bytes: "0",
      },
    );
    const keeper = createGraphKeeper({
      nodes: [client],
      inTurn: (act) => act(),
      nowMs: () => (begun + 300) * 1000,
    });
    await keeper.tick();
    const [{ calls, answered }] = (await ask(
      "SELECT (SELECT sum(calls) FROM edges) AS calls, (SELECT sum(answered) FROM dependencies) AS answered",
    )) as [{ calls: number; answered: number }];
    // of the seven children of a trace three are entries, which is a call answered
    expect([Number(calls), Number(answered)]).toEqual([375_000, 375_000]);
  },
);

test(
  "traces of a busy hour are put right within the memory of a repair",
  { tags: ["extended"] },
  async () => {
    const traces = 1_200_000;
    await without(views, async () => {
      for (let at = 0; at < traces; at += 50_000)
        await command(
          client,
          `INSERT INTO spans (trace_id, span_id, start, duration, service, name, kind, weight, received)
      SELECT toFixedString(reinterpretAsString(sipHash128(number)), 16), toFixedString(reinterpretAsString(sipHash64(number)), 8),
        toDateTime64(${longAgo}, 9, 'UTC') + number / 1000, 1000000, concat('service-', toString(number % 13)), 'GET', 2, 1, ${now}
      FROM numbers(${at}, 50000)`,
        );
    });
    await recoverRollups(client, { sinceSeconds: now, keptFromSeconds: now - 30 * 86_400 });
    expect(await ask("SELECT uniqExact(trace_id) AS traces, sum(spans) AS spans FROM trace_summary")).toEqual(
      [{ traces, spans: traces }],
    );
  },
);

test("a span that comes days late does not have all between read at once", async () => {
  await insertSpans([...callAt(now - 3 * 86_400), ...callAt(now)], now);
  const slices = await changedMinutes(client, { since: now - 60, keptFrom: now - 7 * 86_400 });
  expect(slices.map((minutes) => now - minutes[0]! > 86_400)).toEqual([true, false]);
});

test("a span of ten minutes has only the minutes computed again in which it called another service", async () => {
  const begun = Math.floor(longAgo / 3600) * 3600 + 7200;
  const minutes = Array.from({ length: 9 }, (_, minute) => callAt(begun + 60 * minute + 30));
  await insertSpans(minutes.flat(), begun + 540, noFold);
  const [waits, answer] = callAt(begun + 1, 200) as [SpanRow, SpanRow];
  await insertSpans([answer], begun + 540, noFold);
  const parent = new Uint8Array(8).fill(7);
  await insertSpans(
    [{ ...waits, kind: 1, parentId: parent, durationNs: 500_000_000_000n }],
    begun + 700,
    noFold,
  );
  const slices = await changedMinutes(client, {
    since: begun + 690,
    keptFrom: begun - 3600,
    before: begun + 660,
  });
  expect(slices.map((slice) => slice.map((minute) => (minute - begun) / 60))).toEqual([[3]]);
});

test("a late answer has the minutes beside its own computed again, in one of which its call began by another clock", async () => {
  const begun = Math.floor(longAgo / 3600) * 3600 + 14_400;
  const [call, answer] = callAt(begun + 61, -6) as [SpanRow, SpanRow];
  await insertSpans([call], begun + 62, noFold);
  await insertSpans([answer], begun + 700, noFold);
  const slices = await changedMinutes(client, {
    since: begun + 690,
    keptFrom: begun - 3600,
    before: begun + 660,
  });
  expect(slices.flat().map((minute) => (minute - begun) / 60)).toEqual([0, 1]);
});

// oxlint-disable-next-line vitest/expect-expect -- expectRollupsToAgree does
test("a store that was not closed is put right before it takes rows", async () => {
  await without(views, () => insertSpans(plainSpans(80), now));
  await engine.stop();
  writeFileSync(join(directory, "writing.json"), JSON.stringify({ since: now }));
  const store = await openStore({ directory });
  try {
    await expectRollupsToAgree((sql) => store.queries.runText(sql));
  } finally {
    await store.close();
  }
});
