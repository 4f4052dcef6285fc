// @module-tag extended
// One canary in every place of an HTTP call that may hold a credential, through each client and server: nothing of it leaves.
import http from "node:http";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import * as h3 from "h3";
import { toNodeHandler } from "h3/node";
import * as hono from "hono";
// @ts-expect-error no declarations of it are installed
import Koa from "koa";
import { fetch as undiciFetch, request as undiciRequest } from "undici";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { log, start, trace, type Telltale } from "../../src/index.ts";
import { instrumentExpress } from "../../src/integrations/express.ts";
import { instrumentFastify } from "../../src/integrations/fastify.ts";
import { instrumentH3 } from "../../src/integrations/h3.ts";
import { instrumentHono } from "../../src/integrations/hono.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentKoa } from "../../src/integrations/koa.ts";
import { instrumentUndici } from "../../src/integrations/undici.ts";
import { listen } from "../http/listen.ts";

const canary = "Zq7Rk2Vw9Xp4Lm8Tn3Bc6Hd1";
const places = [
  `/a?sig=${canary}&se=2026`,
  `/a?X-Amz-Security-Token=${canary}&X-Amz-Signature=${canary}`,
  `/a?x=1&X-Goog-Signature=${canary}`,
  `/cb?code=${canary}&state=s`,
  `/cb?next=https%3A%2F%2Fshop.example%2Fcb%3Faccess_token%3D${canary}`,
  `/a?oauth_signature=${canary}&oauth_token=${canary}`,
  `/a?reset_password_token=${canary}`,
  `/a?user%5Bpassword%5D=${canary}`,
  `/a?%74oken=${canary}%26x`,
  `/a;jsessionid=${canary}?x=1`,
  `/reset/${canary}`,
  `/magic-link/${canary}?x=1`,
  `/verify/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.${canary}`,
  `/a?SAMLResponse=${canary}`,
];
const headers = {
  authorization: `Bearer ${canary}`,
  cookie: `sid=${canary}`,
  "x-api-key": canary,
  referer: `https://shop.example/cb?token=${canary}`,
  baggage: `user.password=${canary}`,
};

/** Answers with the URL in an error, a log line and a redirect, as careless programs do. */
function answer(url: string): { status: number; location: string } {
  log.warn(`cannot serve ${url}`);
  trace(`GET ${url}`, (span) => span.setAttribute("url.full", `https://u1:${canary}@shop.example${url}`));
  return { status: 302, location: `https://shop.example${url}#access_token=${canary}` };
}

const captured = ["authorization", "cookie", "x-api-key", "referer", "location"];
const servers: Readonly<Record<string, () => http.RequestListener | Promise<http.RequestListener>>> = {
  "node:http": () => (request, response) => {
    const { status, location } = answer(request.url as string);
    response.writeHead(status, { location }).end();
  },
  express: () => {
    const app = instrumentExpress(express)();
    app.use((request, response) => {
      const { status, location } = answer(request.originalUrl);
      response.status(status).set("location", location).end();
    });
    return app as unknown as http.RequestListener;
  },
  fastify: async () => {
    const app = instrumentFastify(fastify)();
    app.get("/*", async (request, reply) => {
      const { status, location } = answer(request.url);
      return reply.code(status).header("location", location).send("");
    });
    await app.ready();
    return (request, response) => void app.routing(request, response);
  },
  koa: () => {
    instrumentKoa(Koa);
    const app = new Koa();
    app.use((context: { url: string; status: number; set(name: string, value: string): void }) => {
      const { status, location } = answer(context.url);
      context.status = status;
      context.set("location", location);
    });
    return app.callback() as http.RequestListener;
  },
  hono: () => {
    const app = new (instrumentHono({ ...hono }).Hono)();
    app.get("/*", (context) => {
      const { location } = answer(context.req.url.replace(/^https?:\/\/[^/]+/, ""));
      return context.redirect(location);
    });
    return getRequestListener(app.fetch) as http.RequestListener;
  },
  h3: () => {
    const app = new (instrumentH3({ ...h3 }).H3)();
    app.get("/**", (event) => {
      const { status, location } = answer(event.url.pathname + event.url.search);
      return new Response("", { status, headers: { location } });
    });
    return toNodeHandler(app) as http.RequestListener;
  },
};

const clients: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  "node:http": (url) =>
    new Promise((resolve, reject) => {
      http.get(url, { headers }, (response) => response.resume().once("end", resolve)).once("error", reject);
    }),
  fetch: async (url) => (await fetch(url, { headers, redirect: "manual" })).text(),
  undici: async (url) => (await undiciRequest(url, { headers })).body.text(),
  "fetch of undici": async (url) => (await undiciFetch(url, { headers, redirect: "manual" })).text(),
};

const bodies: { signal: string; body: Buffer; items: number }[] = [];
const printed: string[] = [];
let telemetry: Telltale;

beforeAll(() => {
  for (const stream of [process.stderr, process.stdout])
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  telemetry = start({
    service: "canary",
    exporters: [
      {
        name: "keeps",
        async send({ signal, body, items }) {
          bodies.push({ signal, body: Buffer.from(body), items });
          return { exported: items, dropped: 0 };
        },
      },
    ],
  });
  const capture = { requestHeaders: captured, responseHeaders: captured };
  instrumentHttp(http, { server: capture, client: capture });
  instrumentUndici(capture);
});
afterAll(() => {
  vi.restoreAllMocks();
});

test.each(Object.keys(servers))("no credential of a URL or a header leaves through %s", async (name) => {
  const server = await listen(http.createServer(await servers[name]?.()));
  bodies.length = 0;
  for (const place of places) for (const ask of Object.values(clients)) await ask(`${server.url}${place}`);
  await server.close();
  await telemetry.flush();
  const spans = bodies.filter(({ signal }) => signal === "traces");
  // a client's, a server's and one of the handler for each call
  expect(spans.reduce((sum, { items }) => sum + items, 0)).toBeGreaterThanOrEqual(
    3 * places.length * Object.keys(clients).length,
  );
  expect(bodies.some(({ signal }) => signal === "logs")).toBe(true);
  for (const { body } of bodies) {
    const text = body.toString("latin1");
    const at = text.indexOf(canary);
    expect(at === -1 ? "" : text.slice(Math.max(0, at - 120), at + 40)).toBe("");
  }
  expect(printed.filter((text) => text.includes(canary))).toEqual([]);
});
