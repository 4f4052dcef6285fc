// bunyan 1.8 as it is.
import bunyan from "bunyan";
import { afterEach, describe, expect, test } from "vitest";
import { bridgeBunyan } from "../../src/integrations/bunyan.ts";
import type { LogBridgeOptions } from "../../src/integrations/log-integration.ts";
import { collect, type Collected } from "../collect.ts";
import { type BridgedLogger, describeLogBridge } from "../contract/describe-log-bridge.ts";

type Raw = Record<string, string>;

function wrap(logger: bunyan, texts: string[]): BridgedLogger {
  return {
    write: (level, message, attributes) =>
      attributes === undefined ? logger[level](message) : logger[level](attributes, message),
    fail: (message, error) => logger.error(error, message),
    failAlone: (error) => void logger.error(error),
    child: (attributes) => wrap(logger.child(attributes), texts),
    lines: () =>
      texts.map((text) => {
        const raw = JSON.parse(text) as Raw;
        return {
          message: raw["msg"] ?? "",
          traceId: raw["trace_id"],
          spanId: raw["span_id"],
          traceFlags: raw["trace_flags"],
        };
      }),
    again: () => void bridgeBunyan(logger),
  };
}

function make(
  texts: string[],
  options: Partial<bunyan.LoggerOptions> = {},
  bridge?: LogBridgeOptions,
): bunyan {
  const stream = { write: (text: string) => void texts.push(text) } as unknown as NodeJS.WritableStream;
  return bridgeBunyan(bunyan.createLogger({ name: "shop", level: "debug", stream, ...options }), bridge);
}

describeLogBridge("bunyan", {
  scope: "bunyan",
  keepsAttributes: true,
  hasChildren: true,
  create(options) {
    const texts: string[] = [];
    return wrap(make(texts, {}, options), texts);
  },
});

describe("bunyan", () => {
  let sent: Collected;
  afterEach(async () => sent.stop());

  test("serializers are applied, simple children too; the logger's name stays, process and host are the resource's", async () => {
    sent = collect();
    const logger = make([], { serializers: { user: (user: { id: string }) => user.id } });
    logger.info({ user: { id: "u1", mail: "me" } }, "cart of %d items", 3);
    logger.child({ component: "mail" }, true).fatal("gone");
    await sent.flush();
    const [first, second] = sent.records("");
    expect(first).toMatchObject({ body: "cart of 3 items", attributes: { name: "shop", user: "u1" } });
    expect(second).toMatchObject({ severity: 21, attributes: { name: "shop", component: "mail" } });
    expect(Object.keys(first?.attributes ?? {})).toEqual(["name", "user"]);
  });

  test("what no stream takes does not leave", async () => {
    sent = collect();
    const logger = make([], { level: "warn" });
    logger.info("left out");
    logger.warn("kept");
    await sent.flush();
    expect(sent.records("").map((record) => record.body)).toEqual(["kept"]);
  });
});
