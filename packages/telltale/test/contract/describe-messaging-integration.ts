// The contract of every integration of a broker or a job queue, against the real client: sending and processing are one trace by the
// conventions of messaging, whatever else happens, and the application's messages arrive as they were.
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { context, trace, withContext } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "./emitted.ts";
import { until } from "./until.ts";

/** A message as the application sees it. */
export interface Arrived {
  readonly text: string;
  /** What the application put into the headers, where the library has any. */
  readonly mark?: string | undefined;
}

/** An application of the library, connected, with a queue of its own that is empty. */
export interface MessagingApplication {
  /** Sends one message; `mark` goes into its headers. Resolves when the broker has it. */
  send(text: string, mark?: string): Promise<unknown>;
  /** Has `handler` called with each message. One it throws over is delivered again, at once. */
  consume(handler: (arrived: Arrived) => unknown): Promise<unknown>;
  /** What a sent message's headers hold, as they were given, after sending. */
  given?(): unknown;
  close(): Promise<unknown>;
}

/** What is to be tried. */
export interface MessagingSubject {
  readonly integration: LibraryIntegration<never>;
  readonly system: string;
  /** Names of operations: what sending and processing are called. */
  readonly sends: string;
  readonly processes: string;
  /** Instruments the library once more, as two modules of an application may. */
  again(): void;
  open(): Promise<MessagingApplication>;
  /** Attributes that each process span must have. */
  readonly processed: Readonly<Record<string, unknown>>;
  /** Whether the library can carry a mark of the application's. */
  readonly marks: boolean;
  /** Whether it says that a message is delivered again. */
  readonly redelivers: boolean;
  /** What is declared and only happens elsewhere; see `expectAllDeclaredSeen`. */
  readonly except?: readonly (string | RegExp)[];
  /** More tests, with what has been collected. */
  more?(sent: () => Collected): void;
}

