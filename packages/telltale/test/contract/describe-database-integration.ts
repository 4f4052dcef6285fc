// The contract of every integration of a database, tried against the real driver and a real database: one span and one measurement a
// call by the conventions, in all forms the driver has, under the caller's span, and never with a value of the query.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { activeSpan, trace } from "../../src/index.ts";
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { collect, type Collected, type Plain, type SentSpan } from "../collect.ts";
import { describeIntegration } from "./describe-integration.ts";
import { type EmittedOptions, expectAllDeclaredSeen, expectOnlyDeclared } from "./emitted.ts";

/** What a call is to leave. */
interface ExpectedCall {
  readonly name: string;
  readonly attributes: Plain;
}

/** A way to ask the driver, with `value` in the query as a literal or a parameter. */
interface CallForm<Session> extends ExpectedCall {
  run(session: Session, value: string): Promise<unknown> | unknown;
  /** What `run` gives. */
  result(value: string): unknown;
}

/** A driver under test. */
export interface DatabaseSubject<Session> {
  readonly integration: LibraryIntegration<never>;
  readonly load: () => unknown;
  readonly system: string;
  /** Opens a connection or a pool after the library was instrumented. Telemetry may be running or not. */
  open(): Promise<Session> | Session;
  close(session: Session): Promise<void> | void;
  /** Calls that succeed, by what is special to each. */
  readonly forms: Readonly<Record<string, CallForm<Session>>>;
  /** Calls that fail, with `value` in the query. */
  readonly failures: Readonly<
    Record<string, ExpectedCall & { run(session: Session, value: string): Promise<unknown> | unknown }>
  >;
  /** Makes a call with a callback and calls `inside` in it. */
  readonly callback?: ((session: Session, inside: () => void) => void) | undefined;
  /** A command that is there to wait, on a connection of its own, which `close` closes the way an application does while it waits. */
  readonly waiting?:
    | ((session: Session) => Promise<{ wait(): Promise<unknown>; close(): unknown }>)
    | undefined;
  /** Spans of other calls that a test causes and that are not counted: connecting, closing. */
  readonly besides?: RegExp | undefined;
  /** What the contract cannot bring about, for {@link expectAllDeclaredSeen}. */
  readonly unseen?: EmittedOptions["except"];
  /** How many calls at once are tried; 1 for what is synchronous. */
  readonly parallel?: number | undefined;
}

// no pattern of redaction knows it, and it has a quote of its own
const value = "hunter2-o'brien";

