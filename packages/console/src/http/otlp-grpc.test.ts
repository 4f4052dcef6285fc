import { ProblemError } from "../problem/problem.ts";
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { decodeStatus, decodeTracesExportResponse, encodeTraces } from "otlp";
import protobuf from "protobufjs";
import { once } from "node:events";
import { connect, constants } from "node:http2";
import { connect as connectSocket, Server as NetServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { makeSpan, makeTraces, nowMs } from "../../test/support/messages.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { createLog } from "../log.ts";
import { type Admission, createAdmitter } from "../receive/admit.ts";
import { createIntake } from "../receive/intake.ts";
import { queueFull } from "../store/store-error.ts";
import { createAuth } from "./auth.ts";
import { createOtlpGrpc, type OtlpGrpcOptions } from "./otlp-grpc.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** As in google/rpc/status.proto and error_details.proto: an independent decoder. */
const rpc = protobuf.parse(
  `syntax = "proto3";
   message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
   message Any { string type_url = 1; bytes value = 2; }
   message RetryInfo { Duration retry_delay = 1; }
   message Duration { int64 seconds = 1; int32 nanos = 2; }`,
  { keepCase: true },
).root;

const traceExport = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const traces = Buffer.from(encodeTraces(makeTraces([makeSpan()])));

async function startReceiver(
  options: Partial<OtlpGrpcOptions> = {},
  compression = compressionAlgorithms.identity,
) {
  const writer = createMemoryWriter();
  const grpc = createOtlpGrpc({
    intake: createIntake(writer, () => nowMs),
    auth: createAuth(undefined),
    log: createLog("silent"),
    ...options,
  });
  const port = await grpc.listen("127.0.0.1", 0);
  closers.push(() => grpc.close(1000));
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
    "grpc.default_compression_algorithm": compression,
  });
  closers.push(() => client.close());
  const call = (
    body: Buffer,
    { path = traceExport, metadata = {} }: { path?: string; metadata?: Record<string, string> } = {},
  ) =>
    new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest(path, asIs, asIs, body, Metadata.fromHttp2Headers(metadata), (error, answer) =>
        error === null ? resolve(answer!) : reject(error),
      );
    });
  return { writer, grpc, call };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  return call.then(
    () => expect.unreachable("the call should have failed"),
    (error: ServiceError) => error,
  );
}

test("a call is stored and answered; what is rejected is said", async () => {
  const { call, writer } = await startReceiver();
  expect((await call(traces)).length).toBe(0);
  const bad = Buffer.from(encodeTraces(makeTraces([makeSpan({ traceId: new Uint8Array(16) })])));
  expect(decodeTracesExportResponse(await call(bad))).toEqual({
    rejected: 1n,
    errorMessage: "1 spans rejected: trace_id is all zero",
  });
  expect(writer.rows.spans).toHaveLength(1);
});

test("the times in the metadata of a call are those of its service", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const { call } = await startReceiver({ intake });
  await call(traces, { metadata: { "telltale-sent-at": String(nowMs), "telltale-oldest-age-ms": "7" } });
  expect(intake.senders.list(undefined)).toMatchObject([{ service: "shop", lagMs: 7 }]);
});

test("gzip is read", async () => {
  const { call, writer } = await startReceiver({}, compressionAlgorithms.gzip);
  await call(traces);
  expect(writer.rows.spans).toHaveLength(1);
});

test("a broken message is INVALID_ARGUMENT", async () => {
  const { call } = await startReceiver();
  expect((await failureOf(call(Buffer.of(0x0a, 0x7f)))).code).toBe(status.INVALID_ARGUMENT);
});

test("profiles are UNIMPLEMENTED", async () => {
  const { call } = await startReceiver();
  const path = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";
  const error = await failureOf(call(traces, { path }));
  expect([error.code, error.details]).toEqual([
    status.UNIMPLEMENTED,
    expect.stringContaining("Leave this console out of the profiles pipeline"),
  ]);
  expect(error.metadata.get("grpc-status-details-bin")).toEqual([]);
});

test("a full queue is RESOURCE_EXHAUSTED and says when to retry", async () => {
  const { call, writer } = await startReceiver();
  writer.fail(queueFull(10, 5, 7));
  const error = await failureOf(call(traces));
  expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
  const details = error.metadata.get("grpc-status-details-bin")[0] as Buffer;
  const [any] = (
    rpc.lookupType("Status").decode(details) as unknown as {
      details: { type_url: string; value: Uint8Array }[];
    }
  ).details;
  expect(decodeStatus(details)).toMatchObject({ code: 8, message: error.details });
  expect(any!.type_url).toBe("type.googleapis.com/google.rpc.RetryInfo");
  expect(rpc.lookupType("RetryInfo").decode(any!.value).toJSON()).toEqual({ retry_delay: { seconds: "7" } });
});

