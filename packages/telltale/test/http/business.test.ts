// Requests mapped to the business by plain data: what leaves for real bodies of Express and Fastify, and of node:http where a body is odd.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import express from "express";
import fastify from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reported } from "../../src/engine/diagnostics/diagnose.ts";
import { instrumentExpress } from "../../src/integrations/express.ts";
import { instrumentFastify } from "../../src/integrations/fastify.ts";
import type { BusinessRoutes } from "../../src/integrations/http.ts";
import { collect, type Collected, type SentRecord } from "../collect.ts";
import type { ContractServer } from "../contract/describe-http-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";
import { withSettings } from "./with-settings.ts";

const routes: BusinessRoutes = {
  "POST /orders": {
    transaction: "purchase",
    id: "response.body.id",
    amount: "response.body.total",
    currency: "response.body.currency",
    user: "request.header.x-user",
    reason: "response.body.error",
    attributes: {
      "order.items": "request.body.items.0.count",
      "order.channel": "web",
      "order.none": "request.header.constructor",
    },
    completesWhen: { "response.status": "< 400", "response.body.state": ["paid", "open"] },
  },
  "GET /landing": { funnel: "signup", step: "landing", user: "request.query.u" },
  "POST /signup/:plan": [
    { funnel: "signup", step: "form", user: "request.path.plan" },
    { journey: "first day", step: "signed up", session: "request.header.x-session" },
  ],
  "* /chats/{id}": {
    interaction: "chat",
    customer: "request.path.id",
    channel: "web",
    result: "response.header.x-result",
    satisfaction: "response.body.stars",
    value: 20,
    currency: "EUR",
  },
};

let sent: Collected;
let server: ContractServer;
beforeEach(() => {
  sent = collect();
});
afterEach(async () => {
  await server.close();
  await sent.stop();
});

const order = { id: "order-789", total: "99.90", currency: "EUR", state: "paid" };

function onExpress(): Promise<ContractServer> {
  instrumentExpress(express);
  const app = express();
  app.use(express.json());
  app.post("/orders", (request, response) => {
    if (request.body.items === undefined) response.status(402).json({ error: "card declined" });
    else if (request.body.items.length === 0) throw new RangeError("nothing ordered");
    else response.status(201).json({ ...order, state: request.body.state ?? "paid" });
  });
  app.get("/landing", (_request, response) => response.send("<h1>welcome</h1>"));
  app.post("/signup/:plan", (_request, response) => response.json({}));
  app.get("/chats/:id", (_request, response) => response.set("x-result", "solved").json({ stars: 5 }));
  app.use((_error: unknown, _request: unknown, response: any, _next: unknown) => response.status(500).end());
  return listen(http.createServer(app));
}

async function onFastify(): Promise<ContractServer> {
  instrumentFastify(fastify);
  const app = fastify({ forceCloseConnections: true });
  app.post("/orders", async (request: any, reply) => {
    if (request.body.items === undefined) return reply.code(402).send({ error: "card declined" });
    if (request.body.items.length === 0) throw new RangeError("nothing ordered");
    return reply.code(201).send({ ...order, state: request.body.state ?? "paid" });
  });
  app.get("/landing", async (_request, reply) => reply.type("text/html").send("<h1>welcome</h1>"));
  app.post("/signup/:plan", async () => ({}));
  app.get("/chats/:id", async (_request, reply) => reply.header("x-result", "solved").send({ stars: 5 }));
  return { url: await app.listen({ port: 0, host: "127.0.0.1" }), close: async () => app.close() };
}

async function records(name: string, count = 1): Promise<SentRecord[]> {
  await until(async () => {
    await sent.flush();
    return sent.records(name).length >= count;
  }, name);
  return sent.records(name);
}
async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

