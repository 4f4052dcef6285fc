// Hono over node:http, and by itself.
import http from "node:http";
import { serve as listenWith } from "@hono/node-server";
import * as library from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hono as integration, instrumentHono } from "../../src/integrations/hono.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { activeSpan } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";

describeIntegration(integration);

const { Hono } = instrumentHono({ ...library });

async function serve(routes: readonly ContractRoute[]): Promise<ContractServer> {
  const app = new Hono();
  app.use(async (_context, next) => next());
  for (const { method, path, mounted, handle } of routes) {
    const owner = mounted === undefined ? app : new Hono();
    owner.on(method, mounted?.inner ?? path, (context: any) => {
      const answer = async (): Promise<Response> => {
        const body = method === "POST" ? await context.req.text() : "";
        return respond(await handle({ parameters: context.req.param(), body }));
      };
      // one that throws at once does so here
      return method === "POST" || path !== "/thrown"
        ? answer()
        : respond(handle({ parameters: {}, body: "" }) as string);
    });
    if (mounted !== undefined) app.route(mounted.outer, owner);
  }
  app.onError((_error, context) => context.text("failed", 500));
  return new Promise((resolve) => {
    const server = listenWith({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: async () => {
          (server as http.Server).closeAllConnections();
          await new Promise((done) => server.close(done));
        },
      }),
    );
  });
}

function respond(reply: string | AsyncIterable<string>): Response {
  if (typeof reply === "string") return new Response(reply);
  const parts = reply[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    }),
  );
}

describeHttpIntegration("Hono 4", {
  integration,
  instrument: () => void instrumentHttp(http),
  hasRoutes: true,
  seesErrors: true,
  serve,
});

describe("Hono without node:http", () => {
  let sent: Collected;
  beforeEach(() => (sent = collect()));
  afterEach(async () => sent.stop());

  test("a request is a span of its own, child of its traceparent, with its route, and the handler is inside", async () => {
    const app = new Hono();
    let inside: string | undefined;
    app.use("/orders/*", async (_context, next) => next());
    app.get("/orders/:id", (context) => {
      inside = activeSpan()?.spanContext().spanId;
      return context.text("ok");
    });
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const request = new Request("https://shop.example:8443/orders/o1?x=1", { headers: { traceparent } });
    expect(await (await app.fetch(request)).text()).toBe("ok");
    await sent.flush();
    const [span, more] = sent.spans();
    expect(more).toBe(undefined);
    expect(span).toMatchObject({ name: "GET /orders/:id", kind: "server", parentId: "00f067aa0ba902b7" });
    expect(span?.spanId).toBe(inside);
    expect(span?.attributes).toEqual({
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "http.route": "/orders/:id",
      "server.address": "shop.example",
      "server.port": 8443,
      "url.path": "/orders/o1",
      "url.query": "x=1",
      "url.scheme": "https",
    });
  });

  test("an error handler that throws is called once", async () => {
    let calls = 0;
    class Refused extends Error {
      getResponse(): never {
        calls++;
        throw new Error("no answer");
      }
    }
    // the default one of Hono asks the error
    const app = new Hono().get("/", () => {
      throw new Refused();
    });
    await expect((async () => app.fetch(new Request("https://shop.example/")))()).rejects.toThrow(
      "no answer",
    );
    expect(calls).toBe(1);
    expect(sent.stats().reports["internal_error"]).toBe(undefined);
  });

  test("errors, what is not found, and one application in another", async () => {
    const inner = new Hono().get("/deep/:id", (context) => context.text("deep"));
    const app = new Hono();
    app.get("/boom", () => {
      throw new RangeError("too far");
    });
    app.onError((_error, context) => context.text("no", 500));
    app.get("/mounted/*", (context) => inner.fetch(new Request(context.req.url.replace("/mounted", ""))));
    await app.request("/boom");
    await app.request("/nowhere");
    expect(await (await app.request("/mounted/deep/1")).text()).toBe("deep");
    await sent.flush();
    expect(
      sent.spans().map(({ name, status, attributes }) => [name, status, attributes["error.type"]]),
    ).toEqual([
      ["GET /boom", 2, "RangeError"],
      ["GET", 0, undefined],
      ["GET /mounted/*", 0, undefined],
    ]);
  });

  test.each<[string, (app: library.Hono) => void, number, string | undefined]>([
    ["a handler at a path", (app) => app.use("/api/orders", ok), 200, "/api/orders"],
    ["a handler below a path", (app) => app.use("/api/*", ok), 200, "/api"],
    ["a handler below a pattern", (app) => app.use("/:version/*", ok), 200, "/:version"],
    ["a handler that is mounted", (app) => app.mount("/api", () => new Response("ok")), 200, "/api"],
    [
      "an application that is mounted",
      (app) => app.mount("/api", new library.Hono().get("/:kind", ok).fetch),
      200,
      "/api",
    ],
    [
      "a mounted application with the middleware",
      (app) => app.mount("/api", instrumentHono(new library.Hono()).get("/:kind", ok).fetch),
      200,
      "/api/:kind",
    ],
    [
      "the last one that was asked",
      (app) => app.use("/api/*", pass).use("/api/orders/*", ok),
      200,
      "/api/orders",
    ],
    ["one that answers all", (app) => app.use("/api/*", pass).use(ok), 200, undefined],
    ["nothing", (app) => app.use("/api/*", pass), 404, undefined],
    ["a route behind one", (app) => app.use("/api/*", pass).get("/api/:kind", ok), 200, "/api/:kind"],
  ])("what is mounted: %s", async (_what, build, status, route) => {
    const app = instrumentHono(new library.Hono());
    build(app);
    expect((await app.request("/api/orders")).status).toBe(status);
    await sent.flush();
    expect(sent.spans().map(({ attributes }) => attributes["http.route"])).toEqual([route]);
  });
  const ok = async (context: library.Context, _next: unknown): Promise<Response> => context.text("ok");
  const pass = async (_context: unknown, next: () => Promise<void>): Promise<void> => next();

  test("one application can be given by itself, and lists the routes that it has", async () => {
    const app = new library.Hono();
    expect(instrumentHono(instrumentHono(app))).toBe(app);
    app.get("/one", (context) => context.text("1"));
    expect(app.routes.map(({ path }) => path)).toEqual(["/one"]);
    await app.request("/one");
    await sent.flush();
    expect(sent.spans().map(({ name }) => name)).toEqual(["GET /one"]);
  });
});