/** Runs the contract for `subject`. */
export function describeMessagingIntegration(name: string, subject: MessagingSubject): void {
  describe(`${name}: messaging integration`, () => {
    const { integration, system, sends, processes } = subject;
    const own = [/^work/, /^inside/, "tenant.id"];
    let sent: Collected;
    let open: MessagingApplication[];
    const spansOf = (operation: string): SentSpan[] =>
      sent.spans().filter((span) => span.attributes["messaging.operation.name"] === operation);
    const seen = async (operation: string, count: number): Promise<SentSpan[]> => {
      await until(
        async () => {
          await sent.flush();
          return spansOf(operation).length >= count;
        },
        `${count} × ${operation}, of ${sent
          .spans()
          .map((span) => span.name)
          .join(", ")}`,
      );
      return spansOf(operation);
    };
    const start = async (): Promise<MessagingApplication> => {
      const application = await subject.open();
      open.push(application);
      return application;
    };
    beforeEach(() => {
      open = [];
      sent = collect();
    });
    afterEach(async () => {
      await Promise.all(open.map(async (application) => application.close()));
      await sent.flush();
      await sent.stop();
      expectOnlyDeclared(integration, sent, { except: own });
    });
    // the comparison leaves our own metrics out
    afterAll(() =>
      expectAllDeclaredSeen(integration, { except: [/^metric telltale\./, ...(subject.except ?? [])] }),
    );

    test("sending and processing are one trace, named and measured by the conventions", async () => {
      const application = await start();
      const arrived: Arrived[] = [];
      await application.consume((message) => trace("inside", () => arrived.push(message)));
      await trace("work", async () => application.send("order 7", "m1"));
      const [processed] = await seen(processes, 1);
      const [send] = await seen(sends, 1);
      const [work, inside] = [sent.spans("work")[0], sent.spans("inside")[0]];
      expect(arrived).toEqual([{ text: "order 7", mark: subject.marks ? "m1" : undefined }]);
      expect([send?.kind, send?.parentId]).toEqual(["producer", work?.spanId]);
      expect([processed?.kind, processed?.parentId]).toEqual(["consumer", send?.spanId]);
      expect(processed?.traceId).toBe(work?.traceId);
      expect(inside?.parentId).toBe(processed?.spanId);
      for (const span of [send, processed]) {
        const { "messaging.destination.name": destination, "messaging.operation.name": operation } =
          span?.attributes ?? {};
        expect(span?.name).toBe(`${operation} ${destination}`);
        expect(span?.status).toBe(0);
        expect(span?.attributes).toMatchObject({ "messaging.system": system });
        expect(span?.attributes["server.port"]).toBeGreaterThan(0);
      }
      expect(send?.attributes).toMatchObject({ "messaging.operation.type": "send" });
      expect(processed?.attributes).toMatchObject({
        "messaging.operation.type": "process",
        ...subject.processed,
      });
      for (const metric of ["messaging.client.sent.messages", "messaging.client.consumed.messages"])
        expect(sent.points(metric).map(({ value, unit }) => [value, unit])).toEqual([[1, "{message}"]]);
      for (const metric of ["messaging.client.operation.duration", "messaging.process.duration"])
        expect(sent.points(metric).map(({ unit }) => unit)).toContain("s");
      expect(sent.points("messaging.process.duration").map(({ count }) => count)).toEqual([1]);
    });

    test("what is processed belongs to its message, not to where the consumer was set up; context attributes travel", async () => {
      const tenants: unknown[] = [];
      const application = await withContext({ "tenant.id": "of the set-up" }, async () =>
        trace("work of the set-up", async () => {
          const made = await start();
          await made.consume(() => {
            tenants.push(context.get("tenant.id"));
          });
          return made;
        }),
      );
      await application.send("of nobody");
      await seen(processes, 1);
      await withContext({ "tenant.id": "t1" }, async () => trace("work", async () => application.send("1")), {
        propagate: ["tenant.id"],
      });
      const all = await seen(processes, 2);
      expect(tenants).toEqual([undefined, "t1"]);
      expect(all.map(({ parentId }) => parentId)).toEqual(spansOf(sends).map(({ spanId }) => spanId));
      expect(all[0]?.traceId).not.toBe(sent.spans("work of the set-up")[0]?.traceId);
    });

    test("an error of the handler is recorded; the message is delivered again, in a span of its own", async () => {
      const application = await start();
      let times = 0;
      await application.consume(() => {
        times++;
        if (times === 1) throw Object.assign(new Error("no such order"), { name: "NoSuchOrder" });
      });
      await application.send("order 8");
      const all = await seen(processes, 2);
      const [first, second] = all.toSorted((a, b) => a.startMs - b.startMs);
      expect(first).toMatchObject({ status: 2, message: "no such order" });
      expect(first?.attributes["error.type"]).toBe("NoSuchOrder");
      expect(second?.status).toBe(0);
      expect(second?.attributes["error.type"]).toBe(undefined);
      expect(second?.traceId).toBe(spansOf(sends)[0]?.traceId);
      const {
        "telltale.messaging.redelivered": redelivered,
        "telltale.messaging.delivery_count": deliveries,
      } = second?.attributes ?? {};
      expect(redelivered === true || deliveries === 2).toBe(subject.redelivers);
      const failed = sent
        .points("messaging.process.duration")
        .filter(({ attributes }) => attributes["error.type"] === "NoSuchOrder");
      expect(failed.map(({ count }) => count)).toEqual([1]);
    });

    test("instrumented twice, each operation is one span", async () => {
      subject.again();
      const application = await start();
      await application.consume(() => {});
      await application.send("once");
      await seen(processes, 1);
      expect([spansOf(sends).length, spansOf(processes).length]).toEqual([1, 1]);
    });

    test("messages at the same time keep their traces apart", async () => {
      const application = await start();
      await application.consume(async ({ text }) =>
        trace(`inside ${text}`, async () => new Promise(setImmediate)),
      );
      const texts = Array.from({ length: 10 }, (_, at) => String(at));
      await Promise.all(texts.map(async (text) => trace(`work ${text}`, async () => application.send(text))));
      await seen(processes, texts.length);
      for (const text of texts)
        expect(sent.spans(`inside ${text}`).map(({ traceId }) => traceId)).toEqual(
          sent.spans(`work ${text}`).map(({ traceId }) => traceId),
        );
    });

    test("before the start and after the stop messages pass and nothing is recorded; the same consumer is seen after the next start", async () => {
      await sent.stop();
      const application = await start();
      const arrived: Arrived[] = [];
      await application.consume((message) => arrived.push(message));
      await application.send("before", "m0");
      await until(() => arrived.length === 1, "the first message");
      sent = collect();
      await application.send("while");
      await seen(processes, 1);
      const during = sent;
      await sent.stop();
      await application.send("after");
      await until(() => arrived.length === 3, "the third message");
      sent = collect();
      await application.send("again");
      await seen(processes, 1);
      expect(arrived.map(({ text }) => text)).toEqual(["before", "while", "after", "again"]);
      expect(during.spans().filter(({ kind }) => kind === "consumer")).toHaveLength(1);
      expect(spansOf(sends)).toHaveLength(1);
    });

    subject.more?.(() => sent);
  });
}
