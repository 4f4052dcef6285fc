// Calls by hand against real services, judged as OTLP by a decoder that is not ours: a PostgreSQL, an HTTP server, NATS, RabbitMQ.
import { once } from "node:events";
import { createServer, get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { connect as connectNats, headers as natsHeaders } from "@nats-io/transport-node";
import { connect as connectRabbit, type ConsumeMessage } from "amqplib";
import { Redis } from "ioredis";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { start, type Telltale, trace, traceCall, traceDatabase, traceMessage } from "../../src/index.ts";
import { attributesOf, hex, type Receiver, startReceiver } from "../engine/receiver.ts";
import { isAway } from "./services.ts";

const [noPostgres, noRedis, noNats, noRabbit] = await Promise.all([
  isAway("PostgreSQL"),
  isAway("Redis"),
  isAway("NATS"),
  isAway("RabbitMQ"),
]);
// kinds as OTLP has them
const client = 3;
const producer = 4;
const consumer = 5;
let receiver: Receiver;
let telltale: Telltale;

beforeEach(async () => {
  receiver = await startReceiver();
  telltale = start({ service: "shop", endpoint: receiver.url });
});
afterEach(async () => {
  await telltale.stop();
  await receiver.close();
});

const spanNamed = (name: string): Record<string, any> => {
  const span = receiver.spans().find((one) => one["name"] === name);
  if (span === undefined)
    throw new Error(
      `no span ${name} of ${receiver
        .spans()
        .map((one) => one["name"])
        .join(", ")}`,
    );
  return span;
};

const metricNamed = (name: string): Record<string, any> | undefined =>
  receiver.metrics().find((metric) => metric["name"] === name);

test.skipIf(noPostgres)("a query of a real PostgreSQL: by the conventions, without a value", async () => {
  const pool = new pg.Pool({ connectionString: "postgres://postgres:hunter2@127.0.0.1:5432/test", max: 1 });
  try {
    await pool.query("CREATE TEMP TABLE calls_by_hand (id int PRIMARY KEY, email text)");
    const insert = "INSERT INTO calls_by_hand (id, email) VALUES ($1, $2), (3, 'c@example.com')";
    await traceDatabase(
      { system: "postgresql", query: insert, parameters: [1, "a@example.com"], connection: pool },
      () => pool.query(insert, [1, "a@example.com"]),
    );
    const select = "SELECT id FROM calls_by_hand WHERE email <> 'b@example.com' AND id IN (1, 2, 3)";
    const { rows } = await traceDatabase({ system: "postgresql", query: select, connection: pool }, () =>
      pool.query(select),
    );
    expect(rows).toEqual([{ id: 1 }, { id: 3 }]);
    const again = traceDatabase({ system: "postgresql", query: insert, connection: pool }, () =>
      pool.query(insert, [1, "a@example.com"]),
    );
    await expect(again).rejects.toThrow(/duplicate key/);
    const lost = new pg.Client({ connectionString: "postgres://postgres:hunter2@127.0.0.1:1/test" });
    await expect(
      traceDatabase({ system: "postgresql", operation: "CONNECT", connection: lost }, () => lost.connect()),
    ).rejects.toThrow("ECONNREFUSED");
  } finally {
    await pool.end();
  }
  await telltale.flush();

  const [inserted, failed] = receiver.spans().filter((span) => span["name"] === "INSERT calls_by_hand") as [
    any,
    any,
  ];
  expect(inserted.kind).toBe(client);
  expect(attributesOf(inserted)).toEqual({
    "db.system.name": "postgresql",
    "db.namespace": "test",
    "db.collection.name": "calls_by_hand",
    "db.operation.name": "INSERT",
    "db.query.summary": "INSERT calls_by_hand",
    "db.query.text": "INSERT INTO calls_by_hand (id, email) VALUES ($1, $2), (?, ?)",
    "db.response.returned_rows": 0n,
    "server.address": "127.0.0.1",
    "server.port": 5432n,
    "telltale.db.connection": "127.0.0.1:5432/test",
    "telltale.db.parameter_count": 2n,
    // by how busy the machine is
    "telltale.db.class": expect.stringMatching(/^(fast|moderate|slow)$/),
  });
  expect(attributesOf(spanNamed("SELECT calls_by_hand"))).toMatchObject({
    "db.query.text": "SELECT id FROM calls_by_hand WHERE email <> ? AND id IN (?)",
    "db.response.returned_rows": 2n,
  });
  expect(attributesOf(failed)).toMatchObject({ "db.response.status_code": "23505", "error.type": "23505" });
  expect(failed.status.code).toBe(2);
  const unreachable = attributesOf(spanNamed("CONNECT test"));
  expect(unreachable).toMatchObject({ "error.type": "ECONNREFUSED", "server.port": 1n });
  expect(unreachable).not.toHaveProperty("db.response.status_code");
  expect(JSON.stringify(receiver.spans())).not.toContain("hunter2");
  expect(JSON.stringify(receiver.spans().map((span) => span["attributes"]))).not.toContain("example.com");

  const metric = metricNamed("db.client.operation.duration");
  expect(metric?.["unit"]).toBe("s");
  expect(metric?.["histogram"].dataPoints[0].explicitBounds).toEqual([
    0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10,
  ]);
  expect(metric?.["histogram"].dataPoints.map((point: any) => attributesOf(point)["error.type"])).toContain(
    "23505",
  );
});

test.skipIf(noRedis)(
  "commands of a real Redis: no key, no value, and its own word for an error",
  async () => {
    const redis = new Redis({ host: "127.0.0.1", port: 6379, db: 5 });
    const key = `calls-by-hand-${process.pid}`;
    try {
      const set = ["SET", key, "hunter2", "EX", "10"];
      await traceDatabase({ system: "redis", query: set, connection: redis }, () =>
        redis.set(key, "hunter2", "EX", 10),
      );
      const wrong = traceDatabase({ system: "redis", query: `LPUSH ${key} 1` }, () => redis.lpush(key, "1"));
      await expect(wrong).rejects.toThrow("WRONGTYPE");
    } finally {
      await redis.quit();
    }
    await telltale.flush();

    const [set, push] = receiver.spans() as [Record<string, any>, Record<string, any>];
    expect([set["name"], push["name"]]).toEqual(["SET 127.0.0.1:6379", "LPUSH"]);
    expect(attributesOf(set)).toMatchObject({
      "db.system.name": "redis",
      "db.operation.name": "SET",
      "db.query.text": "SET ? ? ? ?",
      "server.address": "127.0.0.1",
      "server.port": 6379n,
    });
    expect(attributesOf(push)).toMatchObject({
      "db.response.status_code": "WRONGTYPE",
      "error.type": "WRONGTYPE",
    });
    expect(JSON.stringify(receiver.spans().map((span) => span["attributes"]))).not.toMatch(
      /hunter2|calls-by-hand/,
    );
  },
);

test("a call of a real HTTP server carries the context and records the answer", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(request.url?.startsWith("/missing") === true ? 404 : 200).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const options = {
    service: "stock",
    url: `${base}/items/7?token=abc&page=2`,
    template: "/items/{id}",
    headers: { "x-kept": "1" },
  };

  const response = await trace("checkout", () =>
    traceCall(options, (headers) => fetch(options.url, { headers })),
  );
  expect(await response.json()).toEqual({});
  const missing = await traceCall(
    { service: "stock", url: `${base}/missing`, resendCount: 1 },
    async (headers) => {
      const [answer] = (await once(get(`${base}/missing`, { headers }), "response")) as [IncomingMessage];
      answer.resume();
      return answer;
    },
  );
  expect(missing.statusCode).toBe(404);
  server.close();
  server.closeAllConnections();
  const refused = traceCall({ url: `http://user:hunter2@127.0.0.1:1/gone`, method: "delete" }, () =>
    fetch("http://127.0.0.1:1/gone"),
  );
  await expect(refused).rejects.toThrow("fetch failed");
  await telltale.flush();

  const called = spanNamed("GET /items/{id}");
  expect(called["kind"]).toBe(client);
  expect(attributesOf(called)).toEqual({
    "http.request.method": "GET",
    "http.response.status_code": 200n,
    "server.address": "127.0.0.1",
    "server.port": BigInt(port),
    "service.peer.name": "stock",
    "url.full": `${base}/items/7?token=REDACTED&page=2`,
    "url.scheme": "http",
    "url.template": "/items/{id}",
  });
  expect(seen[0]).toMatchObject({
    "x-kept": "1",
    traceparent: `00-${hex(called["traceId"])}-${hex(called["spanId"])}-03`,
  });
  expect(hex(called["parentSpanId"])).toBe(hex(spanNamed("checkout")["spanId"]));
  const notFound = spanNamed("GET");
  expect(notFound["status"].code).toBe(2);
  expect(attributesOf(notFound)).toMatchObject({
    "http.response.status_code": 404n,
    "error.type": "404",
    "http.request.resend_count": 1n,
  });
  expect(attributesOf(spanNamed("DELETE"))).toMatchObject({
    "error.type": "TypeError",
    "http.request.method_original": "delete",
    "url.full": "http://REDACTED:REDACTED@127.0.0.1:1/gone",
  });
  expect(JSON.stringify(receiver.spans())).not.toContain("hunter2");
  const points = metricNamed("http.client.request.duration")?.["histogram"].dataPoints;
  expect(new Set(points.map((point: any) => attributesOf(point)["error.type"]))).toEqual(
    new Set([undefined, "404", "TypeError"]),
  );
});

