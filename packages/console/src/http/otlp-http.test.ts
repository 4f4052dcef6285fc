import { ProblemError } from "../problem/problem.ts";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync, deflateSync } from "node:zlib";
import { decodeStatus, decodeTracesExportResponse, encodeLogs, encodeMetrics, encodeTraces } from "otlp";
import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";
import {
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
  nowMs,
} from "../../test/support/messages.ts";
import { memoryAccess } from "../../test/support/memory-access.ts";
import { createMemoryWriter, type MemoryWriter } from "../../test/support/memory-writer.ts";
import { createLog } from "../log.ts";
import { createIntake } from "../receive/intake.ts";
import { queueFull } from "../store/store-error.ts";
import { createAuth } from "./auth.ts";
import { closeServer } from "./close.ts";
import { createOtlpHttp } from "./otlp-http.ts";
import type { ReceiverOptions } from "./receiver.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Receiver {
  readonly app: ReturnType<typeof createOtlpHttp>;
  readonly writer: MemoryWriter;
  readonly url: string;
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>;
}

async function startReceiver(options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  const writer = createMemoryWriter();
  const app = createOtlpHttp({
    intake: createIntake(writer, () => nowMs),
    auth: createAuth(undefined),
    allowedOrigins: [],
    log: createLog("silent"),
    ...options,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(() => closeServer(app, 5000));
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    app,
    writer,
    url,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        body: body as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/x-protobuf", ...headers },
      }),
  };
}

const traces = encodeTraces(makeTraces([makeSpan()]));
const json = { "content-type": "application/json" };

async function statusOf(response: Response): Promise<{ code: number; message: string }> {
  return decodeStatus(new Uint8Array(await response.arrayBuffer()));
}

test("protobuf of all three signals is stored and answered with an empty message", async () => {
  const { post, writer } = await startReceiver();
  const answers = [
    await post("/v1/traces", traces),
    await post(
      "/v1/metrics",
      encodeMetrics(makeMetrics([makeMetric({ kind: "gauge", points: [makePoint()] })])),
    ),
    await post("/v1/logs", encodeLogs(makeLogs([makeLog()]))),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-protobuf");
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
  }
  expect([writer.rows.spans.length, writer.rows.samples.length, writer.rows.logs.length]).toEqual([1, 1, 1]);
});

test("the times in the headers of a request are those of its service", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const { post } = await startReceiver({ intake });
  const sentAt = nowMs - 20;
  const headers = { "telltale-sent-at": String(sentAt), "telltale-oldest-age-ms": "1500" };
  await post("/v1/traces", traces, headers);
  const times = {
    receivedAt: new Date(nowMs).toISOString(),
    sentAt: new Date(sentAt).toISOString(),
    lagMs: 1500,
  };
  expect(intake.senders.list(undefined)).toEqual([{ service: "shop", ...times }]);
});

test("JSON is answered in JSON, with or without a charset", async () => {
  const { post, writer } = await startReceiver();
  const body = JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: "5b8efff798038103d269b633813fc60c",
                spanId: "eee19b7ec3c1b174",
                name: "GET /cart",
                kind: 2,
                startTimeUnixNano: `${nowMs}000000`,
                endTimeUnixNano: `${nowMs}000001`,
              },
            ],
          },
        ],
      },
    ],
  });
  for (const type of ["application/json", "Application/JSON; charset=utf-8"]) {
    const answer = await post("/v1/traces", body, { "content-type": type });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await answer.text()).toBe("{}");
  }
  expect(writer.rows.spans).toMatchObject([{ name: "GET /cart", durationNs: 1n }, { name: "GET /cart" }]);
});

test.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["GZIP", gzipSync],
  ["identity", (bytes: Uint8Array) => bytes],
] as const)("content encoding %s is read", async (encoding, compress) => {
  const { post, writer } = await startReceiver();
  const answer = await post("/v1/traces", compress(traces), { "content-encoding": encoding });
  expect(answer.status).toBe(200);
  expect(writer.rows.spans).toHaveLength(1);
});

test("an empty request is a request with nothing in it", async () => {
  const { post } = await startReceiver();
  expect((await post("/v1/traces", new Uint8Array(0))).status).toBe(200);
  expect((await post("/v1/traces", "{}", json)).status).toBe(200);
});

