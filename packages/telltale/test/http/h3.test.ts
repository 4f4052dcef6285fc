// h3 version 2 over node:http, and by itself.
import http from "node:http";
import * as library from "h3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  h3 as integration,
  instrumentH3,
  instrumentNitro,
  instrumentNuxt,
} from "../../src/integrations/h3.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { collect, type Collected } from "../collect.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

describeIntegration(integration, () => library);

async function serve(routes: readonly ContractRoute[]): Promise<ContractServer> {
  const app = new library.H3({ silent: true });
  for (const { method, path, mounted, handle } of routes) {
    const owner = mounted === undefined ? app : new library.H3();
    owner.on(method, mounted?.inner ?? path, (event) => {
      const answer = (body: string): unknown => {
        const reply = handle({ parameters: event.context.params ?? {}, body });
        return reply instanceof Promise ? reply.then(toBody) : toBody(reply);
      };
      return method === "POST" ? event.req.text().then(answer) : answer("");
    });
    if (mounted !== undefined) app.mount(mounted.outer, owner);
  }
  const { toNodeHandler } = await import("h3/node");
  return listen(http.createServer(toNodeHandler(app) as never));
}

function toBody(reply: string | AsyncIterable<string>): unknown {
  if (typeof reply === "string") return reply;
  const parts = reply[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}

describeHttpIntegration("h3 2", {
  integration,
  instrument() {
    instrumentHttp(http);
    instrumentH3(library);
  },
  hasRoutes: true,
  seesErrors: true,
  serve,
});

describe("h3 without node:http", () => {
  let sent: Collected;
  beforeEach(() => {
    sent = collect();
    instrumentH3(library);
  });
  afterEach(async () => sent.stop());

  test("a request is a span of its own with its route; an application in another is not", async () => {
    const inner = new library.H3().get("/deep/:id", () => "deep");
    const app = new library.H3({ silent: true });
    app.get("/orders/:id", () => "ok");
    app.get("/boom", () => {
      throw new RangeError("too far");
    });
    app.mount("/mounted", inner.fetch);
    await app.fetch(new Request("http://shop.example/orders/o1"));
    await app.fetch(new Request("http://shop.example/boom"));
    expect(await (await app.fetch(new Request("http://shop.example/mounted/deep/1"))).text()).toBe("deep");
    await sent.flush();
    expect(sent.spans().map(({ name, kind, attributes }) => [name, kind, attributes["error.type"]])).toEqual([
      ["GET /orders/:id", "server", undefined],
      ["GET /boom", "server", "RangeError"],
      ["GET /mounted/**", "server", undefined],
    ]);
  });
});

type Hook = (...args: unknown[]) => void;

/** What applications of Nitro and Nuxt give to plugins, as far as it is used. */
function hooks(): { hook(name: string, heard: Hook): void; call(name: string, ...args: unknown[]): void } {
  const all = new Map<string, Hook>();
  return {
    hook: (name, heard) => void all.set(name, heard),
    call: (name, ...args) => all.get(name)?.(...args),
  };
}

// the shapes are those of builds of Nitro 2.13 and 3.0 and of Nuxt 4.5, whose h3 is not ours to import
const events: Readonly<Record<string, (request: object, context: object) => object>> = {
  "Nitro 2": (request, context) => ({ node: { req: request }, context }),
  "Nitro 3, a request": (request, context) => ({ req: { runtime: { node: { req: request } }, context } }),
  "Nitro 3, an event": (request, context) => ({ req: { runtime: { node: { req: request } } }, context }),
};

describe("plugins of Nitro and Nuxt", () => {
  let sent: Collected;
  beforeEach(() => {
    sent = collect();
    instrumentHttp(http);
  });
  afterEach(async () => sent.stop());

  async function spanOf(handle: (request: object) => void): Promise<any> {
    const server = await listen(
      http.createServer((request, response) => {
        handle(request);
        response.end("ok");
      }),
    );
    await (await fetch(`${server.url}/orders/o1`)).text();
    const all = (): any[] => sent.spans().filter(({ kind }) => kind === "server");
    await until(async () => {
      await sent.flush();
      return all().length > 0;
    });
    await server.close();
    return all()[0];
  }

  test.each(Object.entries(events))(
    "%s: the route that is found after its hook, and errors",
    async (name, make) => {
      const application = { hooks: hooks() };
      instrumentNitro(application);
      const span = await spanOf((request) => {
        const context: { matchedRoute?: object } = {};
        const event = make(request, context);
        application.hooks.call("request", event);
        context.matchedRoute = name === "Nitro 2" ? { path: "/orders/:id" } : { route: "/orders/:id" };
        const wrapped = Object.assign(new Error("wrapped"), {
          unhandled: true,
          cause: new RangeError("too far"),
        });
        application.hooks.call("error", wrapped, { event });
      });
      expect([span.name, span.attributes["http.route"]]).toEqual(["GET /orders/:id", "/orders/:id"]);
      expect(span.events[0].attributes["exception.type"]).toBe("RangeError");
    },
  );

  test("a page of Nuxt says its own route, and not that of all pages", async () => {
    const application = { hooks: hooks() };
    instrumentNitro(application);
    const span = await spanOf((request) => {
      const event = { node: { req: request }, context: { matchedRoute: { path: "/**" } } };
      application.hooks.call("request", event);
      const $router = {
        currentRoute: { value: { matched: [{ path: "/orders" }, { path: "/orders/:id()" }] } },
      };
      const page = { ...hooks(), ssrContext: { event }, $router };
      instrumentNuxt(page);
      page.call("app:rendered");
    });
    expect(span.name).toBe("GET /orders/:id");
  });

  test("anything but an application of the library is counted, and throws nothing", () => {
    for (const given of [undefined, {}, { hooks: {} }, { hook: 1 }]) {
      expect(() => instrumentNitro(given as never)).not.toThrow();
      expect(() => instrumentNuxt(given as never)).not.toThrow();
    }
  });
});
