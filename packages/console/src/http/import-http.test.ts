// `POST /api/import` over real connections: what is stored, what is refused and how, and what it costs.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { ImportResult, Problem } from "contract";
import * as otlp from "otlp";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { memoryAccess } from "../../test/support/memory-access.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { createLog } from "../log.ts";
import { ProblemError } from "../problem/problem.ts";
import { createIntake } from "../receive/intake.ts";
import { queueFull } from "../store/store-error.ts";
import { createServer, type ServerOptions } from "./server.ts";

const fixtures = fileURLToPath(new URL("../../test/fixtures/real-traces/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "telltale-import-http-"));
afterAll(() => rmSync(folder, { recursive: true }));

vi.mock(import("otlp"), { spy: true });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  // Whatever happened, no file is left.
  const left = readdirSync(folder);
  if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
});

async function startServer(options: Partial<ServerOptions> = {}) {
  const writer = createMemoryWriter();
  const access = memoryAccess();
  const app = await createServer({
    intake: createIntake(writer),
    routes: [],
    viewOf: async () => ({ queries: { run: async () => [] } }),
    storeFigures: async () => ({ engine: "test", version: "1", bytes: 2, rows: 3 }),
    storeReady: async () => undefined,
    ...access,
    listen: "127.0.0.1",
    allowedHosts: [],
    webDirectory: undefined,
    log: createLog("silent"),
    addresses: () => ({ page: "http://127.0.0.1:1", otlpHttp: "", otlpGrpc: "" }),
    imports: { folder },
    ...options,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, writer, noted: access.noted };
}

interface Answered {
  readonly status: number;
  readonly result: ImportResult;
  readonly problem: Problem;
}

async function send(
  url: string,
  body: string | Uint8Array,
  name = "file",
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(`${url}/api/import?name=${encodeURIComponent(name)}`, {
    method: "POST",
    body,
    headers,
  });
  const answer = (await response.json()) as ImportResult | Problem;
  const problem = answer as Problem;
  return {
    status: response.status,
    problem,
    result: response.ok ? (answer as ImportResult) : problem.import!,
  };
}

const second = "2026-11-20T12:00:00.000Z";
function logLine(at: number, body = `line ${at}`): string {
  const timeUnixNano = `${Date.parse(second) + at}000000`;
  return JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano, body: { stringValue: body } }] }] }],
  });
}
const lines = (count: number): string => Array.from({ length: count }, (_, at) => logLine(at)).join("\n");
const csvHead = "trace_id,span_id,name,start_time,duration_ns";
const csvRow = "5b8efff798038103d269b633813fc60c,eee19b7ec3c1b174,GET /,2026-11-20T12:00:00Z,5";

test("a file is stored, and the answer says what was in it and when", async () => {
  const { url, writer, noted } = await startServer();
  const { status, result } = await send(url, lines(3), "three.jsonl");
  expect(status).toBe(200);
  expect(result).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    name: "three.jsonl",
    state: "done",
    format: "OTLP JSON",
    bytes: lines(3).length,
    stored: { spans: 0, logRecords: 3, metricPoints: 0 },
    duplicates: 0,
    rejected: 0,
    rejectedRows: [],
    notes: [],
    from: second,
    to: "2026-11-20T12:00:00.003Z",
    problem: null,
  });
  expect(writer.rows.logs).toHaveLength(3);
  expect(noted.map(({ action, target }) => [action, target])).toEqual([
    ["import.start", "three.jsonl"],
    ["import.end", "three.jsonl"],
  ]);
  expect(JSON.parse(noted[1]!.details)).toMatchObject({
    id: result.id,
    state: "done",
    format: "OTLP JSON",
    logRecords: 3,
    rejected: 0,
  });
  const later = await fetch(`${url}/api/imports/${result.id}`);
  expect(await later.json()).toEqual(result);
});

