// Koa 2 and 3 with @koa/router over node:http.
import { Readable } from "node:stream";
import http from "node:http";
import { Router } from "@koa/router";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
// @ts-expect-error no declarations of it are installed
import Koa3 from "koa";
// @ts-expect-error nor of this one
import Koa2 from "koa-2";
// @ts-expect-error nor of what mounts applications
import mount from "koa-mount";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentKoa, koa as integration } from "../../src/integrations/koa.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { collect, type Collected } from "../collect.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

type Koa = any;
const versions: readonly (readonly [string, Koa])[] = [
  ["Koa 3", Koa3],
  ["Koa 2", Koa2],
];

function serve(Application: Koa, routes: readonly ContractRoute[]): Promise<ContractServer> {
  const app = new Application();
  app.silent = true;
  app.use(async (_context: unknown, next: () => Promise<void>) => next());
  const router = new Router();
  for (const { method, path, mounted, handle } of routes) {
    const owner = mounted === undefined ? router : new Router();
    owner.register(mounted?.inner ?? path, [method], async (context: any) => {
      const body = await read(context.req);
      const reply = await handle({ parameters: context.params, body });
      context.body = typeof reply === "string" ? reply : Readable.from(reply);
    });
    if (mounted !== undefined) router.use(mounted.outer, owner.routes());
  }
  app.use(router.routes());
  return listen(http.createServer(app.callback()));
}

async function read(request: AsyncIterable<Buffer>): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk.toString();
  return body;
}

for (const [name, Koa] of versions) {
  describeIntegration(integration, () => Koa);
  describeHttpIntegration(name, {
    integration,
    instrument() {
      instrumentHttp(http);
      instrumentKoa(Koa);
    },
    hasRoutes: true,
    seesErrors: true,
    // Koa makes an error of a value that is not one, after it has passed the value on
    thrownText: "Error",
    serve: async (routes) => serve(Koa, routes),
  });

  describe(`${name}: what is mounted`, () => {
    let sent: Collected;
    let server: ContractServer | undefined;
    beforeEach(() => {
      sent = collect();
      instrumentHttp(http);
      instrumentKoa(Koa);
    });
    afterEach(async () => {
      await server?.close();
      await sent.stop();
    });
    const ok = (context: any): void => void (context.body = "ok");
    const pass = async (_context: any, next: () => Promise<void>): Promise<void> => next();
    const orders = (): any => {
      const router = new Router();
      router.get("/orders/:id", ok);
      return new Koa().use(router.routes());
    };

    test.each<[string, (app: any) => void, number, string | undefined]>([
      ["a handler", (app) => app.use(mount("/api", ok)), 200, "/api"],
      [
        "a handler, after one that hands on",
        (app) => app.use(mount("/api", pass)).use(mount("/api/orders", ok)),
        200,
        "/api/orders",
      ],
      ["an application", (app) => app.use(mount("/api", new Koa().use(pass).use(ok))), 200, "/api"],
      [
        "a handler in an application",
        (app) => app.use(mount("/api", new Koa().use(mount("/orders", ok)))),
        200,
        "/api/orders",
      ],
      ["routes in an application", (app) => app.use(mount("/api", orders())), 200, "/api/orders/:id"],
      [
        "routes behind it",
        (app) => app.use(mount("/api", pass)).use(mount("/api", orders())),
        200,
        "/api/orders/:id",
      ],
      ["nothing", (app) => app.use(mount("/api", pass)).use(mount("/api", new Koa())), 404, undefined],
      [
        "one that hands on, before what answers all",
        (app) => app.use(mount("/api", pass)).use(ok),
        200,
        undefined,
      ],
      ["another path", (app) => app.use(mount("/other", ok)).use(ok), 200, undefined],
    ])("%s", async (_what, build, expected, route) => {
      const app = new Koa();
      build(app);
      server = await listen(http.createServer(app.callback()));
      const { status } = await fetch(`${server.url}/api/orders/o1`);
      const all = (): any[] => sent.spans().filter(({ kind }) => kind === "server");
      await until(async () => {
        await sent.flush();
        return all().length > 0;
      });
      expect([status, all()[0].attributes["http.route"]]).toEqual([expected, route]);
    });
  });
}
