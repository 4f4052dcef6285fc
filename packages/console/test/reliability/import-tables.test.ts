// What is exported as CSV or Parquet and imported elsewhere gives the same rows, whatever it is.
// @module-tag extended
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { AnyValue } from "otlp";
import type { ExportFormat, ExportSignal } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportRows } from "../../src/api/export/export.ts";
import { readBatches } from "../../src/import/read-batches.ts";
import type { Batch } from "../../src/import/batch.ts";
import { createIntake } from "../../src/receive/intake.ts";
import { localSender } from "../../src/receive/sender.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { makeLog, makeLogs, makeSpan, makeTraces } from "../support/messages.ts";
import { anyLogs, anyTraces } from "../support/otlp-arbitraries.ts";
import { prepareStore } from "../support/prepared-store.ts";

const runs = Number(process.env["TELLTALE_EXPORT_RUNS"] ?? 2);
const formats = ["csv", "parquet"] as const;
const directory = mkdtempSync(join(tmpdir(), "telltale-tables-"));
let here: Store;
let there: Readonly<Record<(typeof formats)[number], Store>>;

beforeAll(async () => {
  const open = async (name: string): Promise<Store> =>
    openStore({ directory: await prepareStore(join(directory, name)), writer: { maxAgeMs: 1 } });
  const [from, csv, parquet] = await Promise.all([open("here"), open("csv"), open("parquet")]);
  here = from;
  there = { csv, parquet };
});

afterAll(async () => {
  await Promise.all([here, there?.csv, there?.parquet].map((store) => store?.close()));
  rmSync(directory, { recursive: true, force: true });
  // Many runs make very many small files.
}, 300_000);

async function exported(signal: ExportSignal, format: ExportFormat, store: Store = here): Promise<Buffer> {
  const context = { queries: store.queries, sql: store.sql, nowMs: Date.now };
  const { body } = await exportRows({ from: "-7d", signal, format }, context);
  return buffer(body as Readable);
}

