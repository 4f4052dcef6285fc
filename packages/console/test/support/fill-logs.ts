// A store with very many log records of a day, written by its own writer: `node --conditions=telltale-source fill-logs.ts DIRECTORY RECORDS`.
// Lines of a hundred templates with seeded values. Prints what finding their skeletons cost. What is there already is kept.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSkeletonCache } from "../../src/patterns/skeleton-cache.ts";
import type { LogRow, ResourceRow } from "../../src/store/rows.ts";
import { openStore } from "../../src/store/store.ts";
import { lineOf, seeded, templates } from "./log-templates.ts";

interface FilledLogs {
  readonly records: number;
  /** End of the 24 hours, Unix ms. */
  readonly endMs: number;
  /** CPU time of the skeletons of a million lines, ms, one part of them after the other. */
  readonly skeletonMs: readonly number[];
}

const [directory = "", count = "10000000"] = process.argv.slice(2);
const records = Number(count);
const recordsAtOnce = 20_000;
const dayMs = 86_400_000;
const services = ["gateway", "checkout", "payment", "catalog", "search", "shipping"].map(resourceOf);
const scope = { scopeName: "bench", scopeVersion: "1.0.0", scopeJson: "" };
const none = new Uint8Array(16);
const note = join(directory, "filled.json");

const known = existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as FilledLogs) : undefined;
// Retention would take what is older.
const isFresh = known !== undefined && Date.now() - known.endMs < 4 * dayMs;
const result = isFresh ? known : await fill();
writeFileSync(note, JSON.stringify(result));
console.log(JSON.stringify(result));

async function fill(): Promise<FilledLogs> {
  // one that was begun and not ended, or is too old
  rmSync(join(directory, "engine"), { recursive: true, force: true });
  const endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const random = seeded(1);
  const store = await openStore({ directory, minFreeBytes: 0 });
  for (let first = 0; first < records; first += recordsAtOnce)
    await store.writer.write(1, (sink) => {
      for (let n = first; n < Math.min(first + recordsAtOnce, records); n++)
        sink.log(recordOf(n, endMs, random));
    });
  await store.close();
  return { records, endMs, skeletonMs: measureSkeletons() };
}

/** Most lines are of a third of the templates; a tenth of the templates is new in the last two hours. */
function recordOf(n: number, endMs: number, random: () => number): LogRow {
  const since = 1 - n / records;
  const usual = templates.length - 10;
  const place = Math.floor(random() ** 2 * (since < 1 / 12 ? templates.length : usual));
  const body = lineOf(templates[place]!, random);
  const failed = random() < 0.02;
  return {
    resource: services[place % services.length]!,
    scope,
    timeNs: BigInt(Math.floor(endMs - since * dayMs)) * 1_000_000n,
    observedNs: BigInt(endMs) * 1_000_000n,
    severity: failed ? 17 : 9,
    severityText: failed ? "ERROR" : "INFO",
    eventName: "",
    body,
    flags: 0,
    attributes: new Map(n % 3 === 0 ? [["user.id", `u${n % 50_000}`]] : []),
    droppedAttributes: 0,
    identity: BigInt(n + 1),
    traceId: none,
    spanId: none.subarray(8),
  };
}

function measureSkeletons(): number[] {
  const random = seeded(2);
  const lines = Array.from({ length: 100_000 }, () =>
    lineOf(templates[Math.floor(random() ** 2 * templates.length)]!, random),
  );
  const skeletonOf = createSkeletonCache();
  return Array.from({ length: 10 }, () => {
    const before = process.cpuUsage();
    for (const line of lines) skeletonOf(line);
    const { user, system } = process.cpuUsage(before);
    return ((user + system) / 1000) * (1_000_000 / lines.length);
  });
}

function resourceOf(service: string): ResourceRow {
  return {
    tenant: "",
    hash: createHash("sha256").update(service).digest().readBigUInt64BE(),
    service,
    environment: "production",
    serviceVersion: "1.4.2",
    instance: "",
    attributes: new Map([["service.name", service]]),
    schemaUrl: "",
  };
}