test("what could not be stored is said in partial_success, in both encodings", async () => {
  const { post } = await startReceiver();
  const bad = makeTraces([makeSpan(), makeSpan({ spanId: new Uint8Array(3) })]);
  const answer = await post("/v1/traces", encodeTraces(bad));
  expect(answer.status).toBe(200);
  expect(decodeTracesExportResponse(new Uint8Array(await answer.arrayBuffer()))).toEqual({
    rejected: 1n,
    errorMessage: "1 spans rejected: span_id has 3 bytes instead of 8",
  });
  const inJson = await post(
    "/v1/logs",
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"5"}]}]}]}`,
    json,
  );
  expect(await inJson.json()).toEqual({
    partialSuccess: {
      rejectedLogRecords: "1",
      errorMessage: "1 log records rejected: time_unix_nano lies before 1971 (is it in ns since 1970?)",
    },
  });
});

test.each([
  ["a truncated message", Uint8Array.of(0x0a, 0x7f), {}],
  ["JSON sent as protobuf", "{}", {}],
  ["text that is not JSON", "resourceSpans", json],
  ["JSON that is not UTF-8", Uint8Array.of(0x22, 0xff, 0x22), json],
  ["bytes that are not gzip", traces, { "content-encoding": "gzip" }],
  ["half a gzip", gzipSync(traces).subarray(0, 20), { "content-encoding": "gzip" }],
])("400, not to be sent again: %s", async (_what, body, headers) => {
  const { post, writer } = await startReceiver();
  const answer = await post("/v1/traces", body, headers);
  expect(answer.status).toBe(400);
  expect(answer.headers.get("retry-after")).toBeNull();
  const status =
    headers === json ? ((await answer.json()) as { code: number; message: string }) : await statusOf(answer);
  expect(status.code).toBe(3);
  expect(status.message).not.toBe("");
  expect(writer.rows.spans).toEqual([]);
});

test.each([
  ["text/plain", undefined],
  ["application/x-protobuf", "br"],
  ["application/grpc", undefined],
  ["x/", undefined],
])("415: content type %s, content encoding %s", async (type, encoding) => {
  const { post } = await startReceiver();
  const answer = await post("/v1/traces", traces, {
    "content-type": type,
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  });
  expect(answer.status).toBe(415);
});

test("415 also without any content type", async () => {
  const { url } = await startReceiver();
  const answer = await fetch(`${url}/v1/traces`, { method: "POST" });
  expect(answer.status).toBe(415);
  expect(((await answer.json()) as { message: string }).message).toContain("without a content type");
});

test("404 and 405 say what is here", async () => {
  const { url, post } = await startReceiver();
  expect((await post("/v1/profiles", traces)).status).toBe(404);
  expect((await post("/", traces)).status).toBe(404);
  const answer = await fetch(`${url}/v1/traces`);
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("POST, OPTIONS");
});

test("profiles are refused for good, in the form and encoding of OTLP", async () => {
  const { post } = await startReceiver();
  const answer = await post("/v1development/profiles", traces);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([404, null]);
  expect(await statusOf(answer)).toEqual({
    code: 12,
    message: expect.stringContaining("profiles pipeline") as string,
  });
  const inJson = await post("/v1development/profiles", "{}", json);
  expect([inJson.status, ((await inJson.json()) as { code: number }).code]).toEqual([404, 12]);
});

test("413 above the limit, before and after decompression; the limit itself is taken", async () => {
  const { post } = await startReceiver({ maxBytes: traces.length });
  expect((await post("/v1/traces", traces)).status).toBe(200);
  expect((await post("/v1/traces", Buffer.concat([traces, Uint8Array.of(0)]))).status).toBe(413);
  const bomb = gzipSync(Buffer.alloc(traces.length + 1));
  expect(bomb.length).toBeLessThan(traces.length);
  const answer = await post("/v1/traces", bomb, { "content-encoding": "gzip" });
  expect(answer.status).toBe(413);
  expect((await statusOf(answer)).message).toContain(
    `decompressed from gzip, has more than ${traces.length} bytes`,
  );
});

test("a bomb of 64 MiB and one byte costs its sender 413", async () => {
  const { post } = await startReceiver();
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1));
  expect((await post("/v1/traces", bomb, { "content-encoding": "gzip" })).status).toBe(413);
});

test.each([
  ["said to be too large", new Uint8Array(1 << 20)],
  ["found to be too large", new Blob([new Uint8Array(1 << 20)]).stream()],
])("413 reaches a client that is still writing: %s", async (_how, body) => {
  const { url } = await startReceiver({ maxBytes: 1000 });
  const answer = await fetch(`${url}/v1/traces`, {
    method: "POST",
    body,
    duplex: "half",
    headers: { "content-type": "application/x-protobuf" },
  } as RequestInit);
  expect([answer.status, answer.headers.get("connection")]).toEqual([413, "keep-alive"]);
  expect((await statusOf(answer)).code).toBe(8);
});

test("a request that claims more than the limit is refused before it is read", async () => {
  const { url } = await startReceiver({ maxBytes: 1000 });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest(`${url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf", "content-length": "1001" },
    });
    request.on("response", (response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    request.on("error", reject);
    request.flushHeaders();
  });
  expect(status).toBe(413);
});