function write(name: string, content: Buffer | string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function load(path: string): Promise<{ batches: Batch[]; bad: string[]; notes: string[] }> {
  const [batches, bad, notes]: [Batch[], string[], string[]] = [[], [], []];
  const report = {
    detected: () => {},
    badRow: (where: string, reason: string) => void bad.push(`${where}: ${reason}`),
    note: (text: string) => void notes.push(text),
  };
  for await (const { batch } of readBatches(path, Date.now(), report)) batches.push(batch);
  return { batches, bad, notes };
}

/** Imports `path` whole into `store`. */
async function take(path: string, store: Store): Promise<void> {
  const intake = createIntake(store.writer);
  const { batches, bad, notes } = await load(path);
  expect([bad, notes]).toEqual([[], []]);
  for (const batch of batches) {
    const outcome =
      batch.signal === "traces"
        ? intake.traces(batch.request, 1, localSender)
        : intake.logs(batch.signal === "logs" ? batch.request : [], 1, localSender);
    expect(await outcome).toMatchObject({ rejected: 0n });
  }
}

const compared = {
  spans: "SELECT * EXCEPT (received) FROM spans ORDER BY trace_id, span_id",
  // The text of a body that has keys may have them in another order, and so may its skeleton.
  logs: `SELECT * EXCEPT (received, body, skeleton), if(body_json = '', body, '') AS body, if(body_json = '', skeleton, '') AS skeleton
    FROM logs ORDER BY ts, identity`,
  resources:
    "SELECT * EXCEPT (seen) FROM resources FINAL WHERE hash IN (SELECT resource_hash FROM spans UNION ALL SELECT resource_hash FROM logs) ORDER BY hash",
  business_events: "SELECT * EXCEPT (received) FROM business_events FINAL ORDER BY uid, ts",
  identities: "SELECT * FROM identities FINAL ORDER BY session_id",
} as const;

async function expectSame(format: (typeof formats)[number]): Promise<void> {
  for (const [table, sql] of Object.entries(compared)) {
    const [mine, theirs] = await Promise.all(
      [here, there[format]].map((store) => store.queries.runText(sql)),
    );
    expect({ format, table, rows: theirs }).toEqual({ format, table, rows: mine });
  }
}

async function carryAll(): Promise<void> {
  for (const format of formats) {
    for (const signal of ["traces", "logs"] as const)
      await take(write(`${signal}.${format}`, await exported(signal, format)), there[format]);
    await expectSame(format);
  }
}

test(
  "spans and log records come back through CSV and Parquet",
  { timeout: 180_000 + runs * 5000 },
  async () => {
    const intake = createIntake(here.writer);
    const property = fc.assert(
      fc.asyncProperty(anyTraces, anyLogs, async (traces, records) => {
        await Promise.all([intake.traces(traces, 1, localSender), intake.logs(records, 1, localSender)]);
        await carryAll();
      }),
      { numRuns: runs, endOnFailure: true },
    );
    await expect(property).resolves.toBeUndefined();
  },
);

test("long texts and odd cells come back", async () => {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const long = '",\r\n\0\t\\N;\'"" é🎈'.repeat(60_000);
  const odd = new Map<string, AnyValue>([
    ["largest", 2n ** 63n - 1n],
    ["smallest", -(2n ** 63n)],
    ["not a number", NaN],
    ["endless", -Infinity],
    ["negative zero", -0],
    ["\uFEFFmark", "\uFEFF"],
    ["deep", [[new Map([["key", new Uint8Array([0, 255])]])], null]],
  ]);
  const spans = Array.from({ length: 3 }, (_unused, at) =>
    makeSpan({
      spanId: Buffer.from([1, 2, 3, 4, 5, 6, 7, at]),
      name: "\uFEFFname",
      startTimeUnixNano: nowNs,
      endTimeUnixNano: nowNs + 1n,
      attributes: new Map([...odd, ["long", long]]),
      events: [{ timeUnixNano: 0n, name: '"', attributes: odd, droppedAttributesCount: 1 }],
    }),
  );
  const intake = createIntake(here.writer);
  await intake.traces(makeTraces(spans, odd), 1, localSender);
  const record = makeLog({ timeUnixNano: nowNs, observedTimeUnixNano: nowNs, body: long, attributes: odd });
  await intake.logs(makeLogs([record, { ...record, body: odd }]), 1, localSender);
  await expect(carryAll()).resolves.toBeUndefined();
});

describe.each(formats)("%s", (format) => {
  test.each([
    ["metrics", "It is a table of metric points"],
    ["business", "It is a table of business events"],
  ] as const)("a table of %s is refused", async (signal, message) => {
    const path = write(`refused.${format}`, await exported(signal, format));
    await expect(load(path)).rejects.toThrow(message);
    await expect(load(path)).rejects.toThrow("otlp-json");
  });
});

test("a file of CSV may be compressed, one of Parquet may not", async () => {
  const csv = await exported("traces", "csv");
  const [plain, zipped] = await Promise.all([
    load(write("plain.csv", csv)),
    load(write("zipped.csv.gz", gzipSync(csv))),
  ]);
  expect(zipped).toEqual(plain);
  expect(plain.batches.length).toBeGreaterThan(0);
  const cut = write("cut.csv.gz", gzipSync(csv).subarray(0, -100));
  await expect(load(cut)).rejects.toThrow("It is cut off or damaged");
  const parquet = write("zipped.parquet.gz", gzipSync(await exported("traces", "parquet")));
  await expect(load(parquet)).rejects.toThrow("save it as a file");
});

test("a file of Parquet that is cut off or damaged is said to be", async () => {
  const whole = await exported("logs", "parquet");
  for (const share of [0.1, 0.5, 0.9, 0.999]) {
    const cut = write("cut.parquet", whole.subarray(0, Math.floor(whole.length * share)));
    await expect(load(cut)).rejects.toMatchObject({
      message: expect.stringMatching(/^Cannot read it as Parquet: /) as string,
      fix: expect.stringContaining("It is truncated, damaged") as string,
    });
  }
  await expect(load(write("short.parquet", "PAR1"))).rejects.toThrow("Cannot read it as Parquet");
  const zeros = Buffer.from(whole);
  zeros.fill(0, 4, Math.floor(zeros.length / 2));
  await expect(load(write("zeros.parquet", zeros))).rejects.toThrow(
    /Parquet: the page at byte \d+ has no size/,
  );
});

/** A table as another tool may write it. */
async function tableOf(text: string): Promise<string> {
  const { body } = await here.sql.file("Parquet", { text, params: {}, maxRows: 100_000 });
  return write("other.parquet", await buffer(body));
}

test("Parquet of other tools: other types, nulls, and only the columns that are needed", async () => {
  const path = await tableOf(`
    SELECT unhex('5b8efff798038103d269b633813fc60c')::FixedString(16) AS trace_id, lower(hex(number + 1)) AS short,
      toNullable(leftPad(short, 16, '0')) AS span_id, if(number = 1, NULL, 'a') AS name,
      toDateTime64('2026-11-20 12:00:00.123', 3, 'UTC') AS start_time, toInt32(5) AS duration_ns,
      CAST(map('whole', 1.5::Nullable(Float64), 'none', NULL), 'Map(String, Nullable(Float64))') AS double_attributes,
      'shop' AS service, number = 2 ? 'x' : '' AS parent_span_id
    FROM numbers(3)`);
  const { batches, bad, notes } = await load(path);
  expect(bad).toEqual(["Row 3: cannot read `x` in column `parent_span_id`: expected 16 hexadecimal digits."]);
  expect(notes).toEqual(["Columns that are not read: short."]);
  expect(batches).toMatchObject([
    {
      items: 2,
      request: [
        {
          resource: { attributes: new Map([["service.name", "shop"]]) },
          scopeSpans: [
            {
              spans: [
                {
                  name: "a",
                  startTimeUnixNano: 1_795_176_000_123_000_000n,
                  endTimeUnixNano: 1_795_176_000_123_000_005n,
                  attributes: new Map([["whole", 1.5]]),
                },
                { name: "" },
              ],
            },
          ],
        },
      ],
    },
  ]);
});

test("many rows are read in requests of bounded size", async () => {
  const path = await tableOf(
    "SELECT toDateTime64('2026-11-20 12:00:00', 9, 'UTC') + toIntervalNanosecond(number) AS time, repeat('x', number < 20 ? 1000000 : 10) AS body FROM numbers(60000)",
  );
  const { batches } = await load(path);
  expect(batches.reduce((sum, { items }) => sum + items, 0)).toBe(60_000);
  expect(batches.slice(0, 4).map(({ items }) => items)).toEqual([8, 8, 5000, 5000]);
  const last = batches.at(-1)!;
  expect(last.signal === "logs" && last.request[0]!.scopeLogs[0]!.logRecords.at(-1)).toMatchObject({
    timeUnixNano: 1_795_176_000_000_059_999n,
    body: "x".repeat(10),
  });
});
