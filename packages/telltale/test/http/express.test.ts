// Express 4 and 5 over node:http.
import { Readable } from "node:stream";
import http from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import express5 from "express";
// @ts-expect-error no declarations of this version are installed
import express4 from "express-4";
import { express as integration, instrumentExpress } from "../../src/integrations/express.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

type Express = typeof express5;
const versions: readonly (readonly [string, Express])[] = [
  ["Express 5", express5],
  ["Express 4", express4 as Express],
];

function serve(express: Express, routes: readonly ContractRoute[]): Promise<ContractServer> {
  const app = express();
  app.use(express.text({ type: "*/*", limit: "1mb" }));
  for (const route of routes) add(express, app, route);
  // quiet: the default one prints what was thrown
  app.use((_error: unknown, _request: unknown, response: any, _next: unknown) => response.status(500).end());
  return listen(http.createServer(app));
}

function add(express: Express, app: any, { method, path, mounted, handle }: ContractRoute): void {
  let owner = app;
  if (mounted !== undefined) {
    owner = express.Router({ mergeParams: true });
    app.use("/shops", (_request: unknown, _response: unknown, next: () => void) => next());
    app.use(mounted.outer, owner);
  }
  owner[method.toLowerCase()](
    mounted?.inner ?? path,
    (request: any, response: any, next: (error: unknown) => void) => {
      const asked = {
        parameters: request.params,
        body: typeof request.body === "string" ? request.body : "",
      };
      const send = (reply: unknown): void => {
        if (typeof reply === "string") response.send(reply);
        else Readable.from(reply as AsyncIterable<string>).pipe(response);
      };
      const reply = handle(asked);
      if (!(reply instanceof Promise)) return send(reply);
      // version 4 does not look at promises
      return reply.then(send, express === express5 ? undefined : next);
    },
  );
}

