// The contract of every bridge to a logging library, tried against the real one: the application's own lines name their span, and each
// leaves once as a log record of the same severity, text and attributes, whatever else happens.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LogBridgeOptions } from "../../src/integrations/log-integration.ts";
import { startSpan, trace, withContext } from "../../src/index.ts";
import { collect, type Collected, type SentRecord } from "../collect.ts";

/** A level of the library, by its name there. */
type Level = "debug" | "info" | "warn" | "error";

/** A logger of the library under test, with what it has written. */
export interface BridgedLogger {
  write(level: Level, message: string, attributes?: object): void;
  /** Logs an error with a message, in the way its users do. */
  fail(message: string, error: Error): void;
  /** Logs an error by itself. */
  failAlone(error: Error): void;
  /** One that carries `attributes` too. */
  child?(attributes: object): BridgedLogger;
  /** What the application sees, oldest first. */
  lines(): readonly Line[];
  /** Has it bridged once more, as two modules of an application may. */
  again(): void;
  /** Takes away what outlives a test. */
  close?(): void;
}

/** A line as the library wrote it. */
export interface Line {
  readonly message: string;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly traceFlags?: string | undefined;
}

/** What the library under test can do. */
export interface LogBridgeSubject {
  /** The scope of its records. */
  readonly scope: string;
  /** Makes a bridged logger that writes from `debug` on. */
  create(options?: LogBridgeOptions): BridgedLogger;
  /** Whether records have the attributes that a line was written with. */
  readonly keepsAttributes: boolean;
  /** Whether its loggers have children. */
  readonly hasChildren: boolean;
}

const severities: Readonly<Record<Level, number>> = { debug: 5, info: 9, warn: 13, error: 17 };

