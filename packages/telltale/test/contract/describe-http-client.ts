// The contract of every HTTP client, tried against a real server: one span and one measurement a request by the conventions, context in
// the headers, and what happens to redirects, retries, failures and answers that are not read to the end.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { activeSpan, trace, traceCall, withContext } from "../../src/index.ts";
import type { HttpClientOptions, HttpTarget } from "../../src/integrations/http-client-integration.ts";
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { type EmittedOptions, expectAllDeclaredSeen, expectOnlyDeclared } from "./emitted.ts";

/** What is asked. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** A client under test. */
export interface HttpClientSubject {
  readonly integration: LibraryIntegration<never>;
  readonly load?: () => unknown;
  /** The integration's options out of those of its client. */
  readonly options?: (client: HttpClientOptions) => object;
  /** Asks, reads the whole answer and gives its status and text; redirects are not followed. Rejects where there is none. */
  ask(url: string, asking?: Asking): Promise<{ readonly status: number; readonly text: string }>;
  /** The same, redirects followed. */
  follow?: ((url: string) => Promise<{ readonly status: number; readonly text: string }>) | undefined;
  /** Asks, reads the beginning of the answer and gives up. */
  giveUp?: ((url: string) => Promise<void>) | undefined;
  /** The same request several times until it succeeds. */
  retry?: ((url: string) => Promise<number>) | undefined;
  /** `error.type` of a connection that is refused. */
  readonly refused: string;
  readonly aborted: string;
  /** `error.type` of a request that takes longer than its signal allows. */
  readonly timedOut: string;
  readonly phases: readonly string[];
  readonly unseen?: EmittedOptions["except"];
}

/** What the tests change of the options, which are those of the first call in a process. */
const wish: { ignore: (target: HttpTarget) => boolean; propagate: (target: HttpTarget) => boolean } = {
  ignore: () => false,
  propagate: () => true,
};
const options: HttpClientOptions = {
  ignore: (target) => wish.ignore(target),
  propagateTo: (target) => wish.propagate(target),
  template: ({ path }) => (path.startsWith("/items/") ? "/items/{id}" : undefined),
  phases: true,
  requestHeaders: ["x-tenant"],
  responseHeaders: ["x-answer"],
};

