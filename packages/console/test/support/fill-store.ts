// Native blocks of spans into a store of its own, two at a time, for a while: what the store takes when nothing is decoded. Run by the
// benchmarks of ingest.
//
// `node --conditions=telltale-source fill-store.ts SECONDS [requests [VIEW…]]`. With `requests` the rows are those of OTLP requests on
// standard input, each behind four bytes that give its length, and no two blocks have the same traces. Views that are named are dropped
// before.
import { getRandomValues } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnyValue, AttributeTape, decodeTraces } from "otlp";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { addSpans } from "../../src/receive/traces.ts";
import { command, select } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import type { SpanRow } from "../../src/store/rows.ts";
import { insertRows } from "../../src/store/write/insert.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { createSpanTable } from "../../src/store/tables/span-table.ts";
import type { Table } from "../../src/store/tables/table.ts";
import { addAll } from "./add-all.ts";
import { plainSpans } from "./rows.ts";

interface Filled {
  readonly block: Parameters<typeof insertRows>[1];
  readonly rows: number;
  renew(): void;
}

const rowsPerBlock = 25_000;
const seconds = Number(process.argv[2] ?? 20);
const blocks =
  process.argv[3] === "requests"
    ? [...tablesOfRequests(readFileSync(0))].map(withFreshTraces)
    : Array.from({ length: 6 }, () => ({ ...blockOf(tableOfSpans()), renew: () => undefined }));
const directory = mkdtempSync(join(tmpdir(), "telltale-"));
const backend = await openBackend({ directory }, () => undefined);
await migrate(backend.writer);
const views = (
  await select<{ name: string }>(
    backend.writer,
    "SELECT name FROM system.tables WHERE engine = 'MaterializedView' AND as_select LIKE '%spans_to_roll_up%'",
  )
).map(({ name }) => name);
for (const view of process.argv.slice(4)) await command(backend.writer, `DROP VIEW ${view}`);

function tableOfSpans(): Table<SpanRow> {
  const table = createSpanTable();
  for (const [index, span] of plainSpans(rowsPerBlock).entries())
    table.add({ ...span, attributes: attributesOf(index) });
  return table;
}

function blockOf(table: Table<SpanRow>): Omit<Filled, "renew"> {
  const chunks = table.encode(Math.floor(Date.now() / 1000));
  const { name, columns, types, rows } = table;
  return { block: { table: name, columns, types, chunks }, rows };
}

function* tablesOfRequests(input: Buffer): Iterable<Table<SpanRow>> {
  let table = createSpanTable();
  for (let at = 0; at < input.length;) {
    const end = at + 4 + input.readUInt32LE(at);
    const body = input.subarray(at + 4, end);
    const rows: SpanRow[] = [];
    const request = decodeTraces(body, new AttributeTape(body));
    const sink = { span: (row: SpanRow) => void rows.push(row), error: () => undefined };
    addAll(addSpans(request, localSender, sink, timeBounds(Date.now()), createRejections("spans")));
    if (table.rows + rows.length > rowsPerBlock) {
      yield table;
      table = createSpanTable();
    }
    for (const row of rows) table.add(row);
    at = end;
  }
  if (table.rows > 0) yield table;
}

/** The ids of traces are the first column that has sixteen bytes for each row. */
function withFreshTraces(table: Table<SpanRow>): Filled {
  const filled = blockOf(table);
  const ids = filled.block.chunks.find(({ length }) => length === filled.rows * 16)!;
  const salt = new Uint8Array(16);
  return {
    ...filled,
    renew() {
      getRandomValues(salt);
      for (let at = 0; at < ids.length; at++) ids[at]! ^= salt[at & 15]!;
    },
  };
}

/** Eleven, as the spans of the other benchmarks have. */
function attributesOf(index: number): ReadonlyMap<string, AnyValue> {
  return new Map<string, AnyValue>([
    ["http.request.method", "GET"],
    ["http.route", "/orders/{id}"],
    ["http.response.status_code", index % 50 === 0 ? 500n : 200n],
    ["url.path", `/orders/${index % 1000}`],
    ["user.id", `u${index % 5000}`],
    ["session.id", `s${index % 9000}`],
    ["customer.tier", index % 20 === 0 ? "vip" : "standard"],
    ["cart.items", BigInt(index % 7)],
    ["cart.value", (index % 300) + 0.99],
    ["cache.hit", index % 3 === 0],
    ["server.address", "shop.example"],
  ]);
}

const pid = backend.enginePid() ?? 0;
const cpuBefore = cpuMs(pid);
const begun = performance.now();
let inserted = 0;

async function lane(index: number): Promise<void> {
  for (let n = index; performance.now() < begun + seconds * 1000; n += 2) {
    const { block, rows, renew } = blocks[n % blocks.length]!;
    renew();
    await insertRows(backend.writer, block, undefined);
    inserted += rows;
  }
}

await Promise.all([lane(0), lane(1)]);
const rowsPerSecond = inserted / ((performance.now() - begun) / 1000);
const engineUs = ((cpuMs(pid) - cpuBefore) * 1000) / inserted;
await backend.close();
rmSync(directory, { recursive: true, force: true });
console.log(JSON.stringify({ rowsPerSecond, engineUs, views }));

/** What the engine has used of the processors, threads that ended included. Linux counts in hundredths of a second. */
function cpuMs(engine: number): number {
  const fields = readFileSync(`/proc/${engine}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