/** Runs the contract for `subject`. */
export function describeLogBridge(name: string, subject: LogBridgeSubject): void {
  describe(`${name}: log bridge`, () => {
    let sent: Collected;
    let open: BridgedLogger[];
    const create = (options?: LogBridgeOptions): BridgedLogger => {
      const logger = subject.create(options);
      open.push(logger);
      return logger;
    };
    const records = async (): Promise<SentRecord[]> => {
      await new Promise(setImmediate);
      await sent.flush();
      return sent.records("");
    };
    beforeEach(() => {
      open = [];
      sent = collect();
    });
    afterEach(async () => {
      for (const logger of open) logger.close?.();
      await sent.stop();
    });

    test("a line becomes a record of its level and text, on the span it was written in, with the context attributes", async () => {
      const logger = create({ correlate: true });
      withContext({ "tenant.id": "t1" }, () =>
        trace("work", () => {
          for (const level of ["debug", "info", "warn", "error"] as const)
            logger.write(level, `a ${level} line`, { orderId: "o1", items: 3 });
        }),
      );
      const all = await records();
      const [span] = sent.spans("work");
      expect(all.map((record) => [record.severity, record.body, record.scope])).toEqual(
        Object.entries(severities).map(([level, severity]) => [severity, `a ${level} line`, subject.scope]),
      );
      for (const record of all) {
        expect([record.traceId, record.spanId]).toEqual([span?.traceId, span?.spanId]);
        expect(record.attributes).toMatchObject({
          "tenant.id": "t1",
          ...(subject.keepsAttributes ? { orderId: "o1", items: 3 } : {}),
        });
        expect(record.attributes).not.toHaveProperty("trace_id");
      }
      expect(logger.lines()).toEqual(
        all.map(({ body }) => ({
          message: body,
          traceId: span?.traceId,
          spanId: span?.spanId,
          traceFlags: "03",
        })),
      );
    });

    test("outside of any span lines and records name none", async () => {
      const logger = create({ correlate: true });
      logger.write("info", "alone");
      const [record] = await records();
      expect([record?.traceId, record?.spanId]).toEqual(["", ""]);
      expect(logger.lines()).toEqual([
        { message: "alone", traceId: undefined, spanId: undefined, traceFlags: undefined },
      ]);
    });

    test("an error is recorded by the conventions", async () => {
      class DeclinedError extends Error {
        override name = "DeclinedError";
        readonly status: number = 402;
      }
      const logger = create();
      logger.fail("charge failed", new DeclinedError("no card"));
      const [record] = await records();
      expect(record?.severity).toBe(17);
      expect(String(record?.body)).toContain("charge failed");
      expect(record?.attributes).toMatchObject({
        "exception.type": "DeclinedError",
        "exception.message": "no card",
        "exception.stacktrace": expect.stringMatching(/no card\n +at /) as string,
      });
      expect(record?.attributes).not.toHaveProperty("err");
      expect(record?.attributes).not.toHaveProperty("stack");
    });

    test("an error that is a line by itself has no fields but its own, in this record and in later ones", async () => {
      const logger = create({ correlate: true });
      const error = Object.assign(new Error("no card"), { orderId: "o1" });
      trace("work", () => logger.failAlone(error));
      logger.fail("charge failed", error);
      const all = await records();
      expect(all.length).toBe(2);
      const fields = all.flatMap(({ attributes }) =>
        Object.keys(attributes).filter((key) => key.startsWith("telltale.error.fields.")),
      );
      // bunyan's serializer keeps none
      for (const field of fields) expect(field).toBe("telltale.error.fields.orderId");
    });

    test.each([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ])("each half by choice: correlate %s, forward %s", async (correlate, forward) => {
      const logger = create({ correlate, forward });
      trace("work", () => logger.write("info", "line"));
      expect((await records()).length).toBe(forward ? 1 : 0);
      const [line] = logger.lines();
      expect([line?.message, line?.traceId !== undefined]).toEqual(["line", correlate]);
    });

    test("bridged twice a line leaves once", async () => {
      const logger = create();
      logger.again();
      logger.write("info", "once");
      expect((await records()).length).toBe(1);
      expect(logger.lines().length).toBe(1);
    });

    test("spans at the same time keep their lines apart, over awaits", async () => {
      const logger = create({ correlate: true });
      await Promise.all(
        Array.from({ length: 50 }, async (_, at) =>
          trace(`work ${at}`, async () => {
            for (let turn = 0; turn <= at % 3; turn++) await new Promise(setImmediate);
            logger.write("info", `line ${at}`);
          }),
        ),
      );
      const spans = new Map(sent.spans().map((span) => [span.spanId, span.name]));
      const all = await records();
      await sent.flush();
      for (const span of sent.spans()) spans.set(span.spanId, span.name);
      expect(all.length).toBe(50);
      for (const { body, spanId } of all)
        expect(String(body).replace("line", "work")).toBe(spans.get(spanId));
      for (const { message, spanId } of logger.lines())
        expect(message.replace("line", "work")).toBe(spans.get(spanId ?? ""));
    });

    test("attributes that cannot be sent do no harm, and the application's own line is written", async () => {
      const logger = create();
      const cyclic: Record<string, unknown> = { a: 1 };
      cyclic["self"] = cyclic;
      logger.write("info", "cyclic", { cyclic, when: new Date(0), none: undefined });
      logger.write("warn", "after");
      expect((await records()).map((record) => record.body)).toEqual(["cyclic", "after"]);
      expect(logger.lines().map((line) => line.message)).toEqual(["cyclic", "after"]);
    });

    test("works before the start and after the stop, and again after the next", async () => {
      await sent.stop();
      const logger = create();
      logger.write("info", "before");
      sent = collect();
      logger.write("info", "while");
      const seen = await records();
      await sent.stop();
      logger.write("info", "after");
      sent = collect();
      logger.write("info", "again");
      expect([...seen, ...(await records())].map((record) => record.body)).toEqual(["while", "again"]);
      expect(logger.lines().length).toBe(4);
    });

    test("loggers are filtered by name and severity like any other", async () => {
      await sent.stop();
      sent = collect({ logs: { loggers: [{ name: subject.scope, minimumSeverity: "warn" }] } });
      const logger = create();
      logger.write("info", "left out");
      logger.write("warn", "kept");
      expect((await records()).map((record) => record.body)).toEqual(["kept"]);
    });

    test("a line that is written after the end of its span keeps its trace", async () => {
      const logger = create({ correlate: true });
      const span = startSpan("ended");
      span.run(() => {
        span.end();
        logger.write("info", "late");
      });
      expect(logger.lines()[0]?.traceId).toBe(span.spanContext().traceId);
    });

    test.each(subject.hasChildren ? ["children"] : [])(
      "%s carry their attributes, correlate and forward, theirs too",
      async () => {
        const logger = create({ correlate: true });
        const child = logger.child?.({ tenant: "t1" }) as BridgedLogger;
        const grandchild = child.child?.({ order: "o1" }) as BridgedLogger;
        trace("work", () => {
          child.write("info", "child");
          grandchild.write("info", "grandchild", { step: 1 });
        });
        const all = await records();
        const [span] = sent.spans("work");
        expect(all.map((record) => [record.body, record.spanId])).toEqual([
          ["child", span?.spanId],
          ["grandchild", span?.spanId],
        ]);
        expect(all[1]?.attributes).toMatchObject({ tenant: "t1", order: "o1", step: 1 });
        expect(logger.lines().map((line) => line.spanId)).toEqual([span?.spanId, span?.spanId]);
      },
    );
  });
}