test("back-pressure: 429 with Retry-After when the queue is full, 503 when the store is away, 500 for our own mistakes", async () => {
  const { post, writer } = await startReceiver();
  writer.fail(queueFull(10, 5, 7));
  const full = await post("/v1/traces", traces);
  expect([full.status, full.headers.get("retry-after"), (await statusOf(full)).code]).toEqual([429, "7", 8]);
  writer.fail(new ProblemError("STORE_UNAVAILABLE", "The engine is down.", "Wait."));
  const away = await post("/v1/traces", traces);
  expect([away.status, away.headers.get("retry-after"), (await statusOf(away)).code]).toEqual([503, "2", 14]);
  writer.fail(new TypeError("secret detail"));
  const broken = await post("/v1/traces", traces);
  expect(broken.status).toBe(500);
  expect((await statusOf(broken)).message).not.toContain("secret");
  writer.fail(undefined);
  expect((await post("/v1/traces", traces)).status).toBe(200);
});

test("the log of a failure has the path and no query", async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const { post, writer } = await startReceiver({ log });
  writer.fail(new TypeError("away"));
  expect((await post("/v1/traces?api_key=Hunter2Hunter2", traces)).status).toBe(500);
  expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ msg: "request failed", path: "/v1/traces" });
  expect(lines.join("")).not.toContain("Hunter2");
});

test("nothing is answered before the store has it", async () => {
  const { post, writer } = await startReceiver();
  const release = writer.hold();
  let answered = false;
  const answer = post("/v1/traces", traces).then((response) => {
    answered = true;
    return response;
  });
  await expect.poll(() => writer.queueBytes).toBe(traces.length);
  expect(answered).toBe(false);
  release();
  expect((await answer).status).toBe(200);
});

test("closing lets a request that is being stored finish", async () => {
  const writer = createMemoryWriter();
  const app = createOtlpHttp({
    intake: createIntake(writer, () => nowMs),
    auth: createAuth(undefined),
    allowedOrigins: [],
    log: createLog("silent"),
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const release = writer.hold();
  const answer = fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/traces`, {
    method: "POST",
    body: traces as Uint8Array<ArrayBuffer>,
    headers: { "content-type": "application/x-protobuf" },
  });
  await expect.poll(() => writer.queueBytes).toBe(traces.length);
  const closed = app.close();
  release();
  expect((await answer).status).toBe(200);
  await closed;
});

test("a token is asked of everybody when there is one", async () => {
  const { post } = await startReceiver({ auth: createAuth("a-token-of-enough-length") });
  const without = await post("/v1/traces", traces);
  expect([without.status, without.headers.get("www-authenticate"), (await statusOf(without)).code]).toEqual([
    401,
    "Bearer",
    16,
  ]);
  expect(
    (await post("/v1/traces", traces, { authorization: "Bearer a-token-of-enough-lengtH" })).status,
  ).toBe(401);
  expect(
    (await post("/v1/traces", traces, { authorization: "Bearer a-token-of-enough-length" })).status,
  ).toBe(200);
});

test("pages on loopback and allowed ones may send, others not", async () => {
  const { url, post } = await startReceiver({ allowedOrigins: ["https://shop.example"] });
  for (const origin of ["https://shop.example", "http://localhost:5173", "http://127.0.0.1:4319"]) {
    const preflight = await fetch(`${url}/v1/traces`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("content-type");
    expect((await post("/v1/traces", traces, { origin })).status).toBe(200);
  }
  for (const origin of ["https://evil.example", "https://shop.example.evil.example", "null"]) {
    const refused = await post("/v1/traces", traces, { origin });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  }
});

test("a token that is revoked while its message arrives stores nothing", async () => {
  const { auth, tokens } = memoryAccess("the-console's-own-token");
  const { url, writer } = await startReceiver({ auth });
  const { secret, token } = await tokens.create({
    kind: "token",
    name: "shop",
    scope: "ingest",
    tenant: "",
    createdBy: "",
    expires: 0,
  });
  const body = encodeTraces(makeTraces([makeSpan()]));
  const admit = auth.admit.bind(auth);
  const admitted = Promise.withResolvers<void>();
  auth.admit = async (...args) => admit(...args).finally(admitted.resolve);
  let sending: ReturnType<typeof httpRequest>;
  const status = new Promise((resolve, reject) => {
    sending = httpRequest(
      `${url}/v1/traces`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${secret}`,
          "content-type": "application/x-protobuf",
          "content-length": body.length,
        },
      },
      (response) => resolve(response.resume().statusCode),
    ).on("error", reject);
    sending.write(body.subarray(0, 1));
  });
  await admitted.promise;
  await tokens.revoke(token.id);
  sending!.end(body.subarray(1));
  expect(await status).toBe(401);
  expect(writer.rows.spans).toEqual([]);
});

