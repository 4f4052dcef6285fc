// Fastify 4 and 5 over node:http.
import { Readable } from "node:stream";
import http from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import fastify5 from "fastify";
import fastify4 from "fastify-4";
import middie from "@fastify/middie";
import { fastify as integration, instrumentFastify } from "../../src/integrations/fastify.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { collect, type Collected } from "../collect.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { until } from "../contract/until.ts";

type Fastify = typeof fastify5;
const versions: readonly (readonly [string, Fastify])[] = [
  ["Fastify 5", fastify5],
  ["Fastify 4", fastify4 as unknown as Fastify],
];

async function serve(fastify: Fastify, routes: readonly ContractRoute[]): Promise<ContractServer> {
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  for (const { method, path, mounted, handle } of routes) {
    const add = async (owner: any, url: string): Promise<void> =>
      owner.route({
        method,
        url,
        handler(request: any, reply: any) {
          const answer = handle({ parameters: request.params, body: request.body ?? "" });
          const send = (text: any): unknown =>
            reply.send(typeof text === "string" ? text : Readable.from(text));
          return answer instanceof Promise ? answer.then(send) : send(answer);
        },
      });
    if (mounted === undefined) await add(app, path);
    else app.register(async (inner) => add(inner, mounted.inner), { prefix: mounted.outer });
  }
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { url, close: async () => app.close() };
}

for (const [name, fastify] of versions) {
  describeIntegration(integration, () => fastify);
  describeHttpIntegration(name, {
    integration,
    instrument() {
      instrumentHttp(http);
      instrumentFastify(fastify);
    },
    hasRoutes: true,
    seesErrors: true,
    serve: async (routes) => serve(fastify, routes),
  });

  describe(`${name}: errors`, () => {
    let sent: Collected;
    let close: (() => Promise<unknown>) | undefined;
    afterEach(async () => {
      await close?.();
      await sent.stop();
    });
    test("what does not pass the schema is a 400 of its route, and no error; one instance can be given by itself, twice", async () => {
      sent = collect();
      instrumentHttp(http);
      const app = fastify();
      expect(instrumentFastify(app)).toBe(app);
      instrumentFastify(app);
      const schema = {
        querystring: { type: "object", required: ["n"], properties: { n: { type: "number" } } },
      };
      app.get("/checked", { schema }, async () => "ok");
      const url = await app.listen({ port: 0, host: "127.0.0.1" });
      close = async () => app.close();
      expect((await fetch(`${url}/checked?n=x`)).status).toBe(400);
      await until(async () => {
        await sent.flush();
        return sent.spans().some(({ kind }) => kind === "server");
      });
      const [span] = sent.spans().filter(({ kind }) => kind === "server");
      expect(span).toMatchObject({ name: "GET /checked", status: 0, events: [] });
    });
  });

  // @fastify/middie 9 is for Fastify 5
  if (fastify !== fastify5) continue;
  describe(`${name}: what is mounted`, () => {
    let sent: Collected;
    let close: (() => Promise<unknown>) | undefined;
    afterEach(async () => {
      await close?.();
      await sent.stop();
    });
    const ok = (_request: unknown, response: any): void => response.end("ok");
    const pass = (_request: unknown, _response: unknown, next: () => void): void => next();

    test.each<[string, (app: any) => void, number, string | undefined]>([
      ["a handler", (app) => app.use("/api", ok), 200, "/api"],
      ["handlers at several paths", (app) => app.use(["/other", "/api"], [pass, ok]), 200, "/other,/api"],
      [
        "the last one that was asked",
        (app) => (app.use("/api", pass), app.use("/api/orders", ok)),
        200,
        "/api/orders",
      ],
      ["one that answers all", (app) => (app.use("/api", pass), app.use(ok)), 200, undefined],
      ["nothing", (app) => app.use("/api", pass), 404, undefined],
      [
        "a route behind one",
        (app) => (app.use("/api", pass), app.get("/api/:kind", async () => "ok")),
        200,
        "/api/:kind",
      ],
      [
        "a handler below a prefix",
        (app) =>
          app.register(
            async (inner: any) => {
              inner.use("/orders", ok);
              inner.get("/:kind", async () => "no");
            },
            { prefix: "/api" },
          ),
        200,
        "/api/:kind",
      ],
    ])("%s", async (_what, build, expected, route) => {
      sent = collect();
      instrumentHttp(http);
      const app = instrumentFastify(fastify());
      await app.register(middie as never);
      build(app);
      const url = await app.listen({ port: 0, host: "127.0.0.1" });
      close = async () => app.close();
      expect((await fetch(`${url}/api/orders`)).status).toBe(expected);
      const all = (): any[] => sent.spans().filter(({ kind }) => kind === "server");
      await until(async () => {
        await sent.flush();
        return all().length > 0;
      });
      expect(all()[0].attributes["http.route"]).toBe(route);
    });
  });
}