test.each([
  ["hotrod/jaeger-es-bulk.ndjson", "Jaeger", { spans: 379 }],
  ["zipkin/skew.json", "Zipkin v2", {}],
  ["otel-demo/metrics-samples.json", "OpenSearch", { metricPoints: 20 }],
  ["signoz-golden/otel-demo-metrics-golden.checkout-cart.jsonl.gz", "seed lines", { metricPoints: 1800 }],
])("%s is recognised as %s", async (file, format, stored) => {
  const { url } = await startServer();
  const { status, result } = await send(url, readFileSync(fixtures + file), file);
  expect([status, result.format]).toEqual([200, format]);
  expect(result.stored).toMatchObject(stored);
  expect(result.rejected).toBe(0);
});

test("a large document is parsed by another thread, and a large request of it is taken in pieces", async () => {
  const { url, writer } = await startServer();
  const record = { timeUnixNano: `${Date.parse(second)}000000`, body: { stringValue: "x".repeat(800) } };
  const logRecords = Array.from({ length: 12_000 }, () => record);
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
  const parse = vi.spyOn(JSON, "parse");
  const decode = vi.spyOn(otlp, "decodeLogs");
  const { status, result } = await send(url, body);
  const parsed = parse.mock.calls.map(([text]) => text.length);
  const decoded = decode.mock.calls.map(([bytes]) => bytes.length);
  vi.restoreAllMocks();
  expect([status, result.stored.logRecords, writer.rows.logs.length]).toEqual([200, 12_000, 12_000]);
  expect(Math.max(...parsed)).toBeLessThan(10_000);
  expect(decoded.length).toBeGreaterThan(10);
  expect(Math.max(...decoded)).toBeLessThan(500_000);
});

test("rows that cannot be stored are listed with their place, and the others are stored", async () => {
  const { url, writer } = await startServer();
  const bad = csvRow.replace("eee19b7ec3c1b174", "");
  const { status, result } = await send(url, [csvHead, csvRow, bad, csvRow].join("\n"), "spans.csv");
  expect([status, result.state, result.format]).toEqual([200, "done", "CSV"]);
  expect(result.rejected).toBe(1);
  expect(result.rejectedRows).toEqual([{ where: "Row 2", reason: "column `span_id` is empty.", rows: 1 }]);
  expect(writer.rows.spans).toHaveLength(2);

  const mixed = await send(url, [logLine(1), "{", logLine(2)].join("\n"));
  expect(mixed.result.rejectedRows).toMatchObject([{ where: "Line 2", rows: 1 }]);
  expect(mixed.result.stored.logRecords).toBe(2);
});

test("a metric without points does not make a size NaN: the receiver's held bytes fall to 0", async () => {
  const writer = createMemoryWriter();
  const intake = createIntake(writer);
  const { url } = await startServer({ intake });
  const dataPoints: unknown[] = [];
  const metrics = [{ name: "made_up", gauge: { dataPoints } }];
  const { problem } = await send(url, JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }));
  expect(problem.code).toBe("FILE_NOT_READ");
  expect([intake.admitter.bytes, intake.queueBytes]).toEqual([0, 0]);
  const admission = intake.admitter.open();
  expect(() => admission.reserve(Number.NaN)).toThrow(RangeError);
  expect(intake.admitter.bytes).toBe(0);
});

test("of many rejected rows the first hundred are listed and all are counted", async () => {
  const { url } = await startServer();
  const { result } = await send(url, [logLine(1), ...Array.from({ length: 250 }, () => "{")].join("\n"));
  expect([result.rejected, result.rejectedRows.length]).toEqual([250, 100]);
});

test("a name that promises another format is a remark", async () => {
  const { url } = await startServer();
  const { result } = await send(url, `${csvHead}\n${csvRow}`, "spans.json");
  expect(result.format).toBe("CSV");
  expect(result.notes).toEqual([expect.stringContaining("The name `spans.json` promises another format")]);
});

const cutGzip = gzipSync(lines(20_000)).subarray(0, 60_000);

