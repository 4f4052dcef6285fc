// pino 9 and 10 as they are.
import { afterEach, describe, expect, test } from "vitest";
import pino from "pino";
import pino9 from "pino-9";
import { bridgePino } from "../../src/integrations/pino.ts";
import type { LogBridgeOptions } from "../../src/integrations/log-integration.ts";
import { log, trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { type BridgedLogger, describeLogBridge, type Line } from "../contract/describe-log-bridge.ts";
import { countReports } from "../contract/count-reports.ts";

type Raw = Record<string, unknown>;
const parse = (text: string): Raw => JSON.parse(text) as Raw;

function toLine(raw: Raw): Line {
  const text = (key: string): string | undefined => raw[key] as string | undefined;
  return {
    message: String(raw["msg"]),
    traceId: text("trace_id"),
    spanId: text("span_id"),
    traceFlags: text("trace_flags"),
  };
}

function wrap(logger: pino.Logger, texts: string[]): BridgedLogger {
  return {
    write: (level, message, attributes) =>
      attributes === undefined ? logger[level](message) : logger[level](attributes, message),
    fail: (message, error) => logger.error(error, message),
    failAlone: (error) => void logger.error(error),
    child: (attributes) => wrap(logger.child(attributes), texts),
    lines: () => texts.map((text) => toLine(parse(text))),
    again: () => void bridgePino(logger),
  };
}

const make = (library: typeof pino) => (options?: LogBridgeOptions) => {
  const texts: string[] = [];
  const logger = library({ level: "debug" }, { write: (text: string) => void texts.push(text) });
  return wrap(bridgePino(logger, options), texts);
};

describeLogBridge("pino 10", { scope: "pino", keepsAttributes: true, hasChildren: true, create: make(pino) });
describeLogBridge("pino 9", {
  scope: "pino",
  keepsAttributes: true,
  hasChildren: true,
  create: make(pino9 as unknown as typeof pino),
});

describe("pino", () => {
  let sent: Collected;
  let texts: string[];
  afterEach(async () => sent.stop());

  function create(options: pino.LoggerOptions, bridge?: LogBridgeOptions): pino.Logger {
    texts = [];
    sent = collect();
    return bridgePino(pino(options, { write: (text: string) => void texts.push(text) }), bridge);
  }

  test("what the logger redacts and serializes leaves redacted and serialized", async () => {
    const logger = create({
      redact: ["card.number", "err.config"],
      serializers: { user: (user: { id: string }) => user.id },
    });
    logger.info({ card: { number: "4111", brand: "visa" }, user: { id: "u1", mail: "me" } }, "paid");
    logger.error(Object.assign(new Error("declined"), { config: { key: "k" }, code: "E17" }));
    await sent.flush();
    const [paid, declined] = sent.records("");
    expect(paid?.attributes).toEqual({ card: { number: "[Redacted]", brand: "visa" }, user: "u1" });
    expect(declined?.body).toBe("declined");
    expect(declined?.attributes).toMatchObject({
      "exception.type": "Error",
      "exception.message": "declined",
      "telltale.error.fields.code": "E17",
      "telltale.error.fields.config": "[Redacted]",
    });
  });

  test("keys of its own, levels of its own and as words, nested lines, and a mixin of the application's", async () => {
    const logger = create({
      messageKey: "message",
      errorKey: "error",
      nestedKey: "payload",
      customLevels: { audit: 35 },
      base: { app: "shop" },
      formatters: { level: (label) => ({ severity: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => ({ mixed: true }),
    });
    trace("work", () => {
      (logger as unknown as { audit(attributes: object, message: string): void }).audit({ a: 1 }, "audited");
      logger.error({ error: new TypeError("x") }, "failed %s", "twice");
    });
    await sent.flush();
    const [audited, failed] = sent.records("");
    expect(audited).toMatchObject({ severity: 11, body: "audited" });
    expect(audited?.attributes).toMatchObject({ app: "shop", a: 1, mixed: true, severity: "audit" });
    expect(failed).toMatchObject({ severity: 17, body: "failed twice" });
    expect(failed?.attributes).toMatchObject({ "exception.type": "TypeError", mixed: true });
    expect(parse(texts[0] ?? "")["payload"]).toMatchObject({
      span_id: sent.spans("work")[0]?.spanId,
      mixed: true,
    });
  });

  test("severities by name are the user's to say", async () => {
    const logger = create({ customLevels: { audit: 35 } }, { severities: { audit: 10, info: 12 } });
    (logger as unknown as { audit(message: string): void }).audit("audited");
    logger.info("informed");
    await sent.flush();
    expect(sent.records("").map((record) => record.severity)).toEqual([10, 12]);
  });

  test("lines of a logger that is not a pino stay as they are, and the mistake is counted", async () => {
    sent = collect();
    const strange = { levels: { labels: {} }, child: () => ({}) };
    const failed = countReports("log_bridge_failed");
    expect(bridgePino(strange)).toBe(strange);
    expect(failed()).toBe(1);
    log.info("other");
  });
});
