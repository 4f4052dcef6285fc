// Fastify 4 and 5 over node:http.
import { Readable } from "node:stream";
import http from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import fastify5 from "fastify";
import fastify4 from "fastify-4";
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
}
