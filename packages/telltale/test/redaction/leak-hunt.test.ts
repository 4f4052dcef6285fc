// A secret is put into every field of every signal by every public call, and searched for in the raw bytes that leave, on all ways.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { Server as GrpcServer, ServerCredentials } from "@grpc/grpc-js";
import { BatchLogRecordProcessor, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { BatchSpanProcessor, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { libraryFlags } from "../engine/ended.ts";
import * as telltale from "../../src/index.ts";
import {
  batchLogRecordProcessor,
  batchSpanProcessor,
  simpleLogRecordProcessor,
} from "../../src/otel/index.ts";
import { apart, attributes, calls, canary, carriers, core, makeAll, named } from "./every-call.ts";

/** What left, by way. */
const left = new Map<string, Buffer[]>();
const folder = mkdtempSync(path.join(tmpdir(), "telltale-leaks-"));
const closing: (() => unknown)[] = [];
let texts = "";

function keep(way: string, bytes: Uint8Array | string): void {
  const known = left.get(way) ?? [];
  left.set(way, [...known, Buffer.from(bytes as string)]);
}

/** Everything an object shows, getters included. */
function shown(value: unknown, seen = new Set<unknown>()): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  if (typeof value !== "object" || value === null || seen.has(value)) return String(value);
  seen.add(value);
  const own = Object.keys(value);
  const inherited = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value) ?? {}))
    .filter(([, { get }]) => get !== undefined)
    .map(([name]) => name);
  return [...own, ...inherited]
    .map((name) => `${name}: ${shown((value as Record<string, unknown>)[name], seen)}`)
    .concat(
      "spanContext" in value && typeof value.spanContext === "function"
        ? [shown((value as any).spanContext()), String((value as any).spanContext().traceState?.serialize())]
        : [],
    )
    .join("\n");
}

const foreign = (way: string): any => ({
  export(items: unknown[], done: (result: object) => void) {
    keep(way, items.map((item) => shown(item)).join("\n"));
    done({ code: 0 });
  },
  async forceFlush() {},
  async shutdown() {},
});

