import type { CatalogObservedResult } from "contract";
import { expect, test } from "vitest";
import { findUses } from "../find-uses.ts";
import { createProject } from "../project.ts";
import { parseModule, type SourceModule } from "../source-module.ts";
import { findPoints } from "./find-points.ts";
import { type Surveyed, survey } from "./instrumented.ts";
import { darkOf, scoreOf } from "./score.ts";
import { snippetFor } from "./snippets.ts";

function surveyOf(
  files: Readonly<Record<string, string>>,
  isRegistered = false,
  observed?: Partial<CatalogObservedResult>,
): readonly Surveyed[] {
  const project = createProject(
    Object.entries(files).map(([name, source]) => parseModule(name, source) as SourceModule),
  );
  return survey(findPoints(project), {
    project,
    uses: findUses(project),
    isRegistered,
    observed: observed && ({ spans: [], transactions: [], ...observed } as CatalogObservedResult),
  });
}

const placesOf = (source: string, file = "a.ts"): readonly string[] =>
  surveyOf({ [file]: source }).map(
    ({ place, by }) => `${place.kind} ${place.name}${by === undefined ? "" : ` by ${by}`}`,
  );

test.each([
  [
    "express",
    `import express from "express"; const app = express(); app.get("/a/:id", (q, s) => {});`,
    ["route GET /a/:id"],
  ],
  [
    "an express router in CommonJS",
    `const { Router } = require("express"); const r = Router(); r.post("/a", auth, (q, s) => {});`,
    ["route POST /a"],
  ],
  [
    "fastify",
    `import Fastify from "fastify"; const app = Fastify(); app.route({ method: "PUT", url: "/a", handler: h }); app.get("/b", {}, async () => 1);`,
    ["route PUT /a", "route GET /b"],
  ],
  [
    "a fastify plugin",
    `import type { FastifyInstance } from "fastify"; export function plugin(app: FastifyInstance) { app.delete("/a", () => {}); }`,
    ["route DELETE /a"],
  ],
  [
    "koa",
    `import Router from "@koa/router"; const r = new Router(); r.get("/a", (c) => {});`,
    ["route GET /a"],
  ],
  [
    "hono",
    `import { Hono } from "hono"; const app = new Hono(); app.get("/a", (c) => c.text("x"));`,
    ["route GET /a"],
  ],
  [
    "NestJS",
    `import { Controller, Get, Post } from "@nestjs/common"; @Controller("orders") class Orders { @Get(":id") one() {} @Post() make() {} }`,
    ["route GET /orders/:id", "route POST /orders"],
  ],
  [
    "a function that makes routes",
    `import express from "express"; const app = express(); function route(m: "get" | "post", p: string, h: () => void) { app[m](p, (q, s) => h()); } route("get", "/a", f); route("post", "/b", f);`,
    ["route GET /a", "route POST /b"],
  ],
  [
    "a function that makes routes by names of two parts",
    `import express from "express"; const app = express(); function route(name: string, h: () => void) { const [method, path] = name.split(" ") as [string, string]; app[method === "GET" ? "get" : "post"](path, (q, s) => h()); } route("GET /a", f); route("POST /b", f);`,
    ["route GET /a", "route POST /b"],
  ],
  [
    "a function that makes routes by a part of their names",
    `import Fastify from "fastify"; const app = Fastify(); function route(name: string, h: () => void) { app.post(name.split(" ")[1] ?? "", (q, s) => h()); } route("POST /a", f); route("POST /b", f);`,
    ["route POST /a", "route POST /b"],
  ],
  [
    "bullmq",
    `import { Worker } from "bullmq"; new Worker("mails", async (job) => {});`,
    ["queue consumer mails"],
  ],
  [
    "kafkajs",
    `import { Kafka } from "kafkajs"; const c = new Kafka({}).consumer({}); await c.run({ eachMessage });`,
    ["queue consumer run"],
  ],
  [
    "amqplib",
    `import { connect } from "amqplib"; const ch = await (await connect("x")).createChannel(); ch.consume("orders", (m) => {});`,
    ["queue consumer orders"],
  ],
  [
    "pg-boss",
    `import PgBoss from "pg-boss"; const boss = new PgBoss("x"); await boss.work("ship", async () => {});`,
    ["queue consumer ship"],
  ],
  [
    "SQS",
    `import { ReceiveMessageCommand } from "@aws-sdk/client-sqs"; client.send(new ReceiveMessageCommand({}));`,
    ["queue consumer ReceiveMessageCommand"],
  ],
  ["node-cron", `import cron from "node-cron"; cron.schedule("* * * * *", () => {});`, ["job * * * * *"]],
  [
    "a timer at the top",
    `setInterval(() => {}, 1000); function f() { setInterval(() => {}, 1); }`,
    ["job setInterval"],
  ],
  [
    "pg",
    `import pg from "pg"; const pool = new pg.Pool(); await pool.query("SELECT 1");`,
    ["database call query"],
  ],
  ["fetch", `await fetch("http://x"); function f(fetch: () => void) { fetch(); }`, ["outgoing call fetch"]],
  [
    "axios",
    `import axios from "axios"; await axios.get("http://x"); await axios("http://y");`,
    ["outgoing call http://x", "outgoing call http://y"],
  ],
  [
    "caught errors",
    `try { a(); } catch {} try { a(); } catch (e) { throw new Error("x", { cause: e }); }`,
    ["caught error "],
  ],
  [
    "exported functions",
    `export async function ship(o) { await a(); return b(); } export function sync() { return 1; } async function own() { await a(); return 1; }`,
    ["business function ship"],
  ],
])("finds places of %s", (_, source, expected) => {
  expect(placesOf(source)).toEqual(expected);
});

