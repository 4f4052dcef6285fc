// Official instrumentations in our pipeline: their spans leave as ours do, one trace with ours, with our redaction. gRPC is its own client and
// server; SQS is a small server of this test that speaks its wire format.
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsInstrumentation } from "@opentelemetry/instrumentation-aws-sdk";
import { DataloaderInstrumentation } from "@opentelemetry/instrumentation-dataloader";
import { DnsInstrumentation } from "@opentelemetry/instrumentation-dns";
import { FsInstrumentation } from "@opentelemetry/instrumentation-fs";
import { GraphQLInstrumentation } from "@opentelemetry/instrumentation-graphql";
import { GrpcInstrumentation } from "@opentelemetry/instrumentation-grpc";
import type * as SqsLibrary from "@aws-sdk/client-sqs";
import type * as GrpcLibrary from "@grpc/grpc-js";
import type DataLoaderLibrary from "dataloader";
import type * as GraphQlLibrary from "graphql-16";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trace } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";

// they find a library when it is required
const require = createRequire(import.meta.url);
let sent: Collected;
beforeAll(() => {
  sent = collect({
    instrumentations: [
      new GrpcInstrumentation(),
      new DataloaderInstrumentation(),
      new AwsInstrumentation(),
      new DnsInstrumentation(),
      new GraphQLInstrumentation({ ignoreTrivialResolveSpans: true, depth: 1, mergeItems: true }),
      new FsInstrumentation({ requireParentSpan: true }),
    ],
  });
});
afterAll(async () => sent.stop());

const below = async (parent: string): Promise<SentSpan[]> => {
  await sent.flush();
  const [span] = sent.spans(parent);
  return sent.spans().filter(({ traceId, name }) => traceId === span?.traceId && name !== parent);
};

test("gRPC: client and server are one trace", async () => {
  const grpc = require("@grpc/grpc-js") as typeof GrpcLibrary;
  const write = (value: string): Buffer => Buffer.from(value);
  const read = (bytes: Buffer): string => bytes.toString();
  const definition = {
    price: {
      path: "/shop.Prices/Price",
      requestStream: false,
      responseStream: false,
      requestSerialize: write,
      requestDeserialize: read,
      responseSerialize: write,
      responseDeserialize: read,
    },
  };
  const server = new grpc.Server();
  server.addService(definition, {
    price: (call: { request: string }, done: (error: object | null, answer?: string) => void) => {
      trace("inside grpc", () => {});
      if (call.request === "none")
        done({ code: grpc.status.NOT_FOUND, details: "no item for ada@example.com" });
      else done(null, "20");
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const Client = grpc.makeGenericClientConstructor(definition, "Prices");
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure()) as unknown as {
    price(item: string, done: (error: Error | null, answer: string) => void): void;
    close(): void;
  };
  const ask = async (item: string): Promise<string> =>
    new Promise((resolve, reject) => {
      client.price(item, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
  await trace("work grpc", async () => {
    expect(await ask("p1")).toBe("20");
    await expect(ask("none")).rejects.toThrow("no item for ada@example.com");
  });
  client.close();
  await new Promise<void>((resolve) => {
    server.tryShutdown(() => resolve());
  });
  const spans = await below("work grpc");
  const calls = spans.filter(({ kind }) => kind === "client");
  const served = spans.filter(({ kind }) => kind === "server");
  expect(calls.map(({ status }) => status)).toEqual([0, 2]);
  expect(served.map(({ parentId }) => parentId)).toEqual(calls.map(({ spanId }) => spanId));
  expect(served[0]?.attributes).toMatchObject({
    "rpc.system": "grpc",
    "rpc.service": "shop.Prices",
    "rpc.method": "Price",
  });
  expect(spans.filter(({ name }) => name === "inside grpc")[0]?.parentId).toBe(served[0]?.spanId);
  expect(JSON.stringify(calls)).toContain("[redacted:email]");
  expect(JSON.stringify(spans)).not.toContain("ada@example.com");
});

test("GraphQL.js 16: parse, validate, execute, resolvers to a depth; values of the document are not recorded", async () => {
  // the official one goes by the name of the folder
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "telltale-")));
  const copy = path.join(folder, "node_modules", "graphql");
  cpSync(path.dirname(require.resolve("graphql-16/package.json")), copy, { recursive: true });
  const { buildSchema, graphql } = require(copy) as typeof GraphQlLibrary;
  const schema = buildSchema("type Query { order(mail: String): String, plain: String }");
  const rootValue = { order: async () => trace("inside graphql", async () => "o1"), plain: "p" };
  const source = 'query find { order(mail: "ada@example.com") plain }';
  const { data } = await trace("work graphql", async () => graphql({ schema, source, rootValue }));
  rmSync(folder, { recursive: true });
  expect(data).toEqual({ order: "o1", plain: "p" });
  const spans = await below("work graphql");
  const [executed] = spans.filter(({ name }) => name.startsWith("query"));
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["graphql.parse", "graphql.validate"]),
  );
  expect(executed?.attributes).toMatchObject({
    "graphql.operation.type": "query",
    "graphql.operation.name": "find",
  });
  expect(spans.find(({ name }) => name === "inside graphql")?.traceId).toBe(executed?.traceId);
  expect(JSON.stringify(spans)).not.toContain("ada@example.com");
});