test("a store that is away is UNAVAILABLE; our own mistake is INTERNAL without details", async () => {
  const { call, writer } = await startReceiver();
  writer.fail(new ProblemError("STORE_UNAVAILABLE", "down", "wait"));
  expect((await failureOf(call(traces))).code).toBe(status.UNAVAILABLE);
  writer.fail(new TypeError("secret detail"));
  const error = await failureOf(call(traces));
  expect([error.code, error.details.includes("secret")]).toEqual([status.INTERNAL, false]);
});

test("a message above the limit is RESOURCE_EXHAUSTED without a time to retry", async () => {
  const { call } = await startReceiver({ maxBytes: traces.length });
  await call(traces);
  const error = await failureOf(call(Buffer.concat([traces, Buffer.of(0)])));
  expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(error.metadata.get("grpc-status-details-bin")).toEqual([]);
});

test("a message that grows above the limit when it is decompressed is refused", async () => {
  const { call } = await startReceiver({ maxBytes: 10_000 }, compressionAlgorithms.gzip);
  const error = await failureOf(call(Buffer.alloc(1_000_000)));
  expect([error.code, error.details]).toEqual([
    status.RESOURCE_EXHAUSTED,
    expect.stringContaining("decompressed from gzip, has more than 10000 bytes"),
  ]);
});

test("a token is asked of everybody when there is one", async () => {
  const { call } = await startReceiver({ auth: createAuth("a-token-of-enough-length") });
  expect((await failureOf(call(traces))).code).toBe(status.UNAUTHENTICATED);
  await call(traces, { metadata: { authorization: "Bearer a-token-of-enough-length" } });
});

/** A budget that reports how much was requested. */
function countingAdmitter(maxBytes: number) {
  const admitter = createAdmitter(maxBytes);
  let most = 0;
  return {
    get most() {
      return most;
    },
    get bytes() {
      return admitter.bytes;
    },
    open() {
      const admission = admitter.open();
      return {
        ...admission,
        reserve(bytes: number) {
          admission.reserve(bytes);
          most = Math.max(most, admitter.bytes);
        },
      };
    },
  };
}

test("of who is not known nothing is unpacked", async () => {
  const admitter = countingAdmitter(10_000_000);
  const intake = { ...createIntake(createMemoryWriter(), () => nowMs), admitter };
  const { call } = await startReceiver(
    { auth: createAuth("a-token-of-enough-length"), intake },
    compressionAlgorithms.gzip,
  );
  const calls = Array.from({ length: 5 }, () => failureOf(call(Buffer.alloc(1_000_000))));
  expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(Array(5).fill(status.UNAUTHENTICATED));
  expect(admitter.most).toBe(0);
});

test("many bombs at once are unpacked as far as the budget reaches; then honest calls are taken", async () => {
  const admitter = countingAdmitter(2_000_000);
  const writer = createMemoryWriter();
  const intake = { ...createIntake(writer, () => nowMs), admitter };
  const { call } = await startReceiver({ intake }, compressionAlgorithms.gzip);
  const bomb = Buffer.alloc(1_500_000);
  const codes = (await Promise.all(Array.from({ length: 20 }, () => failureOf(call(bomb))))).map(
    ({ code }) => code,
  );
  expect(new Set(codes)).toEqual(new Set([status.INVALID_ARGUMENT, status.RESOURCE_EXHAUSTED]));
  expect(admitter.most).toBeGreaterThan(1_500_000);
  expect(admitter.most).toBeLessThanOrEqual(2_000_000);
  await call(traces);
  expect(writer.rows.spans).toHaveLength(1);
  await expect.poll(() => admitter.bytes).toBe(0);
});

test("a message that says it is packed and is not is INVALID_ARGUMENT, an encoding that is not taken UNIMPLEMENTED", async () => {
  const { grpc } = await startReceiver();
  const port = await grpc.listen("127.0.0.1", 0);
  const session = connect(`http://127.0.0.1:${port}`);
  closers.push(() => session.destroy());
  const answerTo = async (encoding: string): Promise<unknown> => {
    const stream = session.request({
      ":method": "POST",
      ":path": traceExport,
      "content-type": "application/grpc",
      "grpc-encoding": encoding,
      te: "trailers",
    });
    stream.end(Buffer.of(1, 0, 0, 0, 2, 7, 7));
    return new Promise((resolve) => stream.on("response", (headers) => resolve(headers["grpc-status"])));
  };
  expect(await answerTo("gzip")).toBe(String(status.INVALID_ARGUMENT));
  expect(await answerTo("br")).toBe(String(status.UNIMPLEMENTED));
});

