// An application that other people's instrumentations watch: an HTTP client calls Express, which asks PostgreSQL and calls Fastify
// twice, which asks Redis and writes with pino. The first argument says who takes the spans: the stock SDK, or the library.
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

const require = createRequire(import.meta.url);
const [side, endpoint = ""] = process.argv.slice(2);

// the modules must be loaded after their instrumentations are in place
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const { UndiciInstrumentation } = require("@opentelemetry/instrumentation-undici");
const { ExpressInstrumentation } = require("@opentelemetry/instrumentation-express");
const { FastifyInstrumentation } = require("@opentelemetry/instrumentation-fastify");
const { PgInstrumentation } = require("@opentelemetry/instrumentation-pg");
const { IORedisInstrumentation } = require("@opentelemetry/instrumentation-ioredis");
const { PinoInstrumentation } = require("@opentelemetry/instrumentation-pino");
const instrumentations = [
  new HttpInstrumentation(),
  new UndiciInstrumentation(),
  new ExpressInstrumentation(),
  new FastifyInstrumentation(),
  new PgInstrumentation({ enhancedDatabaseReporting: true }),
  new IORedisInstrumentation(),
  new PinoInstrumentation(),
];

const stop = side === "stock" ? stock() : telltale();

/** As the documentation of the stock SDK has it. */
function stock(): () => Promise<void> {
  const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-proto");
  const { OTLPLogExporter } = require("@opentelemetry/exporter-logs-otlp-proto");
  const { BatchSpanProcessor, BasicTracerProvider } = require("@opentelemetry/sdk-trace-base");
  const { BatchLogRecordProcessor, LoggerProvider } = require("@opentelemetry/sdk-logs");
  const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
  const {
    CompositePropagator,
    W3CBaggagePropagator,
    W3CTraceContextPropagator,
  } = require("@opentelemetry/core");
  const { context, propagation, trace } = require("@opentelemetry/api");
  const { logs } = require("@opentelemetry/api-logs");
  const spans = new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }));
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [spans] });
  const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs` });
  const loggerProvider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
  trace.setGlobalTracerProvider(tracerProvider);
  logs.setGlobalLoggerProvider(loggerProvider);
  const { registerInstrumentations } = require("@opentelemetry/instrumentation");
  registerInstrumentations({ instrumentations });
  return async () => {
    await Promise.all([tracerProvider.shutdown(), loggerProvider.shutdown()]);
  };
}

function telltale(): () => Promise<void> {
  const { start } = require("telltale");
  const telemetry = start({ service: "application", endpoint, instrumentations });
  return async () => {
    await telemetry.flush();
    await telemetry.stop();
  };
}

const { trace } = require("@opentelemetry/api");
const http = require("node:http");
const express = require("express");
const { fastify } = require("fastify");
const pg = require("pg");
const { Redis } = require("ioredis");
const pino = require("pino");
const undici = require("undici");

const host = "127.0.0.1";
const database = new pg.Client({ connectionString: process.env["APP_DATABASE"] });
const redis = new Redis(process.env["APP_REDIS"], { lazyConnect: true });
const logger = pino({}, pino.destination("/dev/null"));
const quiet = (): void => {};

const stocked = fastify();
stocked.addHook("onRequest", async () => {});
stocked.get("/stock/:id", async ({ params }: any) => {
  await redis.set(`telltale-stock-${params.id}`, "3", "EX", 5);
  const left = await redis.get(`telltale-stock-${params.id}`);
  logger.info({ left, shop: { id: 7 } }, "looked for %s", params.id);
  return { left };
});
await stocked.listen({ host, port: 0 });
const stockUrl = `http://${host}:${(stocked.server.address() as AddressInfo).port}/stock`;

const shop = express();
// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 awaits it
shop.get("/orders/:id", async (request: any, response: any) => {
  const { rows } = await database.query("select $1::text as id", [request.params.id]);
  await database.query("select * from no_such_table").catch(quiet);
  await (await fetch(`${stockUrl}/one?size=2`)).text();
  const second = await undici.request(`${stockUrl}/two`);
  await second.body.dump();
  trace
    .getTracer("shop", "1.2.3")
    .startActiveSpan("price", { attributes: { rows: rows.length } }, (span: any) => {
      span.addEvent("priced", { cents: 1299 });
      logger.error(new RangeError("too dear"), "not sold");
      span.end();
    });
  response.status(rows[0].id === "o-1" ? 200 : 404).send("done");
});
const server = http.createServer(shop);
await new Promise<void>((resolve) => server.listen(0, host, resolve));
const shopUrl = `http://${host}:${(server.address() as AddressInfo).port}`;

const get = async (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    http
      .get(url, (answer: any) => {
        answer.resume();
        answer.on("end", resolve);
      })
      .on("error", reject);
  });

await trace.getTracer("shop").startActiveSpan("buyer", async (span: any) => {
  await database.connect();
  await redis.connect();
  await get(`${shopUrl}/orders/o-1`);
  await get(`${shopUrl}/orders/o-2`);
  await get(`${shopUrl}/nowhere`);
  await get("http://127.0.0.1:1/").catch(quiet);
  span.end();
});

await database.end();
await redis.quit();
server.close();
await stocked.close();
await stop();
