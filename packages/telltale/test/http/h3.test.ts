// h3 version 2 over node:http, and by itself.
import http from "node:http";
import * as library from "h3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { h3 as integration, instrumentH3 } from "../../src/integrations/h3.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { collect, type Collected } from "../collect.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
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