test.skipIf(noNats)("a message over a real NATS is one trace", async () => {
  const connection = await connectNats({ servers: "127.0.0.1:4222" });
  const subject = `calls-by-hand.${process.pid}`;
  const subscription = connection.subscribe(subject, { max: 1 });
  await connection.flush();
  const message = { headers: natsHeaders() };
  traceMessage(
    { system: "nats", destination: subject, template: "calls-by-hand.{pid}", operation: "publish", message },
    () => connection.publish(subject, "{}", message),
  );
  for await (const delivered of subscription) {
    await traceMessage(
      { system: "nats", destination: subject, operation: "process", message: delivered },
      async () => "done",
    );
  }
  await connection.close();
  await telltale.flush();

  const sent = spanNamed("publish calls-by-hand.{pid}");
  const processed = spanNamed(`process ${subject}`);
  expect([sent["kind"], processed["kind"]]).toEqual([producer, consumer]);
  expect(hex(processed["traceId"])).toBe(hex(sent["traceId"]));
  expect(hex(processed["parentSpanId"])).toBe(hex(sent["spanId"]));
  expect(attributesOf(sent)).toEqual({
    "messaging.system": "nats",
    "messaging.destination.name": subject,
    "messaging.destination.template": "calls-by-hand.{pid}",
    "messaging.operation.name": "publish",
    "messaging.operation.type": "send",
  });
  expect(metricNamed("messaging.client.sent.messages")?.["sum"].dataPoints[0].asDouble).toBe(1);
  expect(metricNamed("messaging.client.consumed.messages")?.["sum"].dataPoints[0].asDouble).toBe(1);
  expect(metricNamed("messaging.process.duration")?.["histogram"].dataPoints[0].count).toBe("1");
});