async function receiver(way: string): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      keep(way, request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
      keep(way, JSON.stringify(request.headers));
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function grpcReceiver(): Promise<string> {
  const server = new GrpcServer();
  const whole = (bytes: Buffer): Buffer => bytes;
  for (const [signal, name] of [
    ["trace", "TraceService"],
    ["metrics", "MetricsService"],
    ["logs", "LogsService"],
  ]) {
    server.addService(
      {
        export: {
          path: `/opentelemetry.proto.collector.${signal}.v1.${name}/Export`,
          requestStream: false,
          responseStream: false,
          requestSerialize: whole,
          requestDeserialize: whole,
          responseSerialize: whole,
          responseDeserialize: whole,
        },
      },
      {
        export: (call: any, answer: any) => {
          keep("grpc", call.request);
          answer(null, Buffer.alloc(0));
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, at) =>
      error === null ? resolve(at) : reject(error),
    ),
  );
  closing.push(() => server.forceShutdown());
  return `http://127.0.0.1:${port}`;
}

/** Copies a header at the last moment, as processors of users do. */
const lastMoment: any = {
  onStart(span: any) {
    span.setAttribute("seen.at.start", `Bearer ${canary}`);
  },
  onEnding(span: any) {
    span.setAttribute("copied.header", `Bearer ${canary}`);
    span.setAttribute("x-api-key", named);
    rawSeen ||= JSON.stringify(span.attributes).includes(core);
  },
  onEnd(span: any) {
    keep("onEnd", shown(span));
  },
  async forceFlush() {},
  async shutdown() {},
};
const kept: unknown[] = [];
const lastRecord: any = {
  onEmit(record: any) {
    record.setAttribute("copied.header", `Bearer ${canary}`);
    record.setAttribute("x-api-key", named);
    kept.push(record);
  },
  async forceFlush() {},
  async shutdown() {},
};
let rawSeen = false;

beforeAll(async () => {
  const notes: string[] = [];
  const note = (...words: unknown[]): void => void notes.push(words.join(" "));
  diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, DiagLogLevel.ALL);
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((text: string, ...rest: any[]) => {
    if (!text.includes("resource")) return (write as any)(text, ...rest);
    keep("stdout", text);
    rest.at(-1)?.();
    return true;
  }) as never;
  const [protobuf, json, grpc] = [await receiver("protobuf"), await receiver("json"), await grpcReceiver()];
  const telemetry = telltale.start({
    service: { name: `shop ${canary}`, version: canary, namespace: canary },
    environment: canary,
    attributes: attributes(),
    handleExit: false,
    recorder: true,
    prometheus: { port: 0, host: "127.0.0.1", resourceLabels: ["note", "order.id"] },
    spool: { directory: path.join(folder, "spool") },
    selfMetrics: true,
    cpuProfiles: false,
    exporters: [
      telltale.otlpExporter({ endpoint: protobuf }, {}),
      telltale.otlpExporter({ endpoint: json, protocol: "http/json" }, {}),
      telltale.otlpExporter({ endpoint: grpc, protocol: "grpc" }, {}),
      telltale.otlpExporter(
        { endpoint: "http://127.0.0.1:9", retry: { initialMs: 1, maxMs: 2, maxElapsedMs: 5 } },
        {},
      ),
      telltale.fileExporter({ path: path.join(folder, "{signal}.jsonl") }),
      telltale.stdoutExporter(),
      foreign("foreign span exporter"),
    ],
    processors: [
      lastMoment,
      new SimpleSpanProcessor(foreign("stock simple")),
      new BatchSpanProcessor(foreign("stock batch")),
      batchSpanProcessor(foreign("our batch")) as never,
    ],
    logRecordProcessors: [
      lastRecord,
      new SimpleLogRecordProcessor({ exporter: foreign("stock simple log") }) as never,
      new BatchLogRecordProcessor({ exporter: foreign("stock batch log") }) as never,
      simpleLogRecordProcessor(foreign("our simple log")),
      batchLogRecordProcessor(foreign("our batch log")),
    ],
    views: [{ instrumentName: "leaks.gauge", attributes: { include: ["password"] } } as never],
  });
  await makeAll();
  const url = await vi.waitUntil(() => telemetry.stats().prometheus?.url, { timeout: 30_000 });
  const scrape = await fetch(url, { headers: { accept: "application/openmetrics-text" } });
  keep("prometheus", await scrape.text());
  await telemetry.flush();
  const recorder = telemetry.recorder() as any;
  keep("report", `${String(telemetry.report())} ${shown(telemetry.report())}`);
  keep(
    "recorder",
    shown([
      recorder.spans(),
      recorder.logs(),
      recorder.transactions?.(),
      recorder.journeys?.(),
      recorder.workflows?.(),
    ]),
  );
  await telemetry.stop();
  process.stdout.write = write;
  diag.disable();
  keep("diagnostics", notes.join("\n"));
  keep("records kept", kept.map((record) => shown(record)).join("\n"));
  keep("carriers", JSON.stringify(carriers));
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (name.isFile())
      keep(
        name.name.endsWith(".otlp") ? "spool" : "file",
        readFileSync(path.join(name.parentPath, name.name)),
      );
  texts = readFileSync(path.join(folder, "traces.jsonl"), "utf8");
});

afterAll(() => {
  for (const close of closing) close();
  rmSync(folder, { recursive: true, force: true });
});

/** All ways `text` may be written. */
function forms(text: string): string[] {
  const aligned = ["", "x", "xx"].flatMap((before) =>
    (["base64", "base64url"] as const).map((encoding) =>
      Buffer.from(before + text)
        .toString(encoding)
        .slice(4, -4),
    ),
  );
  return [
    text,
    text.toLowerCase(),
    encodeURIComponent(text),
    Buffer.from(text).toString("hex"),
    Buffer.from(text, "utf16le").toString("latin1"),
    [...text].map((one) => `%${one.charCodeAt(0).toString(16)}`).join(""),
    ...aligned,
  ];
}

function leaks(way: string): string[] {
  const found: string[] = [];
  for (const bytes of left.get(way) ?? []) {
    const text = bytes.toString("latin1");
    for (const form of [...forms(core), ...forms(named)]) {
      const at = text.indexOf(form);
      if (at !== -1) found.push(`${form}: …${text.slice(Math.max(0, at - 150), at + 40)}…`);
    }
  }
  return found;
}

test("every export is called, or is listed as one without text", () => {
  const covered = new Set([...Object.keys(calls), ...apart]);
  expect(Object.keys(telltale).filter((name) => !covered.has(name))).toEqual([]);
});

test.each([
  "protobuf",
  "json",
  "grpc",
  "stdout",
  "file",
  "spool",
  "prometheus",
  "recorder",
  "report",
  "onEnd",
  "foreign span exporter",
  "stock simple",
  "stock batch",
  "our batch",
  "stock simple log",
  "stock batch log",
  "our simple log",
  "our batch log",
  "records kept",
  "diagnostics",
  "carriers",
])("%s has something, and no secret", (way) => {
  expect((left.get(way) ?? []).reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(
    way === "diagnostics" ? 0 : 100,
  );
  expect(leaks(way)).toEqual([]);
});

test("processors have seen what was set, and what was set has arrived", () => {
  expect(rawSeen).toBe(true);
  expect(texts).toContain("[redacted:github-token]");
  expect(texts).toContain("copied.header");
});

test("a crash leaves no secret behind", async () => {
  const spool = path.join(folder, "crash");
  const program = path.join(import.meta.dirname, "../fixtures/leak-crash-program.ts");
  const args = [...libraryFlags, program, spool];
  const output = await new Promise<string>((resolve) =>
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => resolve(stdout)),
  );
  keep("crash", output);
  for (const name of readdirSync(spool, { recursive: true, withFileTypes: true }))
    if (name.isFile()) keep("crash", readFileSync(path.join(name.parentPath, name.name)));
  const all = Buffer.concat(left.get("crash") ?? []).toString("latin1");
  expect(all).toContain("exception.stacktrace");
  expect(all).toContain("left open");
  expect(leaks("crash")).toEqual([]);
});
