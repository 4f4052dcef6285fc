// Next.js is not installed here: what stands in for it are its spans, made as it makes them. `e2e/applications` has the real one.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, trace as api } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import { trace } from "../../src/index.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentNext, next as integration } from "../../src/integrations/next.ts";
import { instrumentUndici } from "../../src/integrations/undici.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { countReports } from "../contract/count-reports.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

const library = { getTracer: () => undefined };

describeIntegration(integration, () => library);

/** A part of a request, as Next.js makes it. */
async function part<T>(
  name: string,
  attributes: Record<string, string>,
  fn: (span: Span) => Promise<T>,
  kind = SpanKind.INTERNAL,
): Promise<T> {
  return api.getTracer("next.js", "16.4.6").startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      return await fn(span);
    } finally {
      span.end();
    }
  });
}

async function handleRequest<T>(fn: (span: Span) => Promise<T>): Promise<T> {
  const attributes = {
    "next.span_type": "BaseServer.handleRequest",
    "http.method": "GET",
    "http.target": "/shop/7",
  };
  return part("GET /shop/7", attributes, fn, SpanKind.SERVER);
}

async function findPage(route: string): Promise<void> {
  const attributes = { "next.span_type": "NextNodeServer.findPageComponents", "next.route": route };
  await part("resolve page components", attributes, async () => {});
}

interface Stand {
  readonly sent: Collected;
  readonly url: string;
  /** The spans of the server, once there are `count`. */
  spans(count: number): Promise<SentSpan[]>;
}

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Stand> {
  const sent = collect();
  instrumentHttp(http, { server: { ignore: ["/ignored"] } });
  expect(instrumentNext(library)).toBe(library);
  const server = await listen(http.createServer((request, response) => void answer(request, response)));
  onTestFinished(async () => {
    await server.close();
    await sent.stop();
  });
  return {
    sent,
    url: server.url,
    spans: async (count) => {
      // without those of the client here, which another file may have had instrumented
      const found = (): SentSpan[] =>
        sent.spans().filter(({ kind, scope }) => kind !== "client" || scope !== "telltale");
      await until(async () => {
        await sent.flush();
        return found().length >= count;
      });
      return found();
    },
  };
}

function entriesOf(spans: readonly SentSpan[]): SentSpan[] {
  return spans.filter(({ kind, parentId }) => kind === "server" || kind === "consumer" || parentId === "");
}

test("one request is one server span with its route; what Next.js makes of it is internal", async () => {
  const { url, spans, sent } = await serve(async (_request, response) => {
    await handleRequest(async (span) => {
      await findPage("/shop/[id]");
      span.setStatus({ code: 2 });
      response.statusCode = 500;
      response.end("page");
    });
  });
  expect((await fetch(`${url}/shop/7`)).status).toBe(500);
  const all = await spans(3);
  const [entry] = entriesOf(all);
  expect(entriesOf(all)).toHaveLength(1);
  expect(entry).toMatchObject({ name: "GET /shop/[id]", scope: "telltale", status: 2 });
  expect(entry?.attributes["http.route"]).toBe("/shop/[id]");
  expect(all.find(({ scope, parentId }) => scope === "next.js" && parentId === entry?.spanId)).toMatchObject({
    name: "GET",
    kind: "internal",
  });
  const durations = sent.points("http.server.request.duration");
  expect(durations.map(({ attributes, count }) => [attributes["http.route"], count])).toEqual([
    ["/shop/[id]", 1],
  ]);
});

test("behind a middleware, which hands the context on in the headers: the route and the parent are the request's", async () => {
  const late = countReports("span_used_after_end");
  let written: () => void = () => {};
  const over = new Promise<void>((resolve) => (written = resolve));
  const { url, spans } = await serve(async (request, response) => {
    const host = api.getActiveSpan();
    await handleRequest(async () => propagation.inject(context.active(), request.headers));
    const forced = propagation.extract(ROOT_CONTEXT, request.headers);
    await context.with(forced, async () =>
      handleRequest(async () => {
        await findPage("/shop/[id]");
        response.end("page");
      }),
    );
    // Next.js writes it when its own work is over, and the response may be
    response.once("close", () => {
      host?.setAttribute("http.route", "/shop/[id]");
      written();
    });
  });
  await (await fetch(`${url}/shop/7`)).text();
  await over;
  const all = await spans(4);
  const [entry] = entriesOf(all);
  expect(entriesOf(all)).toHaveLength(1);
  expect(entry?.name).toBe("GET /shop/[id]");
  const passes = all.filter(({ name, scope }) => name === "GET" && scope === "next.js");
  expect(passes.map(({ parentId }) => parentId)).toEqual([entry?.spanId, entry?.spanId]);
  expect(late()).toBe(0);
});

