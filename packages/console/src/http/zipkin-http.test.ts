import { context, SpanKind, trace } from "@opentelemetry/api";
import { ZipkinExporter } from "@opentelemetry/exporter-zipkin";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import protobuf from "protobufjs";
import { gzipSync } from "node:zlib";
import { createRequire } from "node:module";
import { afterEach, expect, test } from "vitest";
import { startReceiver, type TestReceiver } from "../../test/support/receivers.ts";
import { createAuth } from "./auth.ts";
import { createZipkinHttp } from "./zipkin-http.ts";

// Both are CommonJS, and their types are older than modules.
const require = createRequire(import.meta.url);
const zipkin = require("zipkin") as ZipkinPackage;
const { HttpLogger } = require("zipkin-transport-http") as { HttpLogger: new (options: object) => unknown };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(
  ...options: Parameters<typeof startReceiver> extends [unknown, ...infer Rest] ? Rest : never
): Promise<TestReceiver> {
  const receiver = await startReceiver(createZipkinHttp, ...options);
  closers.push(receiver.close);
  return receiver;
}

const json = { "content-type": "application/json" };
const micros = Date.now() * 1000;

function record(part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    traceId: "5b8efff798038103d269b633813fc60c",
    id: "eee19b7ec3c1b174",
    name: "get /cart",
    kind: "SERVER",
    timestamp: micros,
    duration: 1500,
    localEndpoint: { serviceName: "shop", ipv4: "10.0.0.1", port: 8080 },
    tags: { "http.route": "/cart" },
    ...part,
  };
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}

test("OpenTelemetry's exporter for Zipkin is understood", async () => {
  const { url, writer } = await start();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "shop" }),
    spanProcessors: [new BatchSpanProcessor(new ZipkinExporter({ url: `${url}/api/v2/spans` }))],
  });
  const tracer = provider.getTracer("shop");
  const parent = tracer.startSpan("checkout", {
    kind: SpanKind.SERVER,
    attributes: { "order.id": "order-789" },
  });
  const child = tracer.startSpan("pay", { kind: SpanKind.CLIENT }, trace.setSpan(context.active(), parent));
  child.addEvent("retried");
  child.setStatus({ code: 2, message: "declined" });
  child.end();
  parent.end();
  await provider.shutdown();
  const [pay, checkout] = writer.rows.spans;
  expect([pay!.name, pay!.kind, pay!.status, pay!.resource.service]).toEqual(["pay", 3, 2, "shop"]);
  expect(pay!.events.map(({ name }) => name)).toEqual(["retried"]);
  expect([checkout!.name, checkout!.attributes.get("order.id")]).toEqual(["checkout", "order-789"]);
  expect(hex(pay!.parentId)).toBe(hex(checkout!.spanId));
  expect(hex(pay!.traceId)).toBe(child.spanContext().traceId);
});

test("Zipkin's own tracer is understood: client and server share an id, and both are kept", async () => {
  const { url, writer } = await start();
  const { ExplicitContext, Tracer, BatchRecorder, jsonEncoder, Annotation, TraceId } = zipkin;
  const send = async (service: string, id: unknown, begin: unknown, end: unknown): Promise<void> => {
    const logger = new HttpLogger({
      endpoint: `${url}/api/v2/spans`,
      jsonEncoder: jsonEncoder.JSON_V2,
      httpInterval: 10,
    });
    const tracer = new Tracer({
      ctxImpl: new ExplicitContext(),
      recorder: new BatchRecorder({ logger }),
      localServiceName: service,
    });
    tracer.scoped(() => {
      tracer.setId(id);
      tracer.recordServiceName(service);
      tracer.recordRpc("get /stock");
      tracer.recordAnnotation(begin);
      tracer.recordAnnotation(end);
    });
    await expect
      .poll(() => writer.rows.spans.some(({ resource }) => resource.service === service))
      .toBe(true);
  };
  const some = (value: string): unknown => new zipkin.option.Some(value);
  const id = (isShared: boolean) =>
    new TraceId({
      traceId: "5b8efff798038103",
      parentId: some("1b8efff798038103"),
      spanId: "d269b633813fc60c",
      sampled: new zipkin.option.Some(true),
      shared: isShared,
    });
  await send("shop", id(false), new Annotation.ClientSend(), new Annotation.ClientRecv());
  await send("stock", id(true), new Annotation.ServerRecv(), new Annotation.ServerSend());
  const [client, server] = ["shop", "stock"].map((name) =>
    writer.rows.spans.find(({ resource }) => resource.service === name),
  );
  expect([client!.kind, server!.kind]).toEqual([3, 2]);
  expect(hex(client!.spanId)).toBe("d269b633813fc60c");
  expect(hex(server!.parentId)).toBe("d269b633813fc60c");
  expect(hex(server!.spanId)).not.toBe("d269b633813fc60c");
  expect(hex(server!.traceId)).toBe(hex(client!.traceId));
});

