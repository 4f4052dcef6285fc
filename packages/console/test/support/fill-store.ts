// Native blocks of spans into a store of its own, two at a time, for a while: what the store takes when nobody decodes. Run by the
// benchmark of ingest.
//
// `node --conditions=telltale-source fill-store.ts SECONDS`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyValue } from "otlp";
import { openBackend } from "../../src/store/backend.ts";
import { insertRows } from "../../src/store/write/insert.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { createSpanTable } from "../../src/store/tables/span-table.ts";
import { plainSpans } from "./rows.ts";

const rowsPerBlock = 25_000;
const seconds = Number(process.argv[2] ?? 20);
const directory = mkdtempSync(join(tmpdir(), "telltale-"));
const backend = await openBackend({ directory }, () => undefined);
await migrate(backend.writer);

function blockOfSpans(): Parameters<typeof insertRows>[1] {
  const table = createSpanTable();
  for (const [index, span] of plainSpans(rowsPerBlock).entries())
    table.add({ ...span, attributes: attributesOf(index) });
  const chunks = table.encode(Math.floor(Date.now() / 1000));
  return { table: table.name, columns: table.columns, types: table.types, chunks };
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

const blocks = Array.from({ length: 6 }, blockOfSpans);
const begun = performance.now();
let inserted = 0;

async function lane(index: number): Promise<void> {
  for (let n = index; performance.now() < begun + seconds * 1000; n += 2) {
    await insertRows(backend.writer, blocks[n % blocks.length]!, undefined);
    inserted += rowsPerBlock;
  }
}

await Promise.all([lane(0), lane(1)]);
const rowsPerSecond = inserted / ((performance.now() - begun) / 1000);
await backend.close();
rmSync(directory, { recursive: true, force: true });
console.log(JSON.stringify({ rowsPerSecond }));