test("pages that stand in for others are not routes, nor are paths, nor the files of handlers", async () => {
  const { url, spans } = await serve(async ({ url: path }, response) => {
    await handleRequest(async () => {
      await part(
        "rendering page",
        { "next.span_type": "BaseServer.renderToResponse", "next.route": path ?? "" },
        async () => {},
      );
      if (path === "/handler") {
        await findPage("/items/[id]");
        const attributes = {
          "next.span_type": "AppRouteRouteHandlers.runHandler",
          "next.route": "/items/[id]/route",
        };
        await part("executing api route (app) /items/[id]/route", attributes, async () => {});
      }
      if (path === "/pages-api")
        await part(
          "executing api route (pages) /api/[name]",
          { "next.span_type": "Node.runHandler" },
          async () => {},
        );
      await findPage("/_not-found");
      response.end();
    });
  });
  for (const path of ["/nowhere", "/handler", "/pages-api"]) await fetch(url + path);
  const entries = entriesOf(await spans(14));
  expect(entries.map(({ name }) => name)).toEqual(["GET", "GET /items/[id]", "GET /api/[name]"]);
});

test("the route is that of what answers, not of what was tried before, nor of what it has rendered", async () => {
  const { url, spans } = await serve(async (_request, response) => {
    await handleRequest(async () => {
      await findPage("/[...rest]");
      const run = { "next.span_type": "Node.runHandler" };
      await part("executing api route (pages) /api/revalidate", run, async () =>
        handleRequest(async () => findPage("/cached/[id]")),
      );
      response.end();
    });
  });
  await fetch(url);
  expect(entriesOf(await spans(6)).map(({ name }) => name)).toEqual(["GET /api/revalidate"]);
});

test("spans that belong to no request: only a server span is recorded", async () => {
  const { spans } = await serve(async () => {});
  await part("load route module", { "next.span_type": "LoadComponents.loadRouteModule" }, async (span) => {
    expect(span.isRecording()).toBe(false);
    await findPage("/shop/[id]");
    trace("own work", () => {});
  });
  await handleRequest(async () => findPage("/shop/[id]"));
  expect((await spans(3)).map(({ name, kind, parentId }) => [name, kind, parentId === ""])).toEqual([
    ["own work", "internal", true],
    ["resolve page components", "internal", false],
    ["GET /shop/7", "server", true],
  ]);
});

test("an ignored request is ignored as a whole", async () => {
  const { url, sent, spans } = await serve(async (request, response) => {
    await handleRequest(async () => {
      const forced = propagation.extract(ROOT_CONTEXT, request.headers);
      await context.with(forced, async () => handleRequest(async () => findPage("/ignored")));
      response.end();
    });
  });
  const headers = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };
  expect((await fetch(`${url}/ignored`, { headers })).status).toBe(200);
  await sent.flush();
  expect(await spans(0)).toEqual([]);
});

test.each(["next.js", "@vercel/otel/fetch"])(
  "a call of fetch is one client span: that of %s is internal, without its address in the name",
  async (scope) => {
    instrumentUndici();
    const { spans, url } = await serve(async (_request, response) => {
      const options = { kind: SpanKind.CLIENT, attributes: { "http.method": "GET" } };
      api.getTracer(scope).startSpan("fetch GET https://shop.example/items/7", options).end();
      response.end();
    });
    await (await fetch(url)).text();
    expect((await spans(2)).find((span) => span.scope === scope)).toMatchObject({
      name: "fetch GET",
      kind: "internal",
    });
  },
);
