// The ways out of OTLP, judged by decoders and servers that are not ours: HTTP with JSON, gRPC, TLS with client certificates,
// requests too large, variables per signal.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createHttps } from "node:https";
import Module from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type sendUnaryData,
  Server as GrpcServer,
  ServerCredentials,
  type ServerUnaryCall,
  status as grpcStatus,
  Metadata,
} from "@grpc/grpc-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  counter,
  log,
  memoryExporter,
  otlpExporter,
  start,
  stdoutExporter,
  type Telltale,
  trace,
} from "../../src/index.ts";
import { reported } from "../../src/engine/diagnostics/diagnose.ts";
import { retryDelayMs } from "../../src/export/rpc-status.ts";
import { decodeRequest, type Plain } from "../engine/official.ts";
import { until } from "../contract/until.ts";
import { type Receiver, startReceiver } from "../engine/receiver.ts";

const retry = { initialMs: 5, maxMs: 10, maxElapsedMs: 20_000 };

let telemetry: Telltale | undefined;

afterEach(async () => {
  await telemetry?.stop(500);
  telemetry = undefined;
});

function begin(
  options: Parameters<typeof otlpExporter>[0],
  variables: Record<string, string> = {},
): Telltale {
  const exporters = [otlpExporter({ retry, ...options }, variables)];
  return (telemetry = start({
    service: "ways",
    exporters,
    handleExit: false,
    limits: { queueSize: 20_000 },
  }));
}

const spansOf = (message: Plain): Plain[] =>
  message["resourceSpans"].flatMap((one: Plain) =>
    one["scopeSpans"].flatMap((scope: Plain) => scope["spans"]),
  );

function refuseMany(to: any, { message }: any): void {
  to.writeHead(spansOf(message).length > 60 ? 413 : 200).end();
}

function refuseHuge(to: any, { message }: any): void {
  to.writeHead(spansOf(message).some((span) => span["name"] === "huge") ? 413 : 200).end();
}

const whole = (bytes: Buffer): Buffer => bytes;

const failure =
  (code: number, details = "", metadata = new Metadata()) =>
  (to: sendUnaryData<Buffer>): void =>
    to({ code, details, metadata });

