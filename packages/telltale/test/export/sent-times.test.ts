// The times that each request carries: when it was sent, and for how long its oldest record had waited by then.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Metadata, Server, ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Batch, Exporter } from "../../src/export/index.ts";
import { counter, log, otlpExporter, start, type Telltale, trace } from "../../src/index.ts";
import { withSpool } from "../../src/spool/spool.ts";
import { type Receiver, startReceiver } from "../engine/receiver.ts";

const secondMs = 1000;
const begin = Date.UTC(2026, 0, 1);
let receiver: Receiver;
let telemetry: Telltale | undefined;

beforeEach(async () => {
  receiver = await startReceiver();
  vi.useFakeTimers({ toFake: ["Date"], now: begin });
});

afterEach(async () => {
  vi.useRealTimers();
  await telemetry?.stop(500);
  telemetry = undefined;
  await receiver.close();
});

function launch(exporter: Exporter): Telltale {
  telemetry = start({ exporters: [exporter], handleExit: false, metricIntervalMs: 3_600_000 });
  return telemetry;
}

/** [sent, age] of each request at `url`, in seconds since the begin. */
function times(url = "/v1/logs"): (readonly [number, number])[] {
  return receiver.received
    .filter((one) => one.path === url)
    .map(({ headers }) => [
      (Number(headers["telltale-sent-at"]) - begin) / secondMs,
      Number(headers["telltale-oldest-age-ms"]) / secondMs,
    ]);
}

const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * secondMs);

test("a request has the age of the first record that waits; metrics are as old as their collection", async () => {
  const telltale = launch(otlpExporter({ endpoint: receiver.url }));
  pass(10);
  log.info("first");
  pass(5);
  log.info("second");
  trace("t", () => {});
  counter("c").add(1);
  pass(2);
  await telltale.flush();
  expect(times()).toEqual([[17, 7]]);
  expect(times("/v1/traces")).toEqual([[17, 2]]);
  expect(times("/v1/metrics")).toEqual([[17, 0]]);
  pass(30);
  log.info("third");
  await telltale.flush();
  // what was sent waits no more
  expect(times()[1]).toEqual([47, 0]);
});

test("a retry has its own time of sending, and the age of its records by then", async () => {
  receiver.script((response) => {
    pass(60);
    response.writeHead(503).end();
  });
  const retry = { initialMs: 1, maxMs: 1, maxElapsedMs: 600_000 };
  const telltale = launch(otlpExporter({ endpoint: receiver.url, retry, signals: ["logs"] }));
  log.info("late");
  pass(1);
  await telltale.flush();
  expect(times()).toEqual([
    [1, 1],
    [61, 61],
  ]);
});

test("the halves of a request that is too large are as old as the whole", async () => {
  receiver.script((response) => void response.writeHead(413).end());
  const telltale = launch(otlpExporter({ endpoint: receiver.url, signals: ["logs"] }));
  log.info("one");
  log.info("two");
  pass(3);
  await telltale.flush();
  expect(times().map(([, age]) => age)).toEqual([3, 3, 3]);
});

test("a clock that is set back gives no negative age", async () => {
  const telltale = launch(otlpExporter({ endpoint: receiver.url, signals: ["logs"] }));
  log.info("one");
  pass(-100);
  await telltale.flush();
  expect(times()).toEqual([[-100, 0]]);
});

test("what a later process sends from the spool is as old as it was made", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "telltale-times-"));
  const settings = { directory, maxBytes: 1 << 24, maxAgeMs: 86_400_000 };
  const spooled = (): Exporter =>
    withSpool([otlpExporter({ endpoint: receiver.url, signals: ["logs"] })], settings, {
      rounds: 50,
    })[0] as Exporter;
  const first = spooled();
  const batch: Batch = { signal: "logs", body: new Uint8Array(), items: 1, oldestMs: begin };
  expect(first.save?.(batch)).toBe(true);
  first.leave?.();
  pass(3600);
  const later = spooled();
  await receiver.requests(1);
  await later.stop?.();
  expect(times()).toEqual([[3600, 3600]]);
  rmSync(directory, { recursive: true, force: true });
});

test("gRPC has them as metadata", async () => {
  const server = new Server();
  const sent: Metadata[] = [];
  const identity = (bytes: Buffer): Buffer => bytes;
  server.addService(
    {
      Export: {
        path: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        requestStream: false,
        responseStream: false,
        requestSerialize: identity,
        requestDeserialize: identity,
        responseSerialize: identity,
        responseDeserialize: identity,
      },
    },
    {
      Export: (call: { readonly metadata: Metadata }, callback: sendUnaryData<Buffer>) => {
        sent.push(call.metadata);
        callback(null, Buffer.alloc(0));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    const telltale = launch(otlpExporter({ endpoint, protocol: "grpc", signals: ["logs"] }));
    log.info("one");
    // deadlines of calls need the real clock, which is later
    vi.useRealTimers();
    await telltale.flush();
    const [metadata] = sent;
    expect(Number(metadata?.get("telltale-sent-at")[0])).toBeGreaterThan(begin);
    expect(Number(metadata?.get("telltale-oldest-age-ms")[0])).toBeGreaterThan(0);
  } finally {
    server.forceShutdown();
  }
});
