// The official instrumentations against our providers: one trace from the HTTP client through Express to PostgreSQL.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProgram } from "./ended.ts";
import { attributesOf, hex, type Receiver, startReceiver } from "./receiver.ts";

const host = "127.0.0.1";
const port = 5432;
const database = `postgres://postgres@${host}:${port}/test`;
const program = readFileSync(new URL("instrumented-app.ts", import.meta.url), "utf8");

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
});

async function reachable(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

type Sent = Record<string, any>;

async function run(environment: Record<string, string>): Promise<(scope: string, kind?: number) => Sent[]> {
  const { ended } = runProgram(program, { TELLTALE_ENDPOINT: receiver.url, ...environment });
  const { code, output } = await ended;
  expect(output).toMatch(/"traceparent":"00-[0-9a-f]{32}-[0-9a-f]{16}-03"/);
  expect(code).toBe(0);
  const spans = receiver.spans();
  return (scope, kind) =>
    spans.filter(
      (span) => span["scope"].name.endsWith(scope) && (kind === undefined || span["kind"] === kind),
    );
}

test("http and express: client, server, route and our own span are one trace; the export is not traced", async () => {
  const of = await run({});
  const [outer] = of("telltale").filter((span) => span["name"] === "client");
  const [client, ...otherClients] = of("instrumentation-http", 3);
  const [server, ...otherServers] = of("instrumentation-http", 2);
  const [route] = of("instrumentation-express").filter((span) => span["name"].startsWith("request handler"));
  const [own] = of("telltale").filter((span) => span["name"] === "price order");
  expect([otherClients, otherServers]).toEqual([[], []]);
  expect(hex(client?.["parentSpanId"])).toBe(hex(outer?.["spanId"]));
  expect(hex(server?.["parentSpanId"])).toBe(hex(client?.["spanId"]));
  expect(hex(route?.["parentSpanId"])).toBe(hex(server?.["spanId"]));
  expect(hex(own?.["parentSpanId"])).toBe(hex(route?.["spanId"]));
  expect(server?.["flags"]).toBe(0x303);
  expect(server?.["name"]).toBe("GET /orders/:id");
  for (const span of [client, server, route, own])
    expect(hex(span?.["traceId"])).toBe(hex(outer?.["traceId"]));
  expect(receiver.metrics().map((metric) => metric["name"])).toEqual(
    expect.arrayContaining([expect.stringMatching(/^http\.(?:client|server)\./)]),
  );
});

test("pg: a query is a span below the route", async (context) => {
  if (!(await reachable())) {
    if (process.env["TELLTALE_SERVICES"] === "required") throw new Error(`no PostgreSQL at ${host}:${port}`);
    console.log(`skipped: no PostgreSQL at ${host}:${port}`);
    context.skip();
  }
  const of = await run({ APP_DATABASE: database });
  const [route] = of("instrumentation-express").filter((span) => span["name"].startsWith("request handler"));
  const queries = of("instrumentation-pg").filter((span) => span["name"].startsWith("pg.query"));
  expect(queries).toHaveLength(1);
  expect(hex(queries[0]?.["parentSpanId"])).toBe(hex(route?.["spanId"]));
  expect(Object.values(attributesOf(queries[0]))).toContain("select $1::text as id");
});
