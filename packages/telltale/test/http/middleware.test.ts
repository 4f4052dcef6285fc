// Middleware of Express as spans, where that is asked for: by itself, for the option is of the first call.
import http from "node:http";
import express5 from "express";
// @ts-expect-error no declarations of this version are installed
import express4 from "express-4";
import { afterEach, beforeEach, expect, test } from "vitest";
import { express as integration, instrumentExpress } from "../../src/integrations/express.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

let sent: Collected;
beforeEach(() => (sent = collect()));
afterEach(async () => sent.stop());

test.each([
  ["Express 5", express5],
  ["Express 4", express4 as typeof express5],
])(
  "%s: each middleware is a span until it hands on, and what comes after is beside it",
  async (_name, express) => {
    instrumentHttp(http);
    instrumentExpress(express, { middleware: true });
    const app = express();
    app.use(function first(_request, _response, next) {
      trace("in first", () => {});
      setImmediate(next);
    });
    app.use(
      "/area",
      express.Router().use(function second(_request, _response, next) {
        next();
      }),
    );
    app.get("/area", (_request, response) => trace("handler", () => response.end("ok")));
    app.use(function last(_request, response) {
      response.end("answered");
    });
    const server = await listen(http.createServer(app));
    expect(await (await fetch(`${server.url}/area`)).text()).toBe("ok");
    expect(await (await fetch(`${server.url}/other`)).text()).toBe("answered");
    await until(async () => {
      await sent.flush();
      return sent.spans().filter(({ kind }) => kind === "server").length === 2;
    });
    const all = sent.spans();
    const parentOf = (name: string): string | undefined =>
      all.find(({ spanId }) => spanId === all.find((span) => span.name === name)?.parentId)?.name;
    expect(all.map(({ name }) => name).toSorted()).toEqual([
      "GET",
      "GET /area",
      "handler",
      "in first",
      "in first",
      "middleware first",
      "middleware first",
      "middleware last",
      "middleware second",
    ]);
    expect([
      parentOf("in first"),
      parentOf("handler"),
      parentOf("middleware second"),
      parentOf("middleware last"),
    ]).toEqual(["middleware first", "GET /area", "GET /area", "GET"]);
    expectOnlyDeclared(integration, sent, { except: ["in first", "handler"] });
    await server.close();
  },
);