test("bytes of unfinished calls are bounded together, and senders of the others retry", async () => {
  const admitter = createAdmitter(100_000);
  const intake = { ...createIntake(createMemoryWriter(), () => nowMs), admitter };
  const grpc = createOtlpGrpc({ intake, auth: createAuth(undefined), log: createLog("silent") });
  const session = connect(`http://127.0.0.1:${await grpc.listen("127.0.0.1", 0)}`);
  closers.push(
    () => grpc.close(100),
    () => session.destroy(),
  );
  const codes: number[] = [];
  const streams = Array.from({ length: 5 }, () => {
    const stream = session.request({
      ":method": "POST",
      ":path": traceExport,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("error", () => {});
    stream.on("close", () => codes.push(stream.rstCode));
    stream.resume();
    // It says that a megabyte follows, and lets a part of it come.
    stream.write(Buffer.concat([Buffer.of(0, 0, 0x10, 0, 0), Buffer.alloc(30_000)]));
    return stream;
  });
  await expect
    .poll(() => codes)
    .toEqual([constants.NGHTTP2_REFUSED_STREAM, constants.NGHTTP2_REFUSED_STREAM]);
  expect(admitter.bytes).toBe(3 * 30_005);
  for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => admitter.bytes).toBe(0);
});

test("a call that ends while its sender is asked who it is does not count as being read", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const begin = vi.spyOn(intake.requests, "begin");
  const open = vi.spyOn(intake.admitter, "open");
  const auth = createAuth(undefined);
  let isAsked = false;
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const admit: typeof auth.admit = async (...asked) => {
    isAsked = true;
    await held;
    return auth.admit(...asked);
  };
  const { grpc, call } = await startReceiver({ intake, auth: { ...auth, admit } });
  const session = connect(`http://127.0.0.1:${await grpc.listen("127.0.0.1", 0)}`);
  closers.push(() => session.destroy());
  const stream = session.request({
    ":method": "POST",
    ":path": traceExport,
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.on("error", () => {}).resume();
  await expect.poll(() => isAsked).toBe(true);
  const release = vi.spyOn(open.mock.results[0]!.value as Admission, "release");
  stream.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => release.mock.calls.length).toBe(1);
  letGo();
  // It asks after the other, which goes on first.
  await call(traces);
  expect(begin).toHaveBeenCalledTimes(1);
});

test("closing lets a call that is being stored finish, and takes no new one", async () => {
  const { call, writer, grpc } = await startReceiver();
  const release = writer.hold();
  const answer = call(traces);
  await expect.poll(() => writer.queueBytes).toBe(traces.length);
  const closed = grpc.close(5000);
  release();
  await answer;
  await closed;
  expect((await failureOf(call(traces))).code).toBe(status.UNAVAILABLE);
});

test("connections without a call beyond a number are closed, the oldest first; those with a call stay", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const { grpc } = await startReceiver({ intake, halfOpen: { max: 2, graceMs: 0, everyMs: 10 } });
  const port = await grpc.listen("127.0.0.1", 0);
  const active = connect(`http://127.0.0.1:${port}`);
  closers.push(() => active.destroy());
  const headers = {
    ":method": "POST",
    ":path": traceExport,
    "content-type": "application/grpc",
    te: "trailers",
  };
  const stream = active.request(headers);
  stream.on("error", () => {}).resume();
  await expect.poll(() => active.remoteSettings?.maxConcurrentStreams).toBeDefined();
  const sockets: Socket[] = [];
  for (let at = 0; at < 5; at++) {
    // the preface of HTTP/2, and nothing more
    const socket = connectSocket(port, "127.0.0.1");
    socket.on("error", () => {}).resume();
    closers.push(() => void socket.destroy());
    await once(socket, "connect");
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    sockets.push(socket);
  }
  await expect.poll(() => sockets.map((one) => one.closed)).toEqual([true, true, true, false, false]);
  expect(active.closed).toBe(false);
  expect(intake.counts.requests.halfOpenClosed).toBe(3);
});

test("listens with room for thousands of connections that wait to be accepted", async () => {
  const listen = vi.spyOn(NetServer.prototype, "listen");
  closers.push(() => listen.mockRestore());
  await startReceiver();
  expect(listen.mock.calls.map(([options]) => options)).toEqual([
    { host: "127.0.0.1", port: 0, backlog: 4096 },
  ]);
});

test("a port that is taken is the system's error", async () => {
  const { grpc } = await startReceiver();
  const port = await grpc.listen("127.0.0.1", 0);
  await expect(grpc.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
});