interface ZipkinPackage {
  readonly ExplicitContext: new () => unknown;
  readonly Tracer: new (options: object) => {
    scoped(act: () => void): void;
    setId(id: unknown): void;
    recordServiceName(name: string): void;
    recordRpc(name: string): void;
    recordAnnotation(annotation: unknown): void;
  };
  readonly BatchRecorder: new (options: object) => unknown;
  readonly TraceId: new (options: object) => unknown;
  readonly jsonEncoder: { readonly JSON_V2: unknown };
  readonly Annotation: Readonly<
    Record<"ClientSend" | "ClientRecv" | "ServerRecv" | "ServerSend", new () => unknown>
  >;
  readonly option: { readonly Some: new (value: unknown) => unknown };
}

/** As in zipkin.proto: an independent encoder. */
const proto = protobuf
  .parse(
    `syntax = "proto3"; package zipkin.proto3;
   message Span { bytes trace_id = 1; bytes parent_id = 2; bytes id = 3; int32 kind = 4; string name = 5; fixed64 timestamp = 6;
     uint64 duration = 7; Endpoint local_endpoint = 8; Endpoint remote_endpoint = 9; repeated Annotation annotations = 10;
     map<string, string> tags = 11; bool debug = 12; bool shared = 13; }
   message Endpoint { string service_name = 1; bytes ipv4 = 2; bytes ipv6 = 3; int32 port = 4; }
   message Annotation { fixed64 timestamp = 1; string value = 2; }
   message ListOfSpans { repeated Span spans = 1; }`,
    { keepCase: true },
  )
  .root.lookupType("zipkin.proto3.ListOfSpans");

test("protobuf says the same as JSON", async () => {
  const { post, writer } = await start();
  const body = proto
    .encode(
      proto.create({
        spans: [
          {
            trace_id: Buffer.from("5b8efff798038103d269b633813fc60c", "hex"),
            parent_id: Buffer.from("aaa19b7ec3c1b174", "hex"),
            id: Buffer.from("eee19b7ec3c1b174", "hex"),
            kind: 2,
            name: "get /cart",
            timestamp: micros,
            duration: 1500,
            local_endpoint: { service_name: "shop", ipv4: Buffer.from([10, 0, 0, 1]), port: 8080 },
            remote_endpoint: {
              service_name: "web",
              ipv6: Buffer.from("20010db8000000000000000000000001", "hex"),
            },
            annotations: [{ timestamp: micros + 10, value: "cache miss" }],
            tags: { "http.route": "/cart", error: "true" },
            debug: true,
          },
        ],
      }),
    )
    .finish();
  const inJson = record({
    parentId: "aaa19b7ec3c1b174",
    remoteEndpoint: { serviceName: "web", ipv6: "2001:db8::1" },
    annotations: [{ timestamp: micros + 10, value: "cache miss" }],
    tags: { "http.route": "/cart", error: "true" },
    debug: true,
  });
  expect((await post("/api/v2/spans", body, { "content-type": "application/x-protobuf" })).status).toBe(202);
  expect((await post("/api/v2/spans", JSON.stringify([inJson]), json)).status).toBe(202);
  const [first, second] = writer.rows.spans;
  expect(first).toEqual(second);
  expect([first!.name, first!.status, first!.durationNs, first!.startNs]).toEqual([
    "get /cart",
    2,
    1_500_000n,
    BigInt(micros) * 1000n,
  ]);
});

