// Many requests through every HTTP integration, over kept connections, with errors and clients that leave: nothing of them stays in the heap.
// `TELLTALE_LEAK_REQUESTS=200000` for the long run, which takes a minute or two.
// @module-tag extended
import "reflect-metadata";
import http from "node:http";
import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Router } from "@koa/router";
import { Controller, Get, Module, Res } from "@nestjs/common";
import * as nest from "@nestjs/core";
import { getRequestListener } from "@hono/node-server";
import express5 from "express";
// @ts-expect-error no declarations of this version are installed
import express4 from "express-4";
import fastify5 from "fastify";
import fastify4 from "fastify-4";
import * as h3 from "h3";
import { toNodeHandler } from "h3/node";
import * as hono from "hono";
// @ts-expect-error no declarations of it are installed
import Koa3 from "koa";
// @ts-expect-error nor of this one
import Koa2 from "koa-2";
import { afterAll, expect, test } from "vitest";
import { start } from "../../src/index.ts";
import { instrumentExpress } from "../../src/integrations/express.ts";
import { instrumentFastify } from "../../src/integrations/fastify.ts";
import { instrumentH3 } from "../../src/integrations/h3.ts";
import { instrumentHono } from "../../src/integrations/hono.ts";
import { instrumentKoa } from "../../src/integrations/koa.ts";
import { instrumentNestjs } from "../../src/integrations/nestjs.ts";
import type { ContractServer } from "../contract/describe-http-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";
import { withSettings } from "./with-settings.ts";

const requests = Number(process.env["TELLTALE_LEAK_REQUESTS"] ?? 6000);
const inOneWrite = 20;
const lanes = 8;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

// what is asked for; the last one is left by its client
const paths = ["/ok/1", "/ok/2", "/mounted/3/in", "/fail/4", "/nothing"];
const endless = "/endless";

let spans = 0;
const telltale = start({
  service: "leak",
  exporters: [
    {
      name: "counts",
      async send(batch) {
        if (batch.signal === "traces") spans += batch.items;
        return { exported: batch.items, dropped: 0 };
      },
    },
  ],
});
withSettings({
  requestId: true,
  sizes: true,
  routes: { "GET /ok/:id": { transaction: "leak", id: "request.path.id", amount: "response.body.amount" } },
});
instrumentKoa(Koa3);
instrumentKoa(Koa2);
instrumentExpress(express5);
instrumentExpress(express4);
instrumentFastify(fastify5);
instrumentFastify(fastify4);
instrumentH3(h3);
instrumentNestjs(nest);
const { Hono } = instrumentHono({ ...hono });

function fail(): never {
  throw new Error("broken");
}

function stall(response: http.ServerResponse): void {
  response.writeHead(200).write("more");
}

const frameworks: Record<string, () => Promise<ContractServer>> = {
  "node:http": async () =>
    listen(
      http.createServer((request, response) => {
        if (request.url === endless) stall(response);
        else if (request.url?.startsWith("/fail") === true) response.writeHead(500).end();
        else response.setHeader("content-type", "application/json").end('{"amount":1}');
      }),
    ),
  "Express 5": async () => onExpress(express5),
  "Express 4": async () => onExpress(express4 as typeof express5),
  "Fastify 5": async () => onFastify(fastify5),
  "Fastify 4": async () => onFastify(fastify4 as unknown as typeof fastify5),
  NestJS: onNest,
  "Koa 3": async () => onKoa(Koa3),
  "Koa 2": async () => onKoa(Koa2),
  async Hono() {
    const app = new Hono<{ Bindings: { outgoing: http.ServerResponse } }>();
    app.get("/ok/:id", (context) => context.json({ amount: 1 }));
    app.route("/mounted/:id", new Hono().get("/in", (context) => context.text("in")) as never);
    app.get("/fail/:id", fail);
    app.onError((_error, context) => context.text("no", 500));
    app.get(
      endless,
      () =>
        new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(8)) })),
    );
    return listen(http.createServer(getRequestListener(app.fetch)));
  },
  async h3() {
    const app = new h3.H3({ silent: true });
    app.get("/ok/:id", () => ({ amount: 1 }));
    app.mount(
      "/mounted/:id",
      new h3.H3().get("/in", () => "in"),
    );
    app.get("/fail/:id", fail);
    app.get(
      endless,
      () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(8)) }),
    );
    return listen(http.createServer(toNodeHandler(app) as never));
  },
};

