// Beside the official instrumentations: each line leaves once, and names its span once.
import { createRequire } from "node:module";
import { BunyanInstrumentation } from "@opentelemetry/instrumentation-bunyan";
import { PinoInstrumentation } from "@opentelemetry/instrumentation-pino";
import { WinstonInstrumentation } from "@opentelemetry/instrumentation-winston";
import type bunyan from "bunyan";
import type pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import type winston from "winston";
import { bridgeBunyan } from "../../src/integrations/bunyan.ts";
import { bridgePino } from "../../src/integrations/pino.ts";
import { bridgeWinston } from "../../src/integrations/winston.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";

// they find a library when it is required
const require = createRequire(import.meta.url);
let sent: Collected;
beforeAll(() => {
  sent = collect({
    instrumentations: [new PinoInstrumentation(), new BunyanInstrumentation(), new WinstonInstrumentation()],
  });
});
afterAll(async () => sent.stop());

/** What left with the text `message`, by scope and span's name. */
async function left(message: string): Promise<unknown[]> {
  await sent.flush();
  const names = new Map(sent.spans().map((span) => [span.spanId, span.name]));
  return sent
    .records("")
    .flatMap(({ body, scope, spanId }) => (body === message ? [[scope, names.get(spanId)]] : []));
}

const count = (text: string, part: string): number => text.split(part).length - 1;

test("pino: the official one forwards, both name the span, once", async () => {
  const texts: string[] = [];
  const library = require("pino") as typeof pino;
  const logger = bridgePino(library({}, { write: (text: string) => void texts.push(text) }));
  trace("of pino", () => logger.child({ a: 1 }).info("pino's"));
  expect(await left("pino's")).toEqual([["@opentelemetry/instrumentation-pino", "of pino"]]);
  expect(texts.map((text) => count(text, "trace_id"))).toEqual([1]);
});

test("bunyan: the official one forwards, both name the span, once", async () => {
  const texts: string[] = [];
  const stream = { write: (text: string) => void texts.push(text) } as unknown as NodeJS.WritableStream;
  const library = require("bunyan") as typeof bunyan;
  const logger = bridgeBunyan(library.createLogger({ name: "shop", stream }));
  trace("of bunyan", () => logger.child({ a: 1 }).info("bunyan's"));
  expect(await left("bunyan's")).toEqual([["@opentelemetry/instrumentation-bunyan", "of bunyan"]]);
  expect(texts.map((text) => count(text, "trace_id"))).toEqual([1]);
});

test("winston: the official one forwards where its transport is installed, and this one where it is not", async () => {
  const library = require("winston") as typeof winston & { readonly Transport: new () => winston.transport };
  class OpenTelemetryTransportV3 extends library.Transport {
    override readonly log = (_info: unknown, done: () => void): void => done();
  }
  class Silent extends OpenTelemetryTransportV3 {}
  for (const [message, transport] of [
    ["official", new OpenTelemetryTransportV3()],
    ["own", new Silent()],
  ] as const) {
    const logger = bridgeWinston(library.createLogger({ transports: [transport] }));
    trace("of winston", () => logger.info(message));
  }
  expect([await left("official"), await left("own")]).toEqual([[], [["winston", "of winston"]]]);
  expect(sent.stats().reports["log_bridge_stood_aside"]).toBeGreaterThanOrEqual(3);
});
