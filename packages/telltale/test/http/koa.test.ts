// Koa 2 and 3 with @koa/router over node:http.
import { Readable } from "node:stream";
import http from "node:http";
import { Router } from "@koa/router";
// @ts-expect-error no declarations of it are installed
import Koa3 from "koa";
// @ts-expect-error nor of this one
import Koa2 from "koa-2";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentKoa, koa as integration } from "../../src/integrations/koa.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
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
    // Koa makes an error of what is none, after it was told of it
    thrownText: "Error",
    serve: async (routes) => serve(Koa, routes),
  });
}
