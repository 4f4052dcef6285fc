// winston 3 as it is.
import { Writable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import winston from "winston";
import { bridgeWinston } from "../../src/integrations/winston.ts";
import type { LogBridgeOptions } from "../../src/integrations/log-integration.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { type BridgedLogger, describeLogBridge } from "../contract/describe-log-bridge.ts";

// declared under another name than it is exported
const { Transport } = winston as unknown as {
  readonly Transport: new (options: object) => winston.transport;
};

type Raw = Record<string, string>;

/** A transport that keeps what it is given. */
function keeping(texts: string[]): winston.transport {
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      texts.push(text);
      done();
    },
  });
  return new winston.transports.Stream({ stream });
}

function wrap(logger: winston.Logger, texts: string[]): BridgedLogger {
  return {
    write: (level, message, attributes) =>
      attributes === undefined ? logger[level](message) : logger[level](message, attributes),
    fail: (message, error) => logger.error(message, error),
    failAlone: (error) => void logger.error(error),
    child: (attributes) => wrap(logger.child(attributes), texts),
    lines: () =>
      texts.map((text) => {
        const raw = JSON.parse(text) as Raw;
        return {
          message: raw["message"] ?? "",
          traceId: raw["trace_id"],
          spanId: raw["span_id"],
          traceFlags: raw["trace_flags"],
        };
      }),
    again: () => void bridgeWinston(logger),
  };
}

function make(
  options: winston.LoggerOptions = {},
  bridge?: LogBridgeOptions,
  texts: string[] = [],
): winston.Logger {
  return bridgeWinston(
    winston.createLogger({ level: "debug", transports: [keeping(texts)], ...options }),
    bridge,
  );
}

describeLogBridge("winston", {
  scope: "winston",
  keepsAttributes: true,
  hasChildren: true,
  create(options) {
    const texts: string[] = [];
    return wrap(make({}, options, texts), texts);
  },
});

describe("winston", () => {
  let sent: Collected;
  afterEach(async () => sent.stop());

  test("what the format makes leaves: redacted, interpolated, and nothing that it holds back", async () => {
    sent = collect();
    const { combine, splat, colorize, timestamp, json } = winston.format;
    const hide = winston.format((info) => ({ ...info, card: "***" }));
    const drop = winston.format((info) => (info["quiet"] === true ? false : info));
    const logger = make({ format: combine(drop(), splat(), hide(), colorize(), timestamp(), json()) });
    trace("work", () => {
      logger.info("cart of %d items", 3, { card: "4111" });
      logger.info("held back", { quiet: true });
    });
    await sent.flush();
    const all = sent.records("");
    expect(all.map((record) => [record.body, record.severity, record.spanId])).toEqual([
      ["cart of 3 items", 9, sent.spans("work")[0]?.spanId],
    ]);
    expect(all[0]?.attributes).toEqual({ card: "***" });
  });

  test("levels of the logger and of its transports hold; syslog's have their severities", async () => {
    sent = collect();
    const quiet = make({ level: "warn" });
    quiet.info("left out");
    quiet.warn("kept");
    const syslog = make({ levels: winston.config.syslog.levels, level: "debug" });
    for (const level of ["debug", "notice", "warning", "crit", "emerg"]) syslog.log(level, level);
    const split = winston.createLogger({
      level: "error",
      transports: [Object.assign(keeping([]), { level: "info" })],
    });
    bridgeWinston(split).info("for a transport");
    await sent.flush();
    expect(sent.records("").map((record) => [record.body, record.severity])).toEqual([
      ["kept", 13],
      ["debug", 5],
      ["notice", 10],
      ["warning", 13],
      ["crit", 18],
      ["emerg", 21],
      ["for a transport", 9],
    ]);
  });

  test("an error by itself, and among the attributes", async () => {
    sent = collect();
    const logger = make({
      format: winston.format.combine(winston.format.errors({ stack: true }), winston.format.json()),
    });
    logger.error(new TypeError("alone"));
    logger.error("with", { error: new RangeError("among"), a: 1 });
    await sent.flush();
    const [alone, among] = sent.records("");
    expect(alone?.body).toBe("alone");
    expect(alone?.attributes["exception.stacktrace"]).toContain("TypeError: alone");
    expect(among?.attributes).toMatchObject({
      "exception.type": "RangeError",
      "exception.message": "among",
      a: 1,
    });
  });

  test("what winston and its formats add to an error are fields of the line, not of the error", async () => {
    sent = collect();
    const { combine, timestamp, json, label } = winston.format;
    const logger = make({
      defaultMeta: { service: "shop" },
      format: combine(timestamp(), label({ label: "till" }), json()),
    });
    const error = Object.assign(new Error("no card"), { orderId: "o1" });
    trace("work", () => logger.error(error));
    await sent.flush();
    const [record] = sent.records("");
    const { "exception.stacktrace": stack, ...attributes } = record?.attributes ?? {};
    expect(stack).toContain("no card");
    expect(attributes).toEqual({
      "exception.type": "Error",
      "exception.message": "no card",
      "telltale.error.fields.orderId": "o1",
      service: "shop",
      label: "till",
    });
    expect(record?.spanId).toBe(sent.spans("work")[0]?.spanId);
  });

  test("a slow transport moves neither lines nor records to another span", async () => {
    sent = collect();
    const slow = new Transport({ highWaterMark: 1 });
    slow.log = (_info: unknown, done: () => void) => void setImmediate(done);
    const logger = make({ transports: [slow] });
    for (let at = 0; at < 100; at++) trace(`work ${at}`, () => logger.info(`line ${at}`));
    for (let turn = 0; turn < 300; turn++) await new Promise(setImmediate);
    await sent.flush();
    const names = new Map(sent.spans().map((span) => [span.spanId, span.name]));
    const all = sent.records("");
    expect(all.length).toBe(100);
    for (const { body, spanId } of all) expect(names.get(spanId)).toBe(String(body).replace("line", "work"));
  });

  test("a line that is written again is not in the span it was in", async () => {
    sent = collect();
    const texts: string[] = [];
    const logger = make({}, {}, texts);
    const line = { level: "info", message: "again" };
    trace("work", () => logger.log(line));
    logger.log(line);
    await sent.flush();
    expect(texts.map((text) => (JSON.parse(text) as Raw)["span_id"])).toEqual([
      sent.spans("work")[0]?.spanId,
      undefined,
    ]);
  });

  test("what is not a logger of winston stays as it is, and the mistake is counted", () => {
    sent = collect();
    const strange = { level: "info", levels: {}, transports: [] };
    const before = sent.stats().reports["log_bridge_failed"] ?? 0;
    expect(bridgeWinston(strange)).toBe(strange);
    expect(sent.stats().reports["log_bridge_failed"]).toBe(before + 1);
  });
});
