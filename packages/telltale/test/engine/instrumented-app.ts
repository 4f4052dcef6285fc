// An application of other people's libraries, run in its own process: Express over node:http, PostgreSQL by pg.
// The official instrumentations must be in place before those modules load, so all of them are loaded here, late, by require.
import { createRequire } from "node:module";
import { start, trace } from "telltale";

const require = createRequire(import.meta.url);
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const { ExpressInstrumentation } = require("@opentelemetry/instrumentation-express");
const { PgInstrumentation } = require("@opentelemetry/instrumentation-pg");

const telemetry = start({
  service: "instrumented",
  instrumentations: [new HttpInstrumentation(), [new ExpressInstrumentation(), new PgInstrumentation()]],
});

const http = require("node:http");
const express = require("express");
const { Client } = require("pg");

const withDatabase = process.env["APP_DATABASE"] !== undefined;
const client = new Client({ connectionString: process.env["APP_DATABASE"] });
if (withDatabase) await client.connect();

const app = express();
// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 awaits it
app.get("/orders/:id", async (request: any, response: any) => {
  if (withDatabase) await client.query("select $1::text as id", [request.params.id]);
  await trace("price order", async () => {});
  response.json({ traceparent: request.headers.traceparent });
});

const server = http.createServer(app);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

const answer = await trace("client", async () => {
  return new Promise<string>((resolve, reject) => {
    const url = `http://127.0.0.1:${server.address().port}/orders/o-1`;
    http
      .get(url, (response: any) => {
        let text = "";
        response.on("data", (part: Buffer) => (text += part.toString()));
        response.on("end", () => resolve(text));
      })
      .on("error", reject);
  });
});
console.log(answer);
if (withDatabase) await client.end();
await new Promise((resolve) => server.close(resolve));
await telemetry.flush();
await telemetry.stop();