test.skipIf(noRabbit)("a batch from a real RabbitMQ is linked to what was sent", async () => {
  const connection = await connectRabbit("amqp://guest:guest@127.0.0.1:5672");
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true });
  const about = {
    system: "rabbitmq",
    destination: "orders",
    connection: "amqp://guest:guest@127.0.0.1:5672",
  };
  for (const order of ["o1", "o2"]) {
    const message = { headers: {} };
    traceMessage({ ...about, operation: "send", message }, () =>
      channel.sendToQueue(queue, Buffer.from(order), message),
    );
  }
  const batch: ConsumeMessage[] = [];
  await new Promise<void>((resolve) => {
    void channel.consume(queue, (message) => {
      if (message !== null) batch.push(message);
      if (batch.length === 2) resolve();
    });
  });
  traceMessage({ ...about, operation: "process", batch }, () => batch.length);
  traceMessage({ ...about, operation: "ack", batch }, () => channel.ackAll());
  await connection.close();
  await telltale.flush();

  const sent = receiver.spans().filter((span) => span["name"] === "send orders");
  const ids = sent.map((span) => hex(span["spanId"]));
  expect(ids).toHaveLength(2);
  for (const [name, kind] of [
    ["process orders", consumer],
    ["ack orders", client],
  ] as const) {
    const span = spanNamed(name);
    expect(span["kind"]).toBe(kind);
    expect(span["links"].map((link: any) => hex(link.spanId))).toEqual(ids);
    expect(attributesOf(span)).toMatchObject({
      "messaging.batch.message_count": 2n,
      "server.address": "127.0.0.1",
    });
  }
  expect(JSON.stringify(receiver.spans())).not.toContain("guest");
});