test("a sender that leaves gives back what its request holds, also while it waits for the store", async () => {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  const release = writer.hold();
  const { url } = await startReceiver({ intake });
  const leave = new AbortController();
  const gone = fetch(`${url}/v1/traces`, {
    method: "POST",
    body: traces as Uint8Array<ArrayBuffer>,
    headers: { "content-type": "application/x-protobuf" },
    signal: leave.signal,
  }).catch((error: Error) => error.name);
  await expect.poll(() => intake.admitter.bytes).toBe(traces.length);
  leave.abort();
  expect(await gone).toBe("AbortError");
  await expect.poll(() => intake.admitter.bytes).toBe(0);
  release();
});

test("a sender that leaves while it is asked who it is does not count as being read", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const begin = vi.spyOn(intake.requests, "begin");
  const auth = createAuth(undefined);
  let isAsked = false;
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const admit: typeof auth.admit = async (...asked) => {
    isAsked = true;
    await held;
    return auth.admit(...asked);
  };
  const { app, url, post } = await startReceiver({ intake, auth: { ...auth, admit } });
  const accepted = once(app.server, "connection") as Promise<[Socket]>;
  const sent = httpRequest(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
  });
  sent.on("error", () => {});
  sent.write(traces);
  const [connection] = await accepted;
  await expect.poll(() => isAsked).toBe(true);
  const closed = new Promise((resolve) => connection.once("close", resolve));
  sent.destroy();
  await closed;
  letGo();
  // It asks after the other, which goes on first.
  expect((await post("/v1/traces", traces)).status).toBe(200);
  expect(begin).toHaveBeenCalledTimes(1);
});

test("a token that holds its share is refused with 429 and counted, and others are taken", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const { auth, tokens } = memoryAccess("a-token-of-enough-length");
  const { post } = await startReceiver({ intake, auth });
  const make = async (name: string, tenant: string) =>
    tokens.create({ kind: "token", name, scope: "ingest", tenant, createdBy: "", expires: 0 });
  const [greedy, beside, other] = [
    await make("u1", "red"),
    await make("u2", "red"),
    await make("u3", "blue"),
  ];
  const send = (secret: string): Promise<Response> =>
    post("/v1/traces", traces, { authorization: `Bearer ${secret}` });
  const { identity } = await auth.admit(`Bearer ${greedy.secret}`, "ingest");
  intake.admitter.open({ tenant: "red", identity }).reserve(96 * 1024 * 1024);
  const refused = await send(greedy.secret);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  expect((await statusOf(refused)).message).toContain("from this token, whose share is 100663296");
  expect([(await send(beside.secret)).status, (await send(other.secret)).status]).toEqual([200, 200]);
  expect(intake.counts.requests).toMatchObject({ refusedShare: 1, refusedFull: 0, accepted: 2 });
});

test("a bomb is refused for its ratio and counted", async () => {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const { post } = await startReceiver({ intake });
  const refused = await post("/v1/traces", gzipSync(Buffer.alloc(60_000_000)), {
    "content-encoding": "gzip",
  });
  expect(refused.status).toBe(413);
  expect((await statusOf(refused)).message).toContain("more than 256 times the bytes that were sent");
  expect(intake.counts.requests).toMatchObject({ tooCompressed: 1, tooLarge: 0 });
});
