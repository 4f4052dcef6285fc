// The logger of NestJS 12.
import * as common from "@nestjs/common";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bridgeConsole } from "../../src/integrations/console.ts";
import { instrumentNestjsLogger, nestjsLogger } from "../../src/integrations/nestjs-logger.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";

describeIntegration(nestjsLogger, () => common);
instrumentNestjsLogger(common);

let printed: string;
let sent: Collected;
async function records(): Promise<object[]> {
  await sent.flush();
  const [span] = sent.spans("work");
  return sent.records("").map(({ body, severity, attributes, spanId }) => ({
    body,
    severity,
    attributes,
    active: spanId === span?.spanId,
  }));
}

describe("the logger of NestJS", () => {
  beforeEach(() => {
    printed = "";
    sent = collect();
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((text) => {
        printed += String(text);
        return true;
      });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    common.Logger.overrideLogger(new common.ConsoleLogger());
    await sent.stop();
  });

  test("each level is a record on the active span, with the name of its logger", async () => {
    const logger = new common.Logger("Orders");
    const levels = ["verbose", "debug", "log", "warn", "error", "fatal"] as const;
    trace("work", () => {
      for (const level of levels) logger[level](`a ${level} line`);
      common.Logger.warn("of all", "Static");
    });
    expect(await records()).toEqual([
      ...levels.map((level, at) => ({
        body: `a ${level} line`,
        severity: [3, 5, 9, 13, 17, 21][at],
        attributes: { context: "Orders" },
        active: true,
      })),
      { body: "of all", severity: 13, attributes: { context: "Static" }, active: true },
    ]);
    expect(printed).toContain("a verbose line");
    expect(printed).not.toContain("trace_id");
  });

  test("levels that are off are not records", async () => {
    const logger = new common.ConsoleLogger("Orders", { logLevels: ["error"] });
    trace("work", () => logger.log("not written"));
    expect(await records()).toEqual([]);
  });

  test("errors, stacks as text, and objects", async () => {
    const logger = new common.ConsoleLogger("Orders");
    const error = new RangeError("no card");
    trace("work", () => {
      logger.error(error);
      logger.error("charge failed", error.stack, "Payments");
      logger.error("charge failed again", error);
      logger.log(() => "lazy");
      logger.log(common.HttpException);
    });
    const exception = {
      "exception.type": "RangeError",
      "exception.message": "no card",
      "exception.stacktrace": error.stack,
    };
    expect(await records()).toMatchObject([
      { body: "no card", attributes: { ...exception, context: "Orders" } },
      { body: "charge failed", attributes: { ...exception, context: "Payments" } },
      { body: "charge failed again", attributes: { ...exception, context: "Orders" } },
      { body: "lazy", attributes: { context: "Orders" } },
      { body: "HttpException", attributes: { context: "Orders" } },
    ]);
    expect(printed.match(/lazy/g)).toHaveLength(1);
  });

  test("lines that are held back keep their span and their time", async () => {
    common.Logger.attachBuffer();
    const before = Date.now();
    trace("work", () => new common.Logger("Orders").log("early"));
    const after = Date.now();
    while (Date.now() <= after);
    expect(printed).toBe("");
    common.Logger.flush();
    expect(await records()).toMatchObject([{ body: "early", active: true }]);
    const [record] = sent.records("");
    const writtenMs = Math.round(record!.timeMs);
    expect(writtenMs).toBeGreaterThanOrEqual(before);
    expect(writtenMs).toBeLessThanOrEqual(after);
  });

  test("lines in JSON name the span", async () => {
    const logger = new common.ConsoleLogger({ json: true });
    trace("work", () => logger.log("in JSON"));
    await sent.flush();
    const [span] = sent.spans("work");
    expect(JSON.parse(printed)).toMatchObject({
      message: "in JSON",
      trace_id: span!.traceId,
      span_id: span!.spanId,
    });
    expect(await records()).toHaveLength(1);
  });

  test("a line that is printed by the console is one record, and so is a line of a logger that replaces it", async () => {
    vi.spyOn(console, "log").mockImplementation((text) => void (printed += String(text)));
    using bridge = bridgeConsole();
    void bridge;
    trace("work", () => {
      new common.ConsoleLogger("Orders", { forceConsole: true }).log("by the console");
      const print = (text: string): void => console.log(text);
      common.Logger.overrideLogger({ log: print, error: print, warn: print });
      new common.Logger("Orders").log("replaced");
    });
    expect(printed).toContain("by the console");
    expect(await records()).toMatchObject([{ body: "by the console" }, { body: "replaced" }]);
  });

  test("what cannot be read is printed as ever, and throws nothing", async () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error("no");
        },
      },
    );
    const logger = new common.ConsoleLogger("Orders");
    expect(() => logger.log("text", hostile as never, "Orders")).not.toThrow();
    expect(printed).toContain("text");
    await sent.flush();
  });
});