describe("HTTP", () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => receiver.close());

  test.each(["none", "gzip"] as const)(
    "JSON bodies (%s), as the OTLP-JSON mapping has them",
    async (compression) => {
      const { flush, stats } = begin({ endpoint: receiver.url, protocol: "http/json", compression });
      trace("a", { attributes: { "order.id": 7, big: 2n ** 60n, deep: { list: [1, "x", null] } } }, () =>
        log.info("l"),
      );
      counter("c").add(2);
      await flush();
      const [request] = receiver.received.filter(({ path: where }) => where === "/v1/traces");
      expect(request?.headers).toMatchObject({ "content-type": "application/json" });
      const [span] = spansOf(request?.message ?? {});
      expect(span).toMatchObject({ name: "a", traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
      expect(span?.["attributes"]).toContainEqual({ key: "big", value: { intValue: String(2n ** 60n) } });
      expect(span?.["startTimeUnixNano"]).toMatch(/^\d{19}$/);
      expect(receiver.received.map((one) => one.path).toSorted()).toEqual([
        "/v1/logs",
        "/v1/metrics",
        "/v1/traces",
      ]);
      expect(stats().traces).toMatchObject({ exported: 1, dropped: {} });
    },
  );

  test("a batch of many is one JSON body, all of it in order", async () => {
    const { flush } = begin({ endpoint: receiver.url, protocol: "http/json" });
    for (let i = 0; i < 500; i++) trace(`s${i}`, () => {});
    await flush();
    expect(receiver.received).toHaveLength(1);
    expect(spansOf(receiver.received[0]?.message ?? {}).map((span) => span["name"])).toEqual(
      Array.from({ length: 500 }, (_, i) => `s${i}`),
    );
  });

  test("partial success is read from a JSON answer", async () => {
    const { flush, stats } = begin({ endpoint: receiver.url, protocol: "http/json" });
    receiver.script(
      (to) =>
        void to
          .writeHead(200, { "content-type": "application/json; charset=utf-8" })
          .end('{"partialSuccess":{"rejectedSpans":"1","errorMessage":"no"}}'),
    );
    for (let i = 0; i < 3; i++) trace("x", () => {});
    await flush();
    expect(stats().traces).toEqual({ queued: 0, exported: 2, dropped: { partial_success: 1 } });
  });

  test("a request that is too large for the receiver (413) is sent in halves until it fits; nothing is lost or doubled", async () => {
    const { flush, stats } = begin({ endpoint: receiver.url });
    receiver.script(...Array.from({ length: 100 }, () => refuseMany));
    for (let i = 0; i < 400; i++) trace(`s${i}`, () => {});
    await flush();
    const taken = receiver.received
      .map(({ message }) => spansOf(message))
      .filter((spans) => spans.length <= 60);
    expect(taken.flat().map((span) => span["name"])).toEqual(Array.from({ length: 400 }, (_, i) => `s${i}`));
    expect(stats().traces).toEqual({ queued: 0, exported: 400, dropped: {} });
  });

  test("one span that is too large for the receiver is counted, the others arrive", async () => {
    const { flush, stats } = begin({ endpoint: receiver.url });
    receiver.script(...Array.from({ length: 100 }, () => refuseHuge));
    for (const name of ["a", "b", "huge", "c", "d"]) trace(name, () => {});
    await flush();
    expect(stats().traces).toEqual({ queued: 0, exported: 4, dropped: { too_large: 1 } });
  });

  test("no request is larger than the limit before compression; the last that fits goes whole", async () => {
    const { flush, stats } = begin({ endpoint: receiver.url, maxRequestBytes: 40_000 });
    for (let i = 0; i < 300; i++) trace(`s${i}`, (span) => span.setAttribute("fill", "x".repeat(500)));
    for (let i = 0; i < 3000; i++) counter("wide").add(1, { series: i });
    await flush();
    for (const { headers } of receiver.received)
      expect(Number(headers["content-length"])).toBeLessThanOrEqual(40_000);
    expect(receiver.spans()).toHaveLength(300);
    const points = receiver.metrics().flatMap((metric) => metric["sum"]["dataPoints"]);
    expect(points.reduce((sum: number, one: Plain) => sum + Number(one["asInt"] ?? one["asDouble"]), 0)).toBe(
      3000,
    );
    for (const metric of receiver.metrics())
      expect(metric).toMatchObject({ name: "wide", sum: { isMonotonic: true } });
    expect(stats().traces).toMatchObject({ exported: 300, dropped: {} });
    expect(stats().metrics.dropped).toEqual({});
  });

  test("variables per signal are stronger than those for all, options stronger than both", async () => {
    const other = await startReceiver();
    const { flush } = begin(
      { headers: { "x-option": "o" } },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/base/`,
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${other.url}/v1/logs`,
        OTEL_EXPORTER_OTLP_HEADERS: "x-all=a,x-both=all",
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: "x-both=logs,x-option=env",
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: "gzip",
      },
    );
    log.info("l");
    await flush();
    expect(other.received[0]?.headers).toMatchObject({
      "x-all": "a",
      "x-both": "logs",
      "x-option": "o",
      "content-type": "application/json",
      "content-encoding": "gzip",
    });
    expect(other.logs()).toHaveLength(1);
    await other.close();
  });

  test("connections are kept: many exports, one connection a signal", async () => {
    const { flush } = begin({ endpoint: receiver.url });
    for (let i = 0; i < 10; i++) {
      trace("x", () => {});
      await flush();
    }
    expect(new Set(receiver.received.map((one) => one.clientPort)).size).toBe(1);
  });

  test("a kept connection that the receiver has closed is replaced without a word, a new one that breaks is not", async () => {
    const served = new WeakSet<object>();
    let taken = 0;
    let broken = false;
    const closing = createServer((request, response) => {
      if (broken || served.has(request.socket)) return request.socket.destroy();
      served.add(request.socket);
      request.resume().once("end", () => response.end());
      taken++;
    });
    await new Promise<void>((resolve) => closing.listen(0, "127.0.0.1", resolve));
    const { flush } = begin({ endpoint: `http://127.0.0.1:${(closing.address() as AddressInfo).port}` });
    const retried = (): number => reported()["export_retried"] ?? 0;
    // exporters of earlier tests may still hear that their receivers are gone
    let before = retried();
    const isQuiet = async (): Promise<boolean> => {
      const seen = before;
      await new Promise((resolve) => setTimeout(resolve, 200));
      before = retried();
      return before === seen;
    };
    await expect.poll(isQuiet, { timeout: 20_000 }).toBe(true);
    for (let n = 0; n < 5; n++) {
      trace("x", () => {});
      await flush();
    }
    expect([taken, retried()]).toEqual([5, before]);
    broken = true;
    trace("x", () => {});
    const flushed = flush();
    await until(() => retried() > before, "a report of the broken connection");
    broken = false;
    await flushed;
    await telemetry?.stop();
    closing.close();
  });
});

