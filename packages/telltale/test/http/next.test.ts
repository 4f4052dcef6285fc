// Next.js is not installed here: what stands in for it is its tracer as far as it is used, around a server that makes spans as Next.js does.
import http from "node:http";
import { SpanKind, trace as api } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentNext, next as integration } from "../../src/integrations/next.ts";
import { collect } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

class StandIn {
  readonly attributes = new Map<string, unknown>();
  setRootSpanAttribute(key: string, value: unknown): void {
    this.attributes.set(key, value);
  }
}
const tracer = new StandIn();
const library = { getTracer: () => tracer };

describeIntegration(integration, () => library);

test("a stand-in for Next.js: the route that it tells its own root span is that of the request", async () => {
  const sent = collect();
  instrumentHttp(http);
  expect(instrumentNext(library)).toBe(library);
  const server = await listen(
    http.createServer((_request, response) => {
      api.getTracer("next.js").startActiveSpan("GET /shop/[id]", { kind: SpanKind.SERVER }, async (span) => {
        await new Promise(setImmediate);
        library.getTracer().setRootSpanAttribute("next.route", "/shop/[id]");
        span.end();
        response.end("page");
      });
    }),
  );
  expect(await (await fetch(`${server.url}/shop/7`)).text()).toBe("page");
  await until(async () => {
    await sent.flush();
    return sent.spans().length === 2;
  });
  const own = sent.spans().find(({ attributes }) => attributes["url.path"] === "/shop/7");
  expect(own).toMatchObject({ name: "GET /shop/[id]" });
  expect(own?.attributes["http.route"]).toBe("/shop/[id]");
  expect(tracer.attributes.get("next.route")).toBe("/shop/[id]");
  await server.close();
  await sent.stop();
});