test("dataloader: what is loaded and the batch are below the work", async () => {
  const DataLoader = require("dataloader") as typeof DataLoaderLibrary;
  const loader = new DataLoader(async (keys: readonly number[]) => keys.map((key) => key * 2));
  await trace("work dataloader", async () => {
    expect(await Promise.all([loader.load(1), loader.load(2)])).toEqual([2, 4]);
  });
  const names = (await below("work dataloader")).map(({ name }) => name);
  expect(names.filter((name) => name === "dataloader.load")).toHaveLength(2);
  expect(names.filter((name) => name === "dataloader.batch")).toHaveLength(1);
});

test("AWS SQS: sending carries the context, what is received is linked", async () => {
  let kept: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      const isSend = request.headers["x-amz-target"] === "AmazonSQS.SendMessage";
      if (isSend) kept = body["MessageAttributes"] as Record<string, unknown>;
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      const message = { MessageId: "m1", ReceiptHandle: "r1", Body: "order 7", MessageAttributes: kept };
      response.end(JSON.stringify(isSend ? { MessageId: "m1" } : { Messages: [message] }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const sqs = require("@aws-sdk/client-sqs") as typeof SqsLibrary;
  const client = new sqs.SQSClient({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "k1", secretAccessKey: "k2" },
    md5: false,
  });
  const QueueUrl = `http://127.0.0.1:${port}/123456789012/orders`;
  await trace("work sqs", async () => {
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: "order 7" }));
    const { Messages } = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.[0]?.Body).toBe("order 7");
  });
  client.destroy();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  const spans = await below("work sqs");
  const [sending] = spans.filter(({ kind }) => kind === "producer");
  const [receiving] = spans.filter(({ name }) => /receive/i.test(name));
  expect(sending?.attributes).toMatchObject({
    "messaging.system": "aws_sqs",
    "messaging.destination.name": "orders",
  });
  expect(JSON.stringify(kept["traceparent"])).toContain(sending?.spanId);
  expect(receiving?.links).toEqual([sending?.spanId]);
});

test("DNS, and files where they are asked for, are below the work", async () => {
  const dns = require("node:dns") as typeof import("node:dns");
  const fs = require("node:fs") as typeof import("node:fs");
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-"));
  const file = path.join(folder, "orders.txt");
  writeFileSync(file, "o1");
  await trace("work files", async () => {
    await dns.promises.lookup("localhost");
    expect(await fs.promises.readFile(file, "utf8")).toBe("o1");
  });
  rmSync(folder, { recursive: true });
  const names = (await below("work files")).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["dns.lookup", "fs readFile"]));
});