/** Runs the contract for `subject`. */
export function describeHttpClient(name: string, subject: HttpClientSubject): void {
  const { integration } = subject;
  describe(`${name}: HTTP client`, () => {
    let sent: Collected;
    let server: Server;
    let base = "";
    let gone = "";
    let seen: { url: string; headers: IncomingHttpHeaders; raw: string[] }[] = [];
    let failures = 0;
    // a request is closed some turns after its caller has heard of its end
    const calls = async (): Promise<SentSpan[]> => {
      for (let turn = 0; turn < 100; turn++) {
        await new Promise(setImmediate);
        await sent.flush();
        const spans = sent.spans().filter((span) => span.kind === "client");
        if (spans.length > 0 && turn > 2) return spans;
      }
      return [];
    };

    beforeAll(async () => {
      (integration.instrument as unknown as (library: unknown, options: object) => unknown)(
        subject.load?.(),
        subject.options?.(options) ?? options,
      );
      server = createServer((request, response) => {
        const { url = "", headers, rawHeaders } = request;
        seen.push({ url, headers, raw: rawHeaders });
        request.resume();
        const path = url.split("?")[0];
        if (path === "/redirect") response.writeHead(302, { location: "/items/7?token=hunter2" }).end();
        else if (path === "/missing") response.writeHead(404).end("no");
        else if (path === "/failing" && failures-- > 0) response.writeHead(503).end("later");
        else if (path === "/never") return;
        else if (path === "/cut") {
          response.writeHead(200, { "content-length": "100" });
          response.write("a", () => response.destroy());
        } else if (path === "/slow") {
          response.write("a");
          const timer = setTimeout(() => response.end("b"), 60);
          response.on("close", () => clearTimeout(timer));
        } else response.writeHead(200, { "x-answer": "yes" }).end("ok");
      });
      // a client on a busy machine must not take a connection again that the server is closing just then
      server.keepAliveTimeout = 600_000;
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const closed = createServer().listen(0, "127.0.0.1");
      await once(closed, "listening");
      gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
      closed.close();
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
      expectAllDeclaredSeen(integration, { except: subject.unseen ?? [] });
    });
    beforeEach(() => {
      seen = [];
      failures = 0;
      wish.ignore = () => false;
      wish.propagate = () => true;
      sent = collect();
    });
    afterEach(async () => {
      await new Promise(setImmediate);
      await sent.stop();
      expectOnlyDeclared(integration, sent, { except: ["work", "checkout", "GET"] });
    });

    test("a request is a span under the caller's, a measurement, and context on its way", async () => {
      const { port } = new URL(base);
      const answer = await trace("work", async (work) => {
        const given = await subject.ask(`${base}/items/7?page=2&token=hunter2`, {
          headers: { "x-tenant": "t1" },
        });
        expect(activeSpan()).toBe(work);
        return given;
      });
      expect(answer).toEqual({ status: 200, text: "ok" });
      const [span, ...others] = await calls();
      const [work] = sent.spans("work");
      expect(others).toEqual([]);
      expect([span?.name, span?.parentId, span?.status]).toEqual(["GET /items/{id}", work?.spanId, 0]);
      expect(span?.attributes).toMatchObject({
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": Number(port),
        "url.full": `${base}/items/7?page=2&token=REDACTED`,
        "url.scheme": "http",
        "url.template": "/items/{id}",
        "http.request.header.x-tenant": ["t1"],
        "http.response.header.x-answer": ["yes"],
      });
      expect(seen[0]?.headers["traceparent"]).toBe(`00-${span?.traceId}-${span?.spanId}-03`);
      const [point] = sent.points("http.client.request.duration");
      expect([point?.count, point?.unit]).toEqual([1, "s"]);
      expect(point?.attributes).toMatchObject({
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": Number(port),
      });
      expect(point?.attributes).not.toHaveProperty("url.full");
      const events = span?.events.map((event) => event.name.replace("telltale.http.", "")) ?? [];
      expect(events.filter((event) => event !== "dns").toSorted()).toEqual(subject.phases.toSorted());
    });

    test("context that is in the headers already, and is not the caller's, is replaced", async () => {
      const stale = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };
      await trace("work", async () => subject.ask(`${base}/stale`, { headers: stale }));
      const [span] = await calls();
      const sentHeaders = seen[0]?.raw.flatMap((part, at, all) =>
        at % 2 === 0 && part.toLowerCase() === "traceparent" ? [all[at + 1]] : [],
      );
      expect(sentHeaders).toEqual([`00-${span?.traceId}-${span?.spanId}-03`]);
    });

    test("baggage travels where it is wanted", async () => {
      await withContext({ "tenant.id": "t1" }, async () => subject.ask(`${base}/a`), {
        propagate: ["tenant.id"],
      });
      expect(seen[0]?.headers["baggage"]).toContain("tenant.id=t1");
    });

    test("who is not to get context gets none, and what is to be ignored is", async () => {
      wish.propagate = ({ host }) => host === "stock.internal";
      await trace("work", async () => subject.ask(`${base}/stranger`));
      expect(seen[0]?.headers).not.toHaveProperty("traceparent");
      expect((await calls()).length).toBe(1);
      wish.ignore = ({ path }) => path === "/quiet";
      await subject.ask(`${base}/quiet?x=1`);
      expect((await calls()).length).toBe(1);
      expect(seen[1]?.headers).not.toHaveProperty("traceparent");
    });

    test("a status from 400 on is an error, and the method may be any", async () => {
      const { status } = await subject.ask(`${base}/missing`, { method: "POST", body: "{}" });
      expect(status).toBe(404);
      const [span] = await calls();
      expect([span?.name, span?.status, span?.events.some((event) => event.name === "exception")]).toEqual([
        "POST",
        2,
        false,
      ]);
      expect(span?.attributes).toMatchObject({ "error.type": "404", "http.response.status_code": 404 });
    });

    test("a connection that is refused is an error without a status", async () => {
      await expect(trace("work", async () => subject.ask(`${gone}/gone`))).rejects.toBeInstanceOf(Error);
      const [span, ...others] = await calls();
      expect(others).toEqual([]);
      expect([span?.status, span?.attributes["error.type"]]).toEqual([2, subject.refused]);
      expect(span?.attributes).not.toHaveProperty("http.response.status_code");
      const [point] = sent.points("http.client.request.duration");
      expect(point?.attributes["error.type"]).toBe(subject.refused);
    });

    test("a request that is called off is an error", async () => {
      const controller = new AbortController();
      const asked = subject.ask(`${base}/never`, { signal: controller.signal });
      await once(server, "request");
      controller.abort();
      await expect(asked).rejects.toBeInstanceOf(Error);
      const [span] = await calls();
      expect([span?.status, span?.attributes["error.type"]]).toEqual([2, subject.aborted]);
    });

    test("a request that takes too long is an error", async () => {
      const asked = subject.ask(`${base}/never`, { signal: AbortSignal.timeout(20) });
      await expect(asked).rejects.toBeInstanceOf(Error);
      const [span] = await calls();
      expect([span?.status, span?.attributes["error.type"]]).toEqual([2, subject.timedOut]);
      expect(span?.attributes).not.toHaveProperty("http.response.status_code");
    });

    test("an answer that is cut off is an error", async () => {
      await expect(subject.ask(`${base}/cut`)).rejects.toBeInstanceOf(Error);
      const [span] = await calls();
      expect(span?.status).toBe(2);
      expect(span?.attributes).toMatchObject({ "http.response.status_code": 200 });
      expect(span?.attributes["error.type"]).toBeDefined();
    });

    test("the span ends with the answer's last byte", async () => {
      await subject.ask(`${base}/slow`);
      const [span] = await calls();
      expect((span?.endMs ?? 0) - (span?.startMs ?? 0)).toBeGreaterThan(50);
    });

    whereThereIs(subject.giveUp, `${name}: stopping to read: it has no way`)(
      "who stops reading has not failed",
      async () => {
        await subject.giveUp?.(`${base}/slow`);
        const spans = await calls();
        expect(spans.map((span) => span.status)).toEqual([0]);
      },
    );

    whereThereIs(subject.follow, `${name}: redirects: it follows none`)(
      "each hop of a redirect is a span, and counted",
      async () => {
        const answer = await trace("work", async () => subject.follow?.(`${base}/redirect`));
        expect(answer?.status).toBe(200);
        const spans = await calls();
        expect(
          spans.map((span) => [
            span.attributes["http.response.status_code"],
            span.attributes["http.request.resend_count"],
          ]),
        ).toEqual([
          [302, undefined],
          [200, 1],
        ]);
        const headers = seen.map(
          (one) => one.raw.filter((part) => part.toLowerCase() === "traceparent").length,
        );
        expect(headers).toEqual([1, 1]);
        expect(seen.map((one) => one.headers["traceparent"]?.toString().split("-")[2])).toEqual(
          spans.map((span) => span.spanId),
        );
        expect(JSON.stringify(spans)).not.toContain("hunter2");
      },
    );

    test("retries are counted", async () => {
      failures = 2;
      const retry =
        subject.retry ??
        (async (url: string): Promise<number> => {
          for (;;) {
            const { status } = await subject.ask(url);
            if (status === 200) return status;
          }
        });
      await trace("work", async () => retry(`${base}/failing`));
      const spans = await calls();
      expect(
        spans.map((span) => [
          span.attributes["http.response.status_code"],
          span.attributes["http.request.resend_count"],
        ]),
      ).toEqual([
        [503, undefined],
        [503, 1],
        [200, 2],
      ]);
    });

    test("a call that is traced by hand is not seen twice", async () => {
      await traceCall({ url: `${base}/by-hand` }, async (headers) =>
        subject.ask(`${base}/by-hand`, { headers }),
      );
      expect((await calls()).length).toBe(1);
    });

    test("a password in the URL never leaves", async () => {
      const { host } = new URL(base);
      try {
        await subject.ask(`http://ann:hunter2@${host}/a`);
      } catch {
        // some clients refuse it
      }
      expect(JSON.stringify([await calls(), sent.points()])).not.toContain("hunter2");
    });

    test("at the same time each keeps to its caller", async () => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, at) =>
          trace(`checkout`, async () => subject.ask(`${base}/many/${at}`)),
        ),
      );
      const spans = await calls();
      const parents = sent.spans("checkout");
      expect(spans.length).toBe(20);
      expect(new Set(spans.map((span) => span.parentId))).toEqual(
        new Set(parents.map((span) => span.spanId)),
      );
    });

    test("after the stop it only works", async () => {
      await sent.stop();
      expect(await subject.ask(`${base}/a`)).toEqual({ status: 200, text: "ok" });
      expect(seen[0]?.headers).not.toHaveProperty("traceparent");
      sent = collect();
      await subject.ask(`${base}/a`);
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