describe.each([
  ["Express", onExpress],
  ["Fastify", onFastify],
])("%s", (_name, serve) => {
  beforeEach(async () => {
    withSettings({ routes });
    server = await serve();
  });

  test("an order that was paid completes a purchase of its id and amount, inside the span of the request", async () => {
    expect((await post("/orders", { items: [{ count: 3 }] }, { "x-user": "u1" })).status).toBe(201);
    const [ended] = await records("telltale.transaction.ended");
    expect(ended?.attributes).toMatchObject({
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": "order-789",
      "telltale.transaction.amount": "99.90",
      "telltale.transaction.currency": "EUR",
      "telltale.transaction.outcome": "completed",
      "user.id": "u1",
      "order.items": 3,
      "order.channel": "web",
    });
    expect(ended?.attributes).not.toHaveProperty("order.none");
    const [span] = sent.spans("transaction purchase");
    const [request] = sent.spans("POST /orders");
    expect(span).toMatchObject({ parentId: request?.spanId, traceId: request?.traceId });
    expect(span?.startMs).toBeCloseTo(request?.startMs ?? 0, 2);
    const [count] = sent.points("telltale.transaction.count");
    expect(count).toMatchObject({ value: 1 });
  });

  test("one that is refused, that fails, or is not as expected has failed, and says why", async () => {
    await post("/orders", {});
    await post("/orders", { items: [] });
    await post("/orders", { items: [{}], state: "lost" });
    const all = await records("telltale.transaction.ended", 3);
    expect(
      all.map(({ attributes }) => [
        attributes["telltale.transaction.outcome"],
        attributes["telltale.transaction.reason"],
      ]),
    ).toEqual([
      ["failed", "card declined"],
      ["failed", serve === onExpress ? "HTTP 500" : "Internal Server Error"],
      ["failed", "not as expected"],
    ]);
  });

  test("steps of a funnel are ordered as the routes are; a journey and an interaction beside them", async () => {
    await fetch(`${server.url}/landing?u=u2`);
    await post("/signup/pro", {}, { "x-session": "s1" });
    await fetch(`${server.url}/chats/c%201`);
    await fetch(`${server.url}/nothing`);
    const steps = await records("telltale.journey.step", 3);
    expect(steps.map(({ attributes }) => attributes)).toMatchObject([
      {
        "telltale.journey.name": "signup",
        "telltale.journey.step": "landing",
        "telltale.journey.step_index": 0,
        "user.id": "u2",
      },
      {
        "telltale.journey.name": "signup",
        "telltale.journey.step": "form",
        "telltale.journey.step_index": 1,
        "user.id": "pro",
      },
      { "telltale.journey.name": "first day", "telltale.journey.step": "signed up", "session.id": "s1" },
    ]);
    expect(
      sent.records("telltale.definition").map(({ attributes }) => attributes["telltale.definition.steps"]),
    ).toContainEqual(["landing", "form"]);
    const [chat] = await records("telltale.interaction.ended");
    expect(chat?.attributes).toMatchObject({
      "telltale.interaction.type": "chat",
      "telltale.interaction.channel": "web",
      "telltale.interaction.result": "solved",
      "telltale.interaction.satisfaction": 5,
      "telltale.interaction.value": 20,
      "telltale.interaction.currency": "EUR",
      "customer.id": "c 1",
    });
    const [span] = sent.spans("interaction chat");
    expect(span?.startMs).toBe(sent.spans("GET /chats/:id")[0]?.startMs);
  });
});

describe("bodies", () => {
  type Handler = (request: IncomingMessage, response: ServerResponse) => void;
  async function purchase(handler: Handler): Promise<SentRecord | undefined> {
    withSettings({
      routes: {
        "POST /orders": { transaction: "purchase", id: "response.body.id", amount: "response.body.total" },
      },
    });
    server = await listen(http.createServer(handler));
    await post("/orders", {}).catch(() => {});
    return (await records("telltale.transaction.ended"))[0];
  }
  const json = { "content-type": "application/json; charset=utf-8" };

  test("one that comes in parts, as text and as bytes, is whole", async () => {
    const ended = await purchase((_request, response) => {
      response.writeHead(200, json);
      const text = Buffer.from('{"id":"größe-1","total":12.5}');
      for (const byte of text.subarray(0, 12)) response.write(Uint8Array.of(byte));
      response.write(text.subarray(12, 20).toString("base64"), "base64");
      response.end(text.subarray(20).toString());
    });
    expect(ended?.attributes).toMatchObject({
      "telltale.transaction.id": "größe-1",
      "telltale.transaction.amount": 12.5,
    });
  });

  test.each<[string, Handler]>([
    [
      "compressed",
      (_request, response) =>
        response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(gzipSync('{"id":"o1"}')),
    ],
    ["not JSON by its type", (_request, response) => response.end('{"id":"o1"}')],
    ["not JSON by its content", (_request, response) => response.writeHead(200, json).end('{"id":')],
    [
      "too long",
      (_request, response) =>
        response.writeHead(200, json).end(JSON.stringify({ id: "o1", more: "m".repeat(65_536) })),
    ],
    ["no object", (_request, response) => response.writeHead(200, json).end("null")],
  ])(
    "one that is %s gives a transaction without what it would have said, and that is reported",
    async (what, handler) => {
      const before = reported()["business_body_unreadable"] ?? 0;
      const ended = await purchase(handler);
      expect(reported()["business_body_unreadable"] ?? 0).toBe(before + (what === "no object" ? 0 : 1));
      expect(ended?.attributes).toMatchObject({ "telltale.transaction.outcome": "completed" });
      expect(ended?.attributes["telltale.transaction.id"]).not.toBe("o1");
      expect(ended?.attributes).not.toHaveProperty("telltale.transaction.amount");
    },
  );

  test("a client that leaves has abandoned", async () => {
    const ended = await purchase((_request, response) => {
      response.writeHead(200, json).write("{");
      setImmediate(() => response.destroy());
    });
    expect(ended?.attributes).toMatchObject({
      "telltale.transaction.outcome": "abandoned",
      "telltale.transaction.reason": "client left",
    });
  });
});
