// @module-tag extended
// What is exported as OTLP JSON and imported elsewhere gives the same rows, whatever it is; as CSV and Parquet it has every row, and
// comes back in `import-tables.test.ts`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { parquetMetadata, parquetSchema } from "hyparquet";
import {
  type AnyValue,
  decodeLogs,
  decodeLogsJson,
  decodeMetricsJson,
  decodeTracesJson,
  encodeLogs,
} from "otlp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Attachment } from "../../src/api/attachment.ts";
import type { RawParams } from "../../src/api/context.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import { createIntake, type Intake } from "../../src/receive/intake.ts";
import { localSender } from "../../src/receive/sender.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { makeLog, makeLogs } from "../support/messages.ts";
import { prepareStore } from "../support/prepared-store.ts";
import { plainSpans } from "../support/rows.ts";
import { anyLogs, anyMetrics, anyTraces } from "../support/otlp-arbitraries.ts";

const runs = Number(process.env["TELLTALE_EXPORT_RUNS"] ?? 2);
const directory = mkdtempSync(join(tmpdir(), "telltale-export-"));
let here: Store;
let there: Store;

beforeAll(async () => {
  const open = async (name: string): Promise<Store> =>
    openStore({ directory: await prepareStore(join(directory, name)), writer: { maxAgeMs: 1 } });
  [here, there] = await Promise.all([open("here"), open("there")]);
});

afterAll(async () => {
  await Promise.all([here?.close(), there?.close()]);
  rmSync(directory, { recursive: true, force: true });
  // Many runs make very many small files.
}, 300_000);

async function fileOf(params: RawParams): Promise<Buffer> {
  const context = { queries: here.queries, sql: here.sql, nowMs: Date.now };
  const route = apiRoutes.find(({ path }) => path === "/api/export")!;
  const { body } = (await route.handler({ from: "-7d", ...params }, context)) as Attachment;
  return buffer(body as Readable);
}

const take = {
  traces: (intake: Intake, text: string) => intake.traces(decodeTracesJson(text), 1, localSender),
  metrics: (intake: Intake, text: string) => intake.metrics(decodeMetricsJson(text), 1, localSender),
  logs: (intake: Intake, text: string) => intake.logs(decodeLogsJson(text), 1, localSender),
};

/** Exports one signal and imports it into the other store. */
async function carry(signal: "traces" | "metrics" | "logs" | "business", intake: Intake): Promise<void> {
  const lines = (await fileOf({ signal })).toString("utf8").split("\n");
  expect(lines.pop()).toBe("");
  for (const line of lines) {
    const outcome = await take[signal === "business" ? "logs" : signal](intake, line);
    expect(outcome).toMatchObject({ rejected: 0n });
  }
}

const compared = {
  spans: "SELECT * EXCEPT (received) FROM spans ORDER BY trace_id, span_id",
  samples: "SELECT * EXCEPT (received) FROM samples FINAL ORDER BY hash, ts",
  distributions: "SELECT * EXCEPT (received) FROM distributions FINAL ORDER BY hash, ts",
  series: "SELECT * EXCEPT (seen) FROM series FINAL ORDER BY hash",
  resources:
    "SELECT * EXCEPT (seen) FROM resources FINAL WHERE hash IN (SELECT resource_hash FROM spans UNION ALL SELECT resource_hash FROM series) ORDER BY hash",
  business_events: "SELECT * EXCEPT (received) FROM business_events FINAL ORDER BY uid, ts",
  identities: "SELECT * FROM identities FINAL ORDER BY session_id",
} as const;
// The records that business events were exported as are beside them. The text of a body that has keys may have them in another order.
const logs =
  "SELECT * EXCEPT (received, body, skeleton), if(body_json = '', body, '') AS body, if(body_json = '', skeleton, '') AS skeleton FROM logs WHERE NOT startsWith(event_name, 'telltale.') ORDER BY ts, identity";

async function expectSame(table: string, sql: string): Promise<void> {
  const [mine, theirs] = await Promise.all([here.queries.runText(sql), there.queries.runText(sql)]);
  expect({ table, rows: theirs }).toEqual({ table, rows: mine });
}

test("findings as a table are refused, because of the format", async () => {
  for (const format of ["csv", "parquet"])
    await expect(fileOf({ signal: "findings", format })).rejects.toMatchObject({
      status: 400,
      code: "BAD_PARAMETER",
      message: `Cannot use \`format=${format}\`: expected \`otlp-json\` for findings.`,
    });
});

test("OTLP JSON gives the same rows elsewhere", { timeout: 180_000 + runs * 5000 }, async () => {
  const [intake, other] = [createIntake(here.writer), createIntake(there.writer)];
  const property = fc.assert(
    fc.asyncProperty(anyTraces, anyMetrics, anyLogs, async (traces, metrics, records) => {
      await Promise.all([
        intake.traces(traces, 1, localSender),
        intake.metrics(metrics, 1, localSender),
        intake.logs(records, 1, localSender),
      ]);
      for (const signal of ["traces", "metrics", "business"] as const) await carry(signal, other);
      for (const [table, sql] of Object.entries(compared)) await expectSame(table, sql);
      await carry("logs", other);
      await expectSame("logs", logs);
    }),
    { numRuns: runs, endOnFailure: true },
  );
  await expect(property).resolves.toBeUndefined();
});

