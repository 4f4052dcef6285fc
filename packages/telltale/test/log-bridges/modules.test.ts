// Whole modules bridged, as `telltale/register` does: every logger that pino, winston or bunyan makes, and the console.
import { PassThrough } from "node:stream";
import bunyan from "bunyan";
import pino from "pino";
import pino9 from "pino-9";
import winston from "winston";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bunyan as bunyanIntegration, instrumentBunyan } from "../../src/integrations/bunyan.ts";
import { consoleLogs } from "../../src/integrations/console.ts";
import { instrumentPino, pino as pinoIntegration } from "../../src/integrations/pino.ts";
import { instrumentWinston, winston as winstonIntegration } from "../../src/integrations/winston.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";

describeIntegration(pinoIntegration, () => pino);
describeIntegration(winstonIntegration, () => winston);
describeIntegration(bunyanIntegration, () => bunyan);

describe("modules of loggers", () => {
  let sent: Collected;
  let lines: Record<string, unknown>[];
  const stream = { write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>) };

  beforeEach(() => {
    sent = collect();
    lines = [];
  });
  afterEach(async () => sent.stop());

  /** What the loggers wrote while the span `work` was active is on it, once, in lines and in records. */
  async function expectBridged(texts: readonly string[], messageKey = "msg"): Promise<void> {
    await new Promise(setImmediate);
    await sent.flush();
    const [span] = sent.spans("work");
    expect(sent.records("").map(({ body, spanId }) => [body, spanId])).toEqual(
      texts.map((text) => [text, span?.spanId]),
    );
    expect(lines.map((line) => [line[messageKey], line["span_id"]])).toEqual(
      texts.map((text) => [text, span?.spanId]),
    );
    expectOnlyDeclared(pinoIntegration, sent, { except: ["work"] });
  }

  test.each([
    ["10", pino],
    ["9", pino9 as unknown as typeof pino],
  ])("pino %s: the function that is the module", async (_, original) => {
    const module = instrumentPino(original);
    expect(module).not.toBe(original);
    expect(instrumentPino(original)).toBe(module);
    expect(instrumentPino(module)).toBe(module);
    expect([module.default, module.pino, module.stdSerializers, module.name, module.length]).toEqual([
      module,
      module,
      original.stdSerializers,
      original.name,
      original.length,
    ]);
    const logger = module({ base: null }, stream);
    trace("work", () => {
      logger.info("one");
      logger.child({ a: 1 }).warn("two");
    });
    await expectBridged(["one", "two"]);
  });

  test("pino in a namespace that can be changed", async () => {
    const namespace = { default: pino, pino, version: "10" };
    expect(instrumentPino(namespace)).toBe(namespace);
    const logger = namespace.pino({ base: null }, stream);
    trace("work", () => logger.info("one"));
    await expectBridged(["one"]);
  });

  test("winston: loggers made, named and its own, also after it is configured again", async () => {
    instrumentWinston(winston);
    instrumentWinston(winston);
    const transport = (): winston.transport =>
      new winston.transports.Stream({
        stream: Object.assign(new PassThrough(), stream),
        format: winston.format.json(),
      });
    winston.configure({ transports: [transport()] });
    const made = winston.createLogger({ transports: [transport()] });
    const named = winston.loggers.add("shop", { transports: [transport()] });
    trace("work", () => {
      made.info("made");
      made.child({ a: 1 }).info("child");
      named.info("named");
      winston.loggers.get("shop").info("named again");
      winston.info("its own");
    });
    await expectBridged(["made", "child", "named", "named again", "its own"], "message");
    expect(lines).toHaveLength(5);
  });

  test("bunyan: loggers made by the function and by the class, before and after", async () => {
    const before = bunyan.createLogger({ name: "shop", stream: stream as never });
    instrumentBunyan(bunyan);
    instrumentBunyan(bunyan);
    const after = new bunyan({ name: "shop", stream: stream as never });
    trace("work", () => {
      before.info("before");
      after.info("after");
      after.child({ a: 1 }).warn("child");
    });
    await expectBridged(["before", "after", "child"]);
    expect(lines).toHaveLength(3);
  });

  test("the console, at the start", async () => {
    const print = console.log;
    // what is printed here belongs to no request
    console.log = () => {};
    consoleLogs.instrument(undefined);
    trace("work", () => console.log("cart of %d items", 3));
    console.log = print;
    await sent.flush();
    expect(sent.records("").map(({ body, spanId }) => [body, spanId])).toEqual([
      ["cart of 3 items", sent.spans("work")[0]?.spanId],
    ]);
  });
});