test("a span that cannot be stored costs itself only, and the answer says so", async () => {
  const { post, writer, intake } = await start();
  const spans = [
    record(),
    record({ id: "xyz" }),
    record({ id: "" }),
    record({ traceId: "1".repeat(33), id: "1" }),
    record({ id: "1", timestamp: 1e300 }),
    record({ id: "2", timestamp: -5 }),
    record({
      id: "3",
      tags: { n: 5, list: [1, 2], none: null },
      localEndpoint: { port: 1.5 },
      annotations: [{ timestamp: "x" }],
    }),
    {},
  ];
  const answer = await post("/api/v2/spans", JSON.stringify(spans), json);
  expect(answer.status).toBe(202);
  expect(await answer.text()).toContain("spans rejected: span_id");
  // An invalid time is replaced from the rest of the trace, as for files.
  expect(writer.rows.spans.map(({ spanId }) => hex(spanId))).toEqual([
    "eee19b7ec3c1b174",
    "0000000000000001",
    "0000000000000002",
    "0000000000000003",
  ]);
  expect(intake.counts.received.spans).toBe(spans.length);
  expect(intake.counts.rejected.spans).toBe(spans.length - writer.rows.spans.length);
  const odd = writer.rows.spans.find(({ spanId }) => hex(spanId) === "0000000000000003");
  expect(Object.fromEntries(odd!.attributes)).toMatchObject({ n: "5", list: "[1,2]", none: "null" });
});

test("what is not a span costs the spans beside it nothing", async () => {
  const { post, writer, intake } = await start();
  const answer = await post("/api/v2/spans", JSON.stringify([record(), null, "text"]), json);
  expect([answer.status, await answer.text()]).toEqual([
    202,
    "2 spans rejected: it is not an object in curly braces",
  ]);
  expect(writer.rows.spans).toHaveLength(1);
  expect([intake.counts.received.spans, intake.counts.rejected.spans]).toEqual([3, 2]);
});

test("gzip and no content type at all are read", async () => {
  const { post, writer, url } = await start();
  const body = JSON.stringify([record()]);
  expect((await post("/api/v2/spans", gzipSync(body), { ...json, "content-encoding": "gzip" })).status).toBe(
    202,
  );
  expect((await fetch(`${url}/api/v2/spans`, { method: "POST", body: Buffer.from(body) })).status).toBe(202);
  expect(writer.rows.spans).toHaveLength(2);
});

test.each([
  ["no list", "{}", json, 400],
  ["no JSON", "[{", json, 400],
  ["a list of texts", '["a"]', json, 400],
  ["no UTF-8", Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), json, 400],
  [
    "tags nested 10,000 deep",
    `[{"traceId":"1","id":"1","tags":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}]`,
    json,
    400,
  ],
  ["a truncated message", Uint8Array.of(0x0a, 0x7f), { "content-type": "application/x-protobuf" }, 400],
  ["Thrift", "x", { "content-type": "application/x-thrift" }, 415],
])("refused in words: %s", async (_what, body, headers, status) => {
  const { post, writer } = await start();
  const answer = await post("/api/v2/spans", body, headers);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "text/plain; charset=utf-8"]);
  expect((await answer.text()).length).toBeGreaterThan(20);
  expect(writer.rows.spans).toEqual([]);
});

test("version 1 is refused politely, and other paths say what is here", async () => {
  const { post } = await start();
  const v1 = await post("/api/v1/spans", "[]", json);
  expect([v1.status, await v1.text()]).toEqual([404, expect.stringContaining("version 2 to /api/v2/spans")]);
  expect(await (await post("/v1/traces", "", json)).text()).toContain("POST to /api/v2/spans");
});

test("a token is asked of everybody when there is one", async () => {
  const { post } = await start({ auth: createAuth("a-token-of-enough-length") });
  expect((await post("/api/v2/spans", "[]", json)).status).toBe(401);
  const authorization = "Bearer a-token-of-enough-length";
  expect((await post("/api/v2/spans", "[]", { ...json, authorization })).status).toBe(202);
});