test("OTLP JSON that is imported into its own store adds nothing, attributes in whatever order", async () => {
  const intake = createIntake(here.writer);
  const order = [
    ["zeta", "1"],
    ["alpha", 2n],
    ["mid", 2.5],
    ["is", true],
    ["none", null],
    ["list", ["b", 1n]],
    [
      "map",
      new Map<string, AnyValue>([
        ["y", "1"],
        ["x", 2n],
      ]),
    ],
  ] as const;
  const record = (pairs: readonly (readonly [string, AnyValue])[], event: string) =>
    makeLogs([
      makeLog({
        timeUnixNano: BigInt(Date.now()) * 1_000_000n,
        eventName: event,
        body: `order ${event}`,
        attributes: new Map<string, AnyValue>([
          ...pairs,
          ["exception.type", "Declined"],
          ["exception.message", "card"],
        ]),
      }),
    ]);
  for (const event of ["exception", "paid"])
    await intake.logs(decodeLogs(encodeLogs(record(order, event))), 1, localSender);
  const count =
    "SELECT (SELECT count() FROM logs) AS logs, (SELECT uniqExact(identity) FROM logs) AS identities, (SELECT count() FROM errors FINAL) AS errors";
  const before = await here.queries.runText(count);
  await carry("logs", intake);
  expect(await here.queries.runText(count)).toEqual(before);
});

test.each(["traces", "logs", "metrics", "business"] as const)(
  "%s as CSV and Parquet",
  { tags: ["extended"] },
  async (signal) => {
    const tables = {
      traces: ["spans"],
      logs: ["logs"],
      metrics: ["samples", "distributions"],
      business: ["business_events"],
    };
    let rows = 0;
    for (const table of tables[signal]) {
      const [count] = await here.queries.runText<{ n: string }>(
        `SELECT count() AS n FROM ${table} FINAL`.replace(/(spans|logs) FINAL/, "$1"),
      );
      rows += Number(count!.n);
    }
    expect(rows).toBeGreaterThan(0);
    const csv = (await fileOf({ signal, format: "csv" })).toString("utf8");
    expect(csv.slice(0, csv.indexOf("\n"))).toMatch(/^"\w+"(,"\w+")+$/);
    expect(countRecords(csv)).toBe(rows + 1);
    const { buffer: file, byteOffset, length } = await fileOf({ signal, format: "parquet" });
    const metadata = parquetMetadata((file as ArrayBuffer).slice(byteOffset, byteOffset + length));
    expect(metadata.num_rows).toBe(BigInt(rows));
    const columns = parquetSchema(metadata).children;
    const [names, first] = parse(csv, { to: 2 });
    expect(columns.map(({ element }) => element.name)).toEqual(names);
    // What has parts in Parquet is JSON in CSV.
    const nested = columns.flatMap(({ children }, at) => (children.length > 0 ? [first![at]!] : []));
    for (const cell of nested) expect(JSON.parse(cell)).toBeTypeOf("object");
    expect(nested.length).toBeGreaterThan(0);
  },
);

test("reports wrong parameters", async () => {
  await expect(fileOf({})).rejects.toMatchObject({ status: 400, message: expect.stringContaining("signal") });
  await expect(fileOf({ signal: "spans" })).rejects.toMatchObject({ status: 400 });
  await expect(fileOf({ signal: "logs", format: "xml" })).rejects.toMatchObject({ status: 400 });
  await expect(fileOf({ signal: "logs", from: "now", to: "-1h" })).rejects.toMatchObject({ status: 400 });
});

test(
  "what arrives in many small parts is put together as it comes, with nothing left behind",
  { tags: ["extended"] },
  async () => {
    const before = await countSpans();
    for (let round = 0; round < 30; round++) {
      const spans = plainSpans(8);
      await here.writer.write(1, (sink) => spans.forEach((span) => sink.span(span)));
    }
    await expect
      .poll(
        async () => {
          const { servers } = await here.details();
          const merging = servers[0]!.merges.some(({ isMutation }) => isMutation);
          const spans = servers[0]!.tables.find(({ name }) => name === "spans")!;
          return !merging && spans.mostPartsOfPartition;
        },
        { interval: 200 },
      )
      .toBeLessThan(20);
    expect(await countSpans()).toBe(before + 240);
  },
);

async function countSpans(): Promise<number> {
  const [row] = await here.queries.runText<{ n: string }>("SELECT count() AS n FROM spans");
  return Number(row!.n);
}

/** Lines that are not inside of quotes. */
function countRecords(csv: string): number {
  let records = 0;
  let isQuoted = false;
  for (const letter of csv) {
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === "\n" && !isQuoted) records += 1;
  }
  return records;
}