for (const [name, express] of versions) {
  describeIntegration(integration, () => express);
  describeHttpIntegration(name, {
    integration,
    instrument() {
      instrumentHttp(http);
      instrumentExpress(express);
    },
    hasRoutes: true,
    seesErrors: true,
    serve: async (routes) => serve(express, routes),
  });

  describe(`${name}: routes and errors`, () => {
    let sent: Collected;
    let server: ContractServer | undefined;
    beforeEach(() => {
      sent = collect();
      instrumentHttp(http);
      instrumentExpress(express);
    });
    afterEach(async () => {
      await server?.close();
      await sent.stop();
    });
    async function spanOf(app: any, path: string): Promise<{ status: number; span: any }> {
      server = await listen(http.createServer(app));
      const { status } = await fetch(server.url + path);
      const all = (): any[] => sent.spans().filter(({ kind }) => kind === "server");
      await until(async () => {
        await sent.flush();
        return all().length > 0;
      });
      return { status, span: all()[0] };
    }
    const ok = (_request: unknown, response: any): void => response.end("ok");

    test.each<[string, (app: any) => void, string, string]>([
      ["a regular expression", (app) => app.get(/^\/v\d+$/, ok), "/v2", "/^\\/v\\d+$/"],
      ["a list", (app) => app.get(["/a", "/b"], ok), "/b", "/a,/b"],
      ["all methods", (app) => app.all("/any", ok), "/any", "/any"],
      ["a chain", (app) => app.route("/chained").get(ok), "/chained", "/chained"],
      ["a middleware before a route", (app) => (app.use("/p", pass), app.get("/p/:q", ok)), "/p/1", "/p/:q"],
      ["a root", (app) => app.use("/api", express.Router().get("/", ok)), "/api", "/api"],
      ["two routers, one in the other", (app) => app.use("/a/:b", nest()), "/a/1/c/2/d", "/a/:b/c/:e/d"],
      [
        "a router without a path in one that has",
        (app) => app.use("/x/:y", express.Router().use(nest() as never)),
        "/x/1/c/2/d",
        "/x/:y/c/:e/d",
      ],
      ["an application", (app) => app.use("/sub", express().get("/:z", ok)), "/sub/1", "/sub/:z"],
      [
        "the second of two at one place",
        (app) => (
          app.use("/m/:k", express.Router().get("/other", ok)),
          app.use("/m/:l", express.Router().get("/here", ok))
        ),
        "/m/1/here",
        "/m/:l/here",
      ],
      [
        "a router after one that has handed on",
        (app) => (app.use("/a", express.Router().use(pass)), app.use("/a/b", express.Router().get("/c", ok))),
        "/a/b/c",
        "/a/b/c",
      ],
      // what answers is not a route: where it is mounted is as much as is known
      ["a handler at a path", (app) => app.use("/graphql", ok), "/graphql?query=1", "/graphql"],
      ["a handler below its path", (app) => app.use("/trpc", ok), "/trpc/order.byId", "/trpc"],
      [
        "a handler at a pattern",
        (app) => app.use("/shops/:shop/rpc", ok),
        "/shops/1/rpc/a",
        "/shops/:shop/rpc",
      ],
      ["handlers at several paths", (app) => app.use(["/a", "/b"], ok), "/b/1", "/a,/b"],
      [
        "a handler in a router that is mounted",
        (app) => app.use("/api", express.Router().use("/rpc", ok as never)),
        "/api/rpc/x",
        "/api/rpc",
      ],
      [
        "a handler without a path in one",
        (app) => app.use("/api", express.Router().use(ok as never)),
        "/api/x",
        "/api",
      ],
      [
        "an application's handler",
        (app) => app.use("/sub", express().use("/rpc", ok)),
        "/sub/rpc/1",
        "/sub/rpc",
      ],
      [
        "the last one that was asked",
        (app) => (app.use("/a", pass), app.use("/a/b", express.Router().use("/c", pass)), app.use("/a", ok)),
        "/a/b/c",
        "/a",
      ],
      [
        "files at a path",
        (app) => app.use("/files", express.static(import.meta.dirname)),
        "/files/listen.ts",
        "/files",
      ],
      ["files at the root", (app) => app.use(express.static(import.meta.dirname)), "/listen.ts", "/"],
      [
        "a file that is not there, before a route",
        (app) => (app.use("/f", express.static(import.meta.dirname)), app.get("/f/:name", ok)),
        "/f/no.ts",
        "/f/:name",
      ],
      [
        "a router that was mounted before Express was instrumented",
        (app) => (app.use("/t/:x", pass), mountUnseen(app, "/t", express.Router().get("/:y/z", ok))),
        "/t/1/z",
        "/:y/z",
      ],
    ])("%s", async (_what, build, path, expected) => {
      const app = express();
      build(app);
      const { span } = await spanOf(app, path);
      expect([span.name, span.attributes["http.route"]]).toEqual([`GET ${expected}`, expected]);
    });

    test.each<[string, (app: any) => void, number]>([
      ["a handler without a path", (app) => app.use("/", ok), 200],
      ["nothing, below a path that has handed on", (app) => app.use("/a", pass), 404],
      ["nothing, in a router", (app) => app.use("/a", express.Router().use("/b", pass)), 404],
      ["the application's own 404", (app) => (app.use("/a", pass), app.use(lost)), 404],
      ["a file that is not there", (app) => app.use("/a", express.static(import.meta.dirname)), 404],
    ])("%s answers without a route", async (_what, build, expected) => {
      const app = express();
      build(app);
      const { status, span } = await spanOf(app, "/a/b");
      expect([status, span.name, span.attributes["http.route"]]).toEqual([expected, "GET", undefined]);
    });

    test("a handler that throws has the route it is mounted at, whichever handler answers", async () => {
      const app = express();
      app.use("/rpc", () => {
        throw new TypeError("no such thing");
      });
      app.use((_error: unknown, _request: unknown, response: any, _next: unknown) =>
        response.status(500).end(),
      );
      const { span } = await spanOf(app, "/rpc/a");
      expect([span.name, span.attributes["error.type"]]).toEqual(["GET /rpc", "TypeError"]);
    });

    function lost(_request: unknown, response: any): void {
      response.status(404).end();
    }
    function pass(_request: unknown, _response: unknown, next: () => void): void {
      next();
    }
    function mountUnseen(app: any, path: string, router: unknown): void {
      const owner = app._router ?? app.router;
      owner.use[Symbol.for("telltale.original")].call(owner, path, router);
    }
    function nest(): unknown {
      const inner = express.Router({ mergeParams: true });
      inner.get("/d", ok as never);
      return express.Router().use("/c/:e", inner as never);
    }

    test("an error without a handler, and one that a middleware throws, are known by their types", async () => {
      const app = express();
      app.set("env", "test");
      app.use(() => {
        throw new TypeError("no such thing");
      });
      const { status, span } = await spanOf(app, "/");
      expect([status, span.attributes["error.type"], span.events.length]).toEqual([500, "TypeError", 1]);
    });

    test("an error that is answered below 500 is recorded, but the request has not failed", async () => {
      const app = express();
      app.get("/", () => {
        throw new TypeError("not a number");
      });
      app.use((_error: unknown, _request: unknown, response: any, _next: unknown) =>
        response.status(422).end(),
      );
      const { span } = await spanOf(app, "/");
      expect([span.status, span.attributes["error.type"], span.events.length]).toEqual([0, undefined, 1]);
    });

    test("an error that says it is a 404 is an answer", async () => {
      const app = express();
      app.set("env", "test");
      app.get("/", () => {
        throw Object.assign(new Error("gone"), { status: 404 });
      });
      const { status, span } = await spanOf(app, "/");
      expect([status, span.status, span.events.length]).toEqual([404, 0, 0]);
    });

    test("no middleware is a span of its own, and what a handler traces is right below the request", async () => {
      const app = express();
      app.use(pass);
      app.get("/", (_request: unknown, response: any) => trace("inside", () => response.end()));
      const { span } = await spanOf(app, "/");
      const all = sent.spans();
      expect(all.map((one) => one.name).toSorted()).toEqual(["GET /", "inside"]);
      expect(all.find((one) => one.name === "inside")?.parentId).toBe(span.spanId);
    });
  });
}