describe("gRPC", () => {
  interface Call {
    readonly metadata: Record<string, unknown>;
    readonly message: Plain;
  }
  let server: GrpcServer;
  let port: number;
  let calls: Call[];
  let answers: ((callback: sendUnaryData<Buffer>) => void)[];

  beforeEach(async () => {
    calls = [];
    answers = [];
    ({ server, port } = await serve(ServerCredentials.createInsecure()));
  });
  afterEach(() => server.forceShutdown());

  async function serve(credentials: ServerCredentials): Promise<{ server: GrpcServer; port: number }> {
    const made = new GrpcServer();
    for (const [signal, name] of [
      ["traces", "trace.v1.TraceService"],
      ["metrics", "metrics.v1.MetricsService"],
      ["logs", "logs.v1.LogsService"],
    ]) {
      made.addService(
        {
          export: {
            path: `/opentelemetry.proto.collector.${name}/Export`,
            requestStream: false,
            responseStream: false,
            requestSerialize: whole,
            requestDeserialize: whole,
            responseSerialize: whole,
            responseDeserialize: whole,
          },
        },
        {
          export(call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
            const message = decodeRequest(`/v1/${signal}`, call.request);
            calls.push({ metadata: call.metadata.getMap(), message });
            const answer = answers.shift() ?? ((to) => to(null, Buffer.alloc(0)));
            answer(callback);
          },
        },
      );
    }
    const bound = await new Promise<number>((resolve, reject) => {
      made.bindAsync("localhost:0", credentials, (error, at) =>
        error === null ? resolve(at) : reject(error),
      );
    });
    return { server: made, port: bound };
  }

  test.each(["none", "gzip"] as const)(
    "all three signals arrive (%s), with headers as metadata",
    async (compression) => {
      const { flush, stats } = begin({
        protocol: "grpc",
        endpoint: `http://localhost:${port}`,
        compression,
        headers: { Authorization: "Bearer t" },
      });
      trace("a", () => log.info("l"));
      counter("c").add(1);
      await flush();
      expect(calls).toHaveLength(3);
      for (const call of calls) expect(call.metadata).toMatchObject({ authorization: "Bearer t" });
      expect(
        calls.flatMap(({ message }) => (message["resourceSpans"] ? spansOf(message) : [])),
      ).toMatchObject([{ name: "a" }]);
      expect(stats()).toMatchObject({
        traces: { exported: 1 },
        logs: { exported: 1 },
        metrics: { dropped: {} },
      });
    },
  );

  test("the package is looked up once, not for each batch", async () => {
    const { flush, stats } = begin({ protocol: "grpc", endpoint: `http://localhost:${port}` });
    trace("a", () => {});
    await flush();
    const lookups = vi.spyOn(Module, "createRequire");
    trace("b", () => {});
    await flush();
    const times = lookups.mock.calls.length;
    lookups.mockRestore();
    expect([stats().traces.exported, times]).toEqual([2, 0]);
  });

  test.each([
    grpcStatus.CANCELLED,
    grpcStatus.DEADLINE_EXCEEDED,
    grpcStatus.ABORTED,
    grpcStatus.OUT_OF_RANGE,
    grpcStatus.UNAVAILABLE,
    grpcStatus.DATA_LOSS,
  ])("status %i is tried again", async (code) => {
    const { flush, stats } = begin({ protocol: "grpc", endpoint: `http://localhost:${port}` });
    answers.push(failure(code), failure(code));
    trace("a", () => {});
    await flush();
    expect(calls).toHaveLength(3);
    expect(stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
  });

  test.each([
    grpcStatus.INVALID_ARGUMENT,
    grpcStatus.UNAUTHENTICATED,
    grpcStatus.PERMISSION_DENIED,
    grpcStatus.UNIMPLEMENTED,
    grpcStatus.INTERNAL,
    grpcStatus.RESOURCE_EXHAUSTED,
  ])("status %i is final", async (code) => {
    const { flush, stats } = begin({ protocol: "grpc", endpoint: `http://localhost:${port}` });
    answers.push(failure(code));
    trace("a", () => {});
    await flush();
    expect(calls).toHaveLength(1);
    expect(stats().traces).toEqual({ queued: 0, exported: 0, dropped: { rejected: 1 } });
  });

  test("the figures have the status of the answer by its name (rpc.response.status_code)", async () => {
    const memory = memoryExporter();
    const endpoint = `http://localhost:${port}`;
    const otlp = otlpExporter({ protocol: "grpc", endpoint, signals: ["traces"], retry });
    telemetry = start({ service: "ways", exporters: [otlp, memory], selfMetrics: true, handleExit: false });
    answers.push(failure(grpcStatus.PERMISSION_DENIED), failure(grpcStatus.UNAVAILABLE));
    for (const name of ["refused", "taken at the second time"]) {
      trace(name, () => {});
      await telemetry.flush();
    }
    await telemetry.flush();
    const figure = memory.metrics().find(({ name }) => name === "otel.sdk.exporter.operation.duration");
    const ofOtlp = figure?.points.filter(({ attributes }) => attributes["server.port"] === port);
    expect(
      ofOtlp?.map(({ attributes }) => [attributes["rpc.response.status_code"], attributes["error.type"]]),
    ).toEqual([
      ["PERMISSION_DENIED", "rejected"],
      ["OK", undefined],
    ]);
  });

  // google.rpc.Status { details: [Any { RetryInfo { retry_delay { seconds: 0, nanos: 300000000 } } }] }
  const type = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");
  const info = Buffer.from([0x0a, 0x06, 0x10, 0x80, 0xc6, 0x86, 0x8f, 0x01]);
  const any = Buffer.concat([Buffer.from([0x0a, type.length]), type, Buffer.from([0x12, info.length]), info]);
  const retryInfo = Buffer.concat([Buffer.from([0x08, 8, 0x1a, any.length]), any]);

  test("RESOURCE_EXHAUSTED with RetryInfo is tried again after the time it says", async () => {
    expect(retryDelayMs(retryInfo)).toBe(300);
    const { flush, stats } = begin({ protocol: "grpc", endpoint: `http://localhost:${port}` });
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", retryInfo);
    answers.push(failure(grpcStatus.RESOURCE_EXHAUSTED, "slow down", metadata));
    trace("a", () => {});
    const before = performance.now();
    await flush();
    expect(performance.now() - before).toBeGreaterThanOrEqual(290);
    expect(stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
  });

  test("a message that is larger than the receiver takes is sent in halves", async () => {
    const { flush, stats } = begin({ protocol: "grpc", endpoint: `http://localhost:${port}` });
    answers.push(failure(grpcStatus.RESOURCE_EXHAUSTED, "Received message larger than max (9 vs. 4)"));
    for (let i = 0; i < 4; i++) trace(`s${i}`, () => {});
    await flush();
    expect(calls.map(({ message }) => spansOf(message).length)).toEqual([4, 2, 2]);
    expect(stats().traces).toEqual({ queued: 0, exported: 4, dropped: {} });
  });

  test("partial success is counted", async () => {
    const { flush, stats } = begin({ protocol: "grpc", endpoint: `http://localhost:${port}` });
    answers.push((to) => to(null, Buffer.from([0x0a, 2, 0x08, 2])));
    for (let i = 0; i < 5; i++) trace("x", () => {});
    await flush();
    expect(stats().traces).toEqual({ queued: 0, exported: 3, dropped: { partial_success: 2 } });
  });

  test("a server that never answers is given up after the timeout, and asked again", async () => {
    const { flush, stats } = begin({
      protocol: "grpc",
      endpoint: `http://localhost:${port}`,
      timeoutMs: 200,
    });
    answers.push(() => {});
    trace("a", () => {});
    await flush();
    expect(stats().traces).toEqual({ queued: 1, exported: 0, dropped: {} });
    await expect.poll(async () => (await flush(), stats().traces.exported)).toBe(1);
  });

  test("OTEL_EXPORTER_OTLP_TIMEOUT bounds the export of a batch with all its attempts", async () => {
    const { flush, stats } = begin(
      { protocol: "grpc", endpoint: `http://localhost:${port}` },
      { OTEL_EXPORTER_OTLP_TIMEOUT: "1000" },
    );
    answers.push(...Array.from({ length: 500 }, () => failure(grpcStatus.UNAVAILABLE)));
    trace("a", () => {});
    const before = stats().reports["flush_timed_out"];
    await flush();
    // without the bound the flush would end it
    expect(stats().reports["flush_timed_out"]).toBe(before);
    expect(calls.length).toBeGreaterThan(1);
    answers.length = 0;
    await expect
      .poll(async () => (await flush(), stats().traces))
      .toEqual({ queued: 0, exported: 1, dropped: {} });
  });

  test("by variables: the protocol, an address without a scheme, insecure", async () => {
    const { flush, stats } = begin(
      {},
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
        OTEL_EXPORTER_OTLP_ENDPOINT: `localhost:${port}`,
        OTEL_EXPORTER_OTLP_INSECURE: "true",
      },
    );
    trace("a", () => {});
    await flush();
    expect(stats().traces.exported).toBe(1);
  });

  test("TLS: a key that cannot be read is rejected, and the package is there", async () => {
    const { flush, stats } = begin({
      protocol: "grpc",
      endpoint: `https://localhost:${port}`,
      clientKey: "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
      clientCertificate: "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
    });
    trace("a", () => {});
    await flush();
    expect(stats().traces).toEqual({ queued: 0, exported: 0, dropped: { rejected: 1 } });
  });

  test("TLS: the authority that is named is trusted, and the client shows its certificate", async () => {
    const keys = certificates();
    if (keys === undefined) return;
    const secure = await serve(
      ServerCredentials.createSsl(
        readFileSync(keys.ca),
        [{ private_key: readFileSync(keys.serverKey), cert_chain: readFileSync(keys.server) }],
        true,
      ),
    );
    const { flush, stats } = begin({
      protocol: "grpc",
      endpoint: `localhost:${secure.port}`,
      certificate: keys.ca,
      clientKey: keys.clientKey,
      clientCertificate: keys.client,
    });
    trace("a", () => {});
    await flush();
    expect(stats().traces.exported).toBe(1);
    secure.server.forceShutdown();
  });
});

interface Keys {
  readonly ca: string;
  readonly server: string;
  readonly serverKey: string;
  readonly client: string;
  readonly clientKey: string;
}

let keyFolder: string | undefined;
let made: Keys | undefined;

/** An authority and two certificates by it, made by openssl; undefined where it is not there, which is said. */
function certificates(): Keys | undefined {
  return made;
}

beforeAll(() => {
  keyFolder = mkdtempSync(path.join(tmpdir(), "telltale-tls-"));
  const at = (name: string): string => path.join(keyFolder as string, name);
  const openssl = (...args: string[]): void =>
    void execFileSync("openssl", args, { cwd: keyFolder, stdio: "pipe" });
  try {
    const days = ["-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    openssl(
      "req",
      "-x509",
      ...days,
      "-keyout",
      at("ca.key"),
      "-out",
      at("ca.pem"),
      "-subj",
      "/CN=test authority",
    );
    writeFileSync(at("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1");
    for (const name of ["server", "client"]) {
      openssl(
        "req",
        ...days.slice(2),
        "-keyout",
        at(`${name}.key`),
        "-out",
        at(`${name}.csr`),
        "-subj",
        `/CN=${name}`,
      );
      const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial"];
      const request = ["-req", "-days", "2", "-in", at(`${name}.csr`), "-out", at(`${name}.pem`)];
      openssl("x509", ...request, ...by, "-extfile", at("names"));
    }
    made = {
      ca: at("ca.pem"),
      server: at("server.pem"),
      serverKey: at("server.key"),
      client: at("client.pem"),
      clientKey: at("client.key"),
    };
  } catch (error) {
    console.log(`skipped: tests with TLS, because openssl cannot make certificates here: ${String(error)}`);
  }
});

afterAll(() => {
  if (keyFolder !== undefined) rmSync(keyFolder, { recursive: true, force: true });
});

async function serveSecurely(keys: Keys): Promise<{ url: string; clients: string[]; close(): void }> {
  const clients: string[] = [];
  const server = createHttps(
    {
      key: readFileSync(keys.serverKey),
      cert: readFileSync(keys.server),
      ca: readFileSync(keys.ca),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      request.resume();
      request.on("end", () => {
        const { subject } = (request.socket as import("node:tls").TLSSocket).getPeerCertificate();
        clients.push(String(subject.CN));
        response.writeHead(200).end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    clients,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe("TLS over HTTP", () => {
  test("authority, key and certificate by options", async () => {
    const keys = certificates();
    if (keys === undefined) return;
    const server = await serveSecurely(keys);
    const { flush, stats } = begin({
      endpoint: server.url,
      certificate: keys.ca,
      clientKey: keys.clientKey,
      clientCertificate: keys.client,
    });
    trace("a", () => {});
    await flush();
    expect(server.clients).toEqual(["client"]);
    expect(stats().traces.exported).toBe(1);
    server.close();
  });

  test("by variables, per signal; without the authority nothing is sent to a stranger", async () => {
    const keys = certificates();
    if (keys === undefined) return;
    const server = await serveSecurely(keys);
    const { flush, stats } = begin(
      { endpoint: server.url, retry: { ...retry, maxElapsedMs: 60 } },
      {
        OTEL_EXPORTER_OTLP_CLIENT_KEY: keys.clientKey,
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: keys.client,
        OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE: keys.ca,
      },
    );
    log.info("l");
    trace("a", () => {});
    await flush();
    expect(stats().logs.exported).toBe(1);
    expect(stats().traces).toEqual({ queued: 0, exported: 0, dropped: { retries_exhausted: 1 } });
    server.close();
  });
});

test("standard output: one OTLP-JSON request a line", async () => {
  const lines: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = ((text: string, done: (error?: Error) => void) => {
    lines.push(text);
    done();
    return true;
  }) as never;
  try {
    telemetry = start({ service: "ways", exporters: [stdoutExporter()], handleExit: false });
    for (let i = 0; i < 300; i++) trace(`s${i}`, () => {});
    await telemetry.flush();
  } finally {
    process.stdout.write = write;
  }
  const [line = ""] = lines.filter((one) => one.includes("resourceSpans"));
  expect(line.indexOf("\n")).toBe(line.length - 1);
  expect(spansOf(JSON.parse(line))).toHaveLength(300);
});