test.each<readonly [name: string, content: string | Uint8Array, message: string]>([
  ["an empty file", "", "The file is empty. Expected OTLP JSON"],
  ["blank lines", "\n\n", "The file has no spans, log records or metric points."],
  [
    "JSON of an unknown form",
    '{"what":"is this"}',
    'The only row of the file cannot be stored. Line 1: Cannot recognize `{"what":"is this"}`',
  ],
  ["text", "just some words", "It is not JSON: Unexpected token"],
  ["a cut document", '{"resourceSpans":[', "is not JSON"],
  ["a zip archive", Buffer.from("PK\u0003\u0004rest"), "it is a zip archive. Unpack it"],
  ["an image", Buffer.from("89504e470d0a1a0a0000000d", "hex"), "a binary file of an unknown kind"],
  ["a cut gzip", cutGzip, "unexpected end of file. It is cut off or damaged."],
  ["a table without its columns", "a,b\n1,2", "Cannot recognize its columns"],
  [
    "a table of bad rows",
    `${csvHead}\n,,,,\n,,,,`,
    "None of the 2 rows of the file can be stored. Row 1: column `start_time` is empty.",
  ],
  ["a table without rows", csvHead, "The file has no spans, log records or metric points."],
  ["Parquet in gzip", gzipSync("PAR1 and more"), "Cannot read Parquet out of gzip"],
  ["a cut Parquet file", Buffer.from("PAR1 and no more"), "Cannot read it as Parquet"],
])("refuses %s", async (name, content, message) => {
  const { url, writer } = await startServer();
  const { status, problem, result } = await send(url, content, name);
  expect([status, problem.code]).toEqual([422, "FILE_NOT_READ"]);
  expect(`${problem.message} ${problem.fix}`).toContain(message);
  expect(problem.fix).not.toBe("");
  expect(result.state).toBe("failed");
  expect(writer.rows.spans).toHaveLength(0);
});

test("a file that is too large is refused, by its header and by its bytes", async () => {
  const { url } = await startServer({ imports: { folder, maxBytes: 1000 } });
  const announced = await send(url, "x".repeat(1001));
  expect([announced.status, announced.problem.code]).toEqual([413, "BODY_TOO_LARGE"]);
  expect(announced.problem.fix).toContain("telltale-console import FILE");
  const streamed = await fetch(`${url}/api/import`, {
    method: "POST",
    body: new Blob([`${logLine(1)}\n`.repeat(20)]).stream(),
    duplex: "half",
  } as RequestInit);
  expect([streamed.status, ((await streamed.json()) as Problem).code]).toEqual([413, "BODY_TOO_LARGE"]);
});

test("only who may send telemetry imports, and a page only with the header of the console's own", async () => {
  const access = memoryAccess("the-console's-own-token");
  const { url } = await startServer(access);
  expect((await send(url, lines(1))).status).toBe(401);
  for (const [scope, status] of [
    ["read", 403],
    ["alerts", 403],
    ["ingest", 200],
    ["admin", 200],
  ] as const) {
    const wanted = {
      kind: "token",
      name: scope,
      scope,
      tenant: "",
      createdBy: "a test",
      expires: 0,
    } as const;
    const { secret } = await access.tokens.create(wanted);
    const answered = await send(url, lines(1), "file", { authorization: `Bearer ${secret}` });
    expect([scope, answered.status]).toEqual([scope, status]);
  }
  const { url: open } = await startServer();
  const foreign = await send(open, lines(1), "file", { "sec-fetch-site": "same-origin" });
  expect([foreign.status, foreign.problem.code]).toEqual([403, "CSRF_HEADER_MISSING"]);
  const other = await send(open, lines(1), "file", { origin: "http://example.com" });
  expect([other.status, other.problem.code]).toEqual([403, "ORIGIN_NOT_ALLOWED"]);
});

test("a console that receives no telemetry says so", async () => {
  const { url } = await startServer({ imports: undefined });
  const { status, problem } = await send(url, lines(1));
  expect([status, problem.code]).toEqual([409, "IMPORT_NOT_SUPPORTED"]);
});