async function onNest(): Promise<ContractServer> {
  class Shop {
    ok(): object {
      return { amount: 1 };
    }
    mounted(): string {
      return "in";
    }
    failing(): never {
      return fail();
    }
    endless(response: http.ServerResponse): void {
      stall(response);
    }
  }
  const served = { "ok/:id": "ok", "mounted/:id/in": "mounted", "fail/:id": "failing", endless: "endless" };
  for (const [route, name] of Object.entries(served)) {
    const descriptor = Object.getOwnPropertyDescriptor(Shop.prototype, name) as PropertyDescriptor;
    Get(route)(Shop.prototype, name, descriptor);
    Reflect.defineMetadata("design:paramtypes", name === "endless" ? [Object] : [], Shop.prototype, name);
  }
  Res()(Shop.prototype, "endless", 0);
  Controller()(Shop);
  // oxlint-disable-next-line typescript/no-extraneous-class -- a module is its decorator
  const Root = class {};
  Module({ controllers: [Shop] })(Root);
  const app = await nest.NestFactory.create(Root, { logger: false, bodyParser: false });
  await app.init();
  return listen(app.getHttpServer());
}

async function onExpress(express: typeof express5): Promise<ContractServer> {
  const app = express();
  app.get("/ok/:id", (_request, response) => void response.json({ amount: 1 }));
  app.use(
    "/mounted/:id",
    express.Router().get("/in", (_request, response) => void response.send("in")),
  );
  app.get("/fail/:id", fail);
  app.get(endless, (_request, response) => stall(response));
  app.use((_error: unknown, _request: unknown, response: any, _next: unknown) => response.status(500).end());
  return listen(http.createServer(app));
}

async function onFastify(fastify: typeof fastify5): Promise<ContractServer> {
  const app = fastify({ forceCloseConnections: true });
  app.get("/ok/:id", async () => ({ amount: 1 }));
  app.register(async (inner) => inner.get("/in", async () => "in"), { prefix: "/mounted/:id" });
  app.get("/fail/:id", async () => fail());
  app.get(endless, (_request, reply) => {
    reply.hijack();
    stall(reply.raw);
  });
  return { url: await app.listen({ port: 0, host: "127.0.0.1" }), close: async () => app.close() };
}

async function onKoa(Koa: any): Promise<ContractServer> {
  const app = new Koa();
  app.silent = true;
  const router = new Router();
  router.get("/ok/:id", (context: any) => (context.body = { amount: 1 }));
  router.use("/mounted/:id", new Router().get("/in", (context: any) => (context.body = "in")).routes());
  router.get("/fail/:id", fail);
  router.get(endless, (context: any) => {
    context.respond = false;
    stall(context.res);
  });
  app.use(router.routes());
  return listen(http.createServer(app.callback()));
}

afterAll(async () => telltale.stop());

test(
  `${requests} requests through ${Object.keys(frameworks).length} frameworks leave nothing in the heap`,
  { timeout: 600_000 },
  async () => {
    const servers = await Promise.all(Object.values(frameworks).map(async (serve) => serve()));
    const share = Math.ceil(requests / servers.length);
    const round = async (count: number): Promise<number> => {
      const done = await Promise.all(servers.map(async ({ url }) => drive(Number(new URL(url).port), count)));
      return done.reduce((sum, one) => sum + one, 0);
    };
    const before = await round(Math.ceil(share / 3));
    const heapBefore = await heap();
    const after = await round(share - Math.ceil(share / 3));
    const grown = (await heap()) - heapBefore;
    await until(async () => {
      await telltale.flush();
      return spans >= before + after;
    }, "all spans");
    console.log(`${before + after} requests: the heap has grown by ${(grown / 1024).toFixed(0)} KiB`);
    // an exchange that stayed would be a kilobyte at least
    expect(grown).toBeLessThan(1.5 * 1024 * 1024);
    for (const server of servers) await server.close();
  },
);

/** Bytes in use once everything is sent and collected. */
async function heap(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    await telltale.flush();
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/** Asks for `count` answers over kept connections, and leaves one in fifty before its end. Gives how many requests that were. */
async function drive(port: number, count: number): Promise<number> {
  let left = count;
  let made = 0;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= inOneWrite + 1;
      made += inOneWrite + 1;
      await askTogether(port);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return made;
}

const many = Array.from({ length: inOneWrite }, (_, at) => head(paths[at % paths.length] as string)).join("");

function head(path: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
}

/** One connection: its answers, then one that never ends, which it leaves. */
async function askTogether(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  let answers = 0;
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      answers += chunk.toString("latin1").split("HTTP/1.1 ").length - 1;
      if (answers === inOneWrite) socket.write(head(endless));
      if (answers > inOneWrite) resolve();
    });
    socket.write(many);
  });
  socket.destroy();
}