/** What `call` is rejected with. */
async function failed(call: () => Promise<unknown>): Promise<unknown> {
  return call().then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Runs the contract for `subject`; `skip` where its database is away. */
export function describeDatabaseIntegration<Session>(
  name: string,
  subject: DatabaseSubject<Session>,
  { skip = false }: { readonly skip?: boolean } = {},
): void {
  const { integration, system, load, parallel = 25 } = subject;
  describeIntegration(integration, load);

  describe.skipIf(skip)(`${name}: database integration`, () => {
    let sent: Collected;
    let session: Session;
    const forms = Object.entries(subject.forms);
    const [[, first]] = forms as [[string, CallForm<Session>]];
    const calls = async (): Promise<SentSpan[]> => {
      await sent.flush();
      return sent
        .spans()
        .filter((span) => span.kind === "client" && subject.besides?.test(span.name) !== true);
    };
    const everything = (): string => JSON.stringify([sent.spans(), sent.records(), sent.points()]);

    beforeAll(async () => {
      integration.instrument(load());
      session = await subject.open();
    });
    afterAll(async () => {
      await subject.close(session);
      expectAllDeclaredSeen(integration, { except: subject.unseen ?? [] });
    });
    beforeEach(() => (sent = collect()));
    afterEach(async () => {
      await sent.flush();
      await sent.stop();
      expectOnlyDeclared(integration, sent, { except: [/^(?:work|other)\b/, "app.slow", "app.late"] });
    });

    test.each(forms)("%s: one span under the caller's, one measurement", async (_form, form) => {
      const result = await trace("work", async () => form.run(session, value));
      expect(result).toEqual(form.result(value));
      const spans = await calls();
      const [work] = sent.spans("work");
      expect(spans.map((span) => span.name)).toEqual([form.name]);
      const [span] = spans as [SentSpan];
      expect([span.parentId, span.status]).toEqual([work?.spanId, 0]);
      expect(span.attributes).toMatchObject({
        "db.system.name": system,
        "telltale.db.class": expect.stringMatching(/^(?:fast|moderate|slow)$/) as string,
        ...form.attributes,
      });
      expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
      const points = sent.points("db.client.operation.duration");
      expect(points.map((point) => [point.count, point.unit])).toEqual([[1, "s"]]);
      expect(points[0]?.attributes).toMatchObject({
        "db.system.name": system,
        "db.operation.name": span.attributes["db.operation.name"],
      });
      expect(points[0]?.attributes).not.toHaveProperty("db.query.text");
      expect(everything()).not.toContain("hunter2");
    });

    test.each(Object.entries(subject.failures))(
      "%s: the very error, its code, and no value of the query",
      async (_form, failure) => {
        const thrown = await trace("work", async () => failed(async () => failure.run(session, value)));
        expect(thrown).toBeInstanceOf(Error);
        const spans = await calls();
        expect(spans.map((span) => span.name)).toEqual([failure.name]);
        const [span] = spans as [SentSpan];
        expect(span.status).toBe(2);
        expect(span.message).not.toBe("");
        expect(span.attributes).toMatchObject(failure.attributes);
        expect(span.events.map((event) => event.name)).toEqual(["exception"]);
        const hasFrames = (stack: unknown): boolean => /\n +at /.test(String(stack));
        expect(hasFrames(span.events[0]?.attributes["exception.stacktrace"])).toBe(
          hasFrames((thrown as Error).stack),
        );
        const [point] = sent.points("db.client.operation.duration");
        expect(point?.attributes["error.type"]).toBe(span.attributes["error.type"]);
        expect(everything()).not.toContain("hunter2");
      },
    );

    test("the caller's span is active after the call, and after one that failed", async () => {
      await trace("work", async (work) => {
        await first.run(session, value);
        expect(activeSpan()).toBe(work);
        for (const failure of Object.values(subject.failures)) {
          await failed(async () => failure.run(session, value));
          expect(activeSpan()).toBe(work);
        }
      });
    });

    whereThereIs(subject.callback, `${name}: callbacks: it has none`)(
      "callbacks run in the context of their call",
      async () => {
        const { callback } = subject;
        const names = Array.from({ length: parallel }, (_, at) => `other ${at}`);
        const seen = await Promise.all(
          names.map(async (own) =>
            trace(
              own,
              async (span) =>
                new Promise<boolean>((resolve) => {
                  callback?.(session, () => resolve(activeSpan() === span));
                }),
            ),
          ),
        );
        expect(seen).toEqual(names.map(() => true));
      },
    );

    test("calls at the same time keep to their callers", async () => {
      await Promise.all(
        Array.from({ length: parallel }, async (_, at) =>
          trace(`work ${at}`, async () => {
            if (parallel > 1) await new Promise(setImmediate);
            await first.run(session, value);
          }),
        ),
      );
      const spans = await calls();
      const parents = sent.spans().filter((span) => span.name.startsWith("work "));
      expect(spans.length).toBe(parallel);
      expect(new Set(spans.map((span) => span.parentId))).toEqual(
        new Set(parents.map((span) => span.spanId)),
      );
      for (const span of spans)
        expect(parents.find((parent) => parent.spanId === span.parentId)?.traceId).toBe(span.traceId);
      const [point] = sent.points("db.client.operation.duration");
      expect(point?.count).toBe(parallel);
    });

    test("outside of any span a call is a trace of its own", async () => {
      await first.run(session, value);
      expect((await calls()).map((span) => [span.name, span.parentId])).toEqual([[first.name, ""]]);
    });

    whereThereIs(subject.waiting, `${name}: commands that wait: it has none`)(
      "a command that waits is not a span of its own, has no class, is never slow, and may be closed while it waits",
      async () => {
        await sent.stop();
        sent = collect({
          enrichment: {
            marks: { slow: "app.slow", slowOverMs: 0, processed: false, error: false, version: false },
            rules: [{ when: { slowerThanMs: 0 }, set: { "app.late": true } }],
          },
        });
        const once = async (): Promise<void> => {
          const waiting = await subject.waiting?.(session);
          const end = failed(async () => waiting?.wait());
          await first.run(session, value);
          await waiting?.close();
          expect(await end).toBeInstanceOf(Error);
        };
        await once();
        const alone = (await calls()).map((span) => span.name);
        await trace("work", once);
        const waited = (await calls()).filter((span) => span.name.startsWith("BLPOP"));
        expect(alone).toEqual([first.name]);
        expect(waited.map((span) => [span.parentId, span.status])).toEqual([
          [sent.spans("work")[0]?.spanId, 0],
        ]);
        for (const key of ["telltale.db.class", "app.slow", "app.late", "error.type"])
          expect(waited[0]?.attributes).not.toHaveProperty(key);
        expect(sent.spans("work")[0]?.attributes).toMatchObject({ "app.slow": true, "app.late": true });
      },
    );

    test("instrumented twice a call is one span", async () => {
      integration.instrument(load());
      await first.run(session, value);
      expect((await calls()).length).toBe(1);
    });

    test("before the start and after the stop it only works; with the next start it is seen again", async () => {
      await sent.stop();
      expect(await first.run(session, value)).toEqual(first.result(value));
      for (const failure of Object.values(subject.failures)) {
        expect(await failed(async () => failure.run(session, value))).toBeInstanceOf(Error);
      }
      sent = collect();
      expect(await first.run(session, value)).toEqual(first.result(value));
      expect((await calls()).length).toBe(1);
    });
  });
}

/** `test` where the subject has `form`; where not, nothing is left out but a form that does not exist, and that is said. */
function whereThereIs(form: unknown, reason: string): typeof test | (() => void) {
  if (form !== undefined) return test;
  console.log(`not there: ${reason}`);
  return () => {};
}