test("an id in use, an invalid id, and an unknown id", async () => {
  const { url } = await startServer();
  const id = "0123456789abcdef".repeat(2);
  const path = `${url}/api/import?id=${id}`;
  expect((await fetch(path, { method: "POST", body: lines(1) })).status).toBe(200);
  const again = await fetch(path, { method: "POST", body: lines(1) });
  expect([again.status, ((await again.json()) as Problem).message]).toEqual([
    400,
    expect.stringContaining("another import has it"),
  ]);
  expect((await fetch(`${url}/api/import?id=7`, { method: "POST", body: lines(1) })).status).toBe(400);
  const unknown = await fetch(`${url}/api/imports/7`);
  expect([unknown.status, ((await unknown.json()) as Problem).code]).toEqual([404, "IMPORT_UNKNOWN"]);
});

interface Upload {
  write(text: string | Uint8Array): Promise<void>;
  end(): Promise<{ readonly status: number; readonly body: string }>;
  destroy(): void;
  readonly id: string;
}

let uploads = 0;

/** A file that is sent piece by piece. */
function upload(port: number): Upload {
  const id = (++uploads).toString(16).padStart(32, "0");
  const sent = request({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: `/api/import?name=slow.jsonl&id=${id}`,
  });
  sent.on("error", () => {});
  const answered = new Promise<{ status: number; body: string }>((resolve) => {
    sent.on("response", (response) => {
      let body = "";
      response.on("data", (bytes: Buffer) => (body += bytes.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
  return {
    id,
    write: (text) =>
      new Promise((resolve) => {
        sent.write(text, () => resolve());
      }),
    end() {
      sent.end();
      return answered;
    },
    destroy: () => void sent.destroy(),
  };
}

async function progressOf(url: string, id: string): Promise<ImportResult> {
  return (await (await fetch(`${url}/api/imports/${id}`)).json()) as ImportResult;
}

const patience = { timeout: 30_000 };

test("while a file arrives its format, bytes and rows can be read; two files are read at a time", async () => {
  const { url, port } = await startServer();
  const one = upload(port);
  await one.write(`${lines(6000)}\n`);
  await expect.poll(async () => (await progressOf(url, one.id)).stored?.logRecords, patience).toBe(5000);
  const progress = await progressOf(url, one.id);
  expect(progress).toMatchObject({ state: "running", format: "OTLP JSON", problem: null });
  expect(progress.bytes).toBeGreaterThan(100_000);
  const two = upload(port);
  await two.write(`${logLine(1)}\n`);
  await expect.poll(async () => (await progressOf(url, two.id)).format, patience).toBe("OTLP JSON");
  const busy = await send(url, lines(1));
  expect([busy.status, busy.problem.code]).toEqual([429, "IMPORTS_BUSY"]);
  // Asked first, as the page does, nothing of a file is sent.
  const asked = await fetch(`${url}/api/imports/${"f".repeat(32)}`);
  expect([asked.status, asked.headers.get("retry-after")]).toEqual([429, "5"]);
  expect(((await asked.json()) as Problem).code).toBe("IMPORTS_BUSY");
  expect((await one.end()).status).toBe(200);
  expect((await two.end()).status).toBe(200);
  expect((await progressOf(url, one.id)).stored.logRecords).toBe(6000);
});

test("what was stored before the sender went away stays, and is reported", async () => {
  const { url, port, writer, noted } = await startServer();
  const one = upload(port);
  await one.write(`${lines(6000)}\n`);
  await expect.poll(async () => (await progressOf(url, one.id)).stored?.logRecords, patience).toBe(5000);
  one.destroy();
  await expect.poll(async () => (await progressOf(url, one.id)).state, patience).toBe("cancelled");
  const { stored, problem } = await progressOf(url, one.id);
  expect(stored.logRecords).toBe(5000);
  expect(problem?.message).toContain("The connection was closed");
  expect(writer.rows.logs).toHaveLength(5000);
  await expect.poll(() => noted.length, patience).toBe(2);
  expect(JSON.parse(noted[1]!.details)).toMatchObject({ state: "cancelled", logRecords: 5000 });
});

test("a file that has arrived whole is not read on when its sender leaves", async () => {
  const { url, port, writer } = await startServer();
  const release = writer.hold();
  const one = upload(port);
  await one.write(gzipSync(`${lines(12_000)}\n`));
  void one.end();
  // Two requests wait for the store.
  await expect.poll(() => writer.rows.logs.length, patience).toBe(10_000);
  one.destroy();
  await expect.poll(async () => (await fetch(`${url}/healthz`)).status).toBe(200);
  release();
  await expect.poll(async () => (await progressOf(url, one.id)).state, patience).toBe("cancelled");
  expect((await progressOf(url, one.id)).problem?.message).toContain("The connection was closed");
  expect(writer.rows.logs).toHaveLength(10_000);
});

for (const [what, head, part, count, why, tags] of [
  ["empty lines", "x\n", "\n", 30_000_000, "hold nothing to import", ["extended"]],
  ["rows of no value", "[", "0,", 2_000_000, "hold nothing to import", []],
  ["lines of no value", "", "0\n", 2_000_000, "hold nothing to import", ["extended"]],
  ["one line", '{"a":"', "x", 30_000_000, "256 times its size", ["extended"]],
] as const)
  test(`a small file of ${what} is given up soon`, { tags: [...tags] }, async () => {
    const { url } = await startServer();
    const file = Buffer.concat([Buffer.from(head), Buffer.alloc(count, part), Buffer.from("0]")]);
    const packed = gzipSync(file);
    const begun = process.cpuUsage();
    const { status, problem } = await send(url, packed);
    expect([status, problem.code]).toEqual([422, "FILE_NOT_READ"]);
    expect(problem.message).toContain(why);
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(10_000);
  });

test("an upload may take longer than other requests", { tags: ["extended"] }, async () => {
  const { url, port } = await startServer({ requestTimeoutMs: 300 });
  const one = upload(port);
  await one.write(`${logLine(1)}\n`);
  // Another request that is begun now and never ends is refused for its time first.
  const other = request({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: "/api/sampling",
    headers: { "content-length": 9, "content-type": "application/json" },
  });
  const status = new Promise<number | undefined>((resolve) => {
    other.on("response", ({ statusCode }) => resolve(statusCode));
  });
  other.on("error", () => {});
  other.write("x");
  expect(await status).toBe(408);
  await one.write(`${logLine(2)}\n`);
  expect((await one.end()).status).toBe(200);
  expect((await progressOf(url, one.id)).stored.logRecords).toBe(2);
});

test("while the queue is full the file waits, and is stored when there is room", async () => {
  const { port, writer } = await startServer();
  const full = queueFull(1, 1, 0.05);
  let refused = 0;
  // The first attempts are refused, and never all of them, however slow the test is.
  writer.admit = () => {
    if (refused++ < 3) throw full;
  };
  const one = upload(port);
  await one.write(`${lines(6000)}\n`);
  await expect.poll(() => refused, patience).toBeGreaterThan(3);
  const { status, body } = await one.end();
  expect([status, (JSON.parse(body) as ImportResult).stored.logRecords]).toEqual([200, 6000]);
});

test("Parquet is not kept on a disk for which telemetry is refused", async () => {
  const { url, writer } = await startServer();
  const full = new ProblemError("STORE_DISK_FULL", "The disk is full, as a test says.", "Free some space.");
  writer.fail(full);
  const { status, problem, result } = await send(url, `PAR1${"x".repeat(1000)}`, "made-up.parquet");
  expect([status, problem.code, result.state]).toEqual([full.status, "STORE_DISK_FULL", "failed"]);
});

test("an error of the store ends the import; what was stored before is reported", async () => {
  const { url, port, writer } = await startServer();
  const one = upload(port);
  await one.write(`${lines(6000)}\n`);
  await expect.poll(async () => (await progressOf(url, one.id)).stored?.logRecords, patience).toBe(5000);
  writer.fail(new Error("a made-up failure"));
  const { status, body } = await one.end();
  expect(status).toBe(500);
  expect(body).not.toContain("made-up");
  expect((await progressOf(url, one.id)).state).toBe("failed");
});

// Not 408: after that status browsers send the whole file again when the connection was used before.
const tooSlow = { status: 400, code: "UPLOAD_TOO_SLOW" };

test("a sender of a byte now and then loses its import slot, with a clear error", async () => {
  let nowMs = 1_000_000;
  const { url, port } = await startServer({ imports: { folder, times: { nowMs: () => nowMs } } });
  const one = upload(port);
  await one.write(`${logLine(1)}\n`);
  // A byte that is on its way while the clock moves is not waited for, and not counted: bytes come until the import has failed.
  const afterOneMore = async (): Promise<string> => {
    nowMs += 29_000;
    await one.write(" ");
    return (await progressOf(url, one.id)).state;
  };
  await expect.poll(afterOneMore, patience).toBe("failed");
  const { body, status } = await one.end();
  const message: unknown = expect.stringContaining("arrives too slowly");
  expect([status, JSON.parse(body)]).toEqual([400, expect.objectContaining({ ...tooSlow, message })]);
});

test("a sender that falls silent loses its import slot, with a clear error", async () => {
  const { url, port } = await startServer({ imports: { folder, times: { silentMs: 100 } } });
  const one = upload(port);
  await one.write(`${logLine(1)}\n`);
  await expect.poll(async () => (await progressOf(url, one.id)).state, patience).toBe("failed");
  const { body, status } = await one.end();
  const message = "No more of the file arrived for 0.1 s.";
  expect([status, JSON.parse(body)]).toEqual([400, expect.objectContaining({ ...tooSlow, message })]);
});

test("a sender that has read its answer and goes on sending loses its connection", async () => {
  const { port } = await startServer({
    ...memoryAccess("a-token-of-enough-length"),
    imports: { folder, times: { lingerMs: 50 } },
  });
  const sent = request({ port, host: "127.0.0.1", method: "POST", path: "/api/import" });
  sent.on("error", () => {});
  const closed = new Promise<void>((resolve) => sent.on("close", resolve));
  const status = new Promise<number | undefined>((resolve) => {
    sent.on("response", (response) => resolve(response.resume().statusCode));
  });
  sent.write("x");
  expect(await status).toBe(401);
  await closed;
});

/** However slow the machine is, the rest is sent before the connection is closed. */
const unhurried = { lingerMs: 600_000 };

test.each([
  [
    401,
    "TOKEN_REQUIRED",
    { ...memoryAccess("a-token-of-enough-length"), imports: { folder, times: unhurried } },
  ],
  [413, "BODY_TOO_LARGE", { imports: { folder, maxBytes: 1000, times: unhurried } }],
] as const)(
  "a refusal of %i before the file is read reaches a client that is still sending",
  async (status, code, options) => {
    const { port } = await startServer({ ...options, requestTimeoutMs: 100 });
    const chunk = Buffer.alloc(1024 * 1024, "x");
    const sent = request({
      port,
      host: "127.0.0.1",
      method: "POST",
      path: "/api/import?name=large.jsonl",
      headers: { "content-length": 200 * chunk.length },
    });
    const errors: Error[] = [];
    sent.on("error", (error) => errors.push(error));
    let answer = "";
    const answered = new Promise<number | undefined>((resolve) => {
      sent.on("response", (response) => {
        response.on("data", (bytes: Buffer) => (answer += bytes.toString()));
        response.on("end", () => resolve(response.statusCode));
      });
    });
    // As browsers do: the whole file is sent before the answer is looked at.
    for (let at = 0; at < 200; at++) await new Promise<void>((resolve) => sent.write(chunk, () => resolve()));
    sent.end();
    expect([await answered, (JSON.parse(answer) as Problem).code, errors]).toEqual([status, code, []]);
  },
);

test("a refusal is read by a client that is still sending", async () => {
  const { url, port } = await startServer({ imports: { folder, times: unhurried } });
  const one = upload(port);
  await one.write("just some words\nand more\n".repeat(10));
  // The document is bounded; the rest is not read.
  void one.write("x".repeat(70 * 1024 * 1024));
  await expect.poll(async () => (await progressOf(url, one.id)).state, patience).toBe("failed");
  const { status, body } = await one.end();
  expect([status, (JSON.parse(body) as Problem).message]).toEqual([
    422,
    expect.stringMatching(/^Cannot read (line|a JSON document)/),
  ]);
});