test.each([
  [
    "the paths that its handler compares, with their methods",
    `import { createServer } from "node:http";
    createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://x");
      if (request.method === "GET" && pathname === "/orders") return list(response);
      if (pathname.startsWith("/static")) return file(response);
      switch (pathname) { case "/health": return ok(response); default: response.end(); }
    }).listen(80);`,
    ["route GET /orders", "route ALL /static", "route ALL /health"],
  ],
  [
    "a handler without paths",
    `const http = require("http"); http.createServer({}, (q, s) => s.end()).listen(80);`,
    ["route ALL *"],
  ],
  [
    "a listener of its requests, in a function of its own",
    `import http from "node:http"; const server = http.createServer(); server.on("request", answer); server.on("error", fail);
    function answer(request, response) { if (request.url === "/pay") pay(); }`,
    ["route ALL /pay"],
  ],
  [
    "functions that it passes the request to, and the span around them",
    `import { createServer } from "node:http"; import { trace } from "telltale";
    createServer((request, response) => trace("request", () => route(request, response)));
    function route(request) { if (request.url === "/a") a(); else if (\`\${request.method} \${request.url}\` === "POST /b") b(); }`,
    ["route ALL /a by `trace`", "route POST /b by `trace`"],
  ],
  [
    "no server of the network",
    `import { createServer } from "node:net"; createServer((socket) => { if (socket.path === "/x") y(); });`,
    [],
  ],
])("finds the routes of a server of node:http: %s", (_, source, expected) => {
  expect(placesOf(source)).toEqual(expected);
});

test("counts a server of node:http as seen by telltale/http", () => {
  const source = `import { createServer } from "node:http"; createServer((q, s) => { if (q.url === "/a") s.end(); });`;
  expect(surveyOf({ "a.ts": source }, true).map(({ by }) => by)).toEqual(["telltale/http"]);
});

test("finds the routes of Next.js by their files", () => {
  const found = surveyOf({
    "src/app/orders/[id]/route.ts": "export async function GET() { const a = await b(); return a; }",
    "src/pages/api/pay.ts": "export default function handler() {}",
  });
  expect(found.filter(({ place }) => place.kind === "route").map(({ place }) => place.name)).toEqual([
    "GET /orders/[id]",
    "ALL /api/pay",
  ]);
});

test("counts a place as covered by a call in it, in a function that it calls, or around it", () => {
  const source = `import express from "express"; import pg from "pg"; import { captureError, trace, traceDatabase } from "telltale";
    const app = express(); const pool = new pg.Pool();
    app.get("/in", () => trace("x", () => {}));
    app.get("/called", () => serve());
    app.get("/dark", () => {});
    const serve = () => inner(); function inner() { return trace("y", () => {}); }
    traceDatabase({ system: "postgresql" }, () => pool.query("SELECT 1"));
    try { a(); } catch (error) { captureError(error); }`;
  expect(placesOf(source)).toEqual([
    "route GET /in by `trace`",
    "route GET /called by `trace`",
    "route GET /dark",
    "database call query by `traceDatabase`",
    "caught error  by `captureError`",
  ]);
});

test("counts what integrations see, and what the console has seen", () => {
  const source = `import express from "express"; import pg from "pg"; const app = express(); const pool = new pg.Pool();
    app.get("/a", () => pool.query("SELECT 1"));`;
  const by = (surveyed: readonly Surveyed[]): readonly (string | undefined)[] =>
    surveyed.map((one) => one.by);
  expect(by(surveyOf({ "a.ts": source }))).toEqual([undefined, undefined]);
  expect(by(surveyOf({ "a.ts": source }, true))).toEqual(["telltale/express", "telltale/pg"]);
  expect(by(surveyOf({ "a.ts": `import { pgPlugin } from "telltale/pg"; ${source}` }))).toEqual([
    undefined,
    "telltale/pg",
  ]);
  const arrived = { count: 7, perSecond: 0.5, lastSeen: "", services: ["shop"], errors: 0, attributes: [] };
  const spans = [{ name: "GET /a", kind: "server", service: "shop", ...arrived } as const];
  expect(by(surveyOf({ "a.ts": source }, false, { spans }))).toEqual(["the console has seen it", undefined]);
});

test("scores by weight, and lists the busiest dark places first, each with its snippet", () => {
  const arrived = { count: 7, lastSeen: "", services: ["shop"], errors: 0, attributes: [] };
  const spans = [{ name: "busy", kind: "internal", service: "shop", perSecond: 9, ...arrived } as const];
  const surveyed = surveyOf(
    {
      "calm.ts": `import express from "express"; const app = express(); app.get("/calm", () => {});`,
      "busy.ts": `import pg from "pg"; import { trace } from "telltale"; trace("busy", () => {}); new pg.Client().query("x");`,
      "seen.ts": `import express from "express"; import { trace } from "telltale"; const app = express(); app.get("/x", () => trace("x", () => {}));`,
    },
    false,
    { spans },
  );
  // 5 of 5 + 5 + 2
  expect(scoreOf(surveyed).score).toBe(41.7);
  const dark = darkOf(surveyed);
  expect(dark.map(({ place }) => place.name)).toEqual(["query", "GET /calm"]);
  expect(snippetFor(dark[0]!.place)).toContain(`traceDatabase({ system: "postgresql", query }`);
  expect(snippetFor(dark[1]!.place)).toContain("telltale/register");
});
