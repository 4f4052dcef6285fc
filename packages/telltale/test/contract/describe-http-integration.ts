// The contract of every HTTP framework, tried against the real one over real connections: one server span a request, with its route, its status and its
// error; handlers in its context, whatever runs at the same time; nothing that the client sees changed.
import { connect } from "node:net";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { activeSpan, addAttribute, trace } from "../../src/index.ts";
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { expectOnlyDeclared } from "./emitted.ts";
import { until } from "./until.ts";

/** What a handler of the contract is given. */
interface HandlerInput {
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** The body as text; empty where there is none. */
  readonly body: string;
}

/** What it answers: a text, or the parts of one as they come. */
type Reply = string | AsyncIterable<string>;

/** A route that the application under test must serve with status 200, in the way its users write it; what `handle` throws is to be thrown in the handler. */
export interface ContractRoute {
  readonly method: "GET" | "POST";
  /** With parameters as `:name`. */
  readonly path: string;
  /** `inner` below `outer` where the framework has routers to mount; else joined. */
  readonly mounted?: { readonly outer: string; readonly inner: string } | undefined;
  readonly handle: (asked: HandlerInput) => Reply | Promise<Reply>;
}

/** A server that listens. */
export interface ContractServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What the framework under test can do. */
export interface HttpSubject {
  readonly integration: LibraryIntegration<never>;
  /** Instruments what is to be instrumented; called before each `serve`, and so very often. */
  instrument(): void;
  serve(routes: readonly ContractRoute[]): Promise<ContractServer>;
  /** Whether it has routes at all. */
  readonly hasRoutes: boolean;
  /** Whether errors of handlers reach it. */
  readonly seesErrors: boolean;
  /** `error.type` of a thrown text, where the framework makes an error of it. */
  readonly thrownText?: string | undefined;
  /** Attributes that all its spans have besides. */
  readonly except?: readonly (string | RegExp)[] | undefined;
}

const parent = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const traceparent = `00-${parent.traceId}-${parent.spanId}-01`;

class OutOfStock extends Error {
  override name = "OutOfStock";
}

async function turn(): Promise<void> {
  await new Promise(setImmediate);
}

function routes(): ContractRoute[] {
  const here = (): string => activeSpan()?.spanContext().spanId ?? "";
  return [
    { method: "GET", path: "/", handle: () => "hello" },
    {
      method: "GET",
      path: "/orders/:id",
      async handle({ parameters }) {
        const before = here();
        await turn();
        trace("look up", () => {});
        addAttribute("order.id", parameters["id"]);
        return JSON.stringify([parameters["id"], before, here()]);
      },
    },
    {
      method: "GET",
      path: "/shops/:shop/items/:item",
      mounted: { outer: "/shops/:shop", inner: "/items/:item" },
      handle: ({ parameters }) => String(parameters["item"]),
    },
    {
      method: "POST",
      path: "/echo",
      async handle({ body }) {
        trace("after the body", () => {});
        return body;
      },
    },
    {
      method: "GET",
      path: "/thrown",
      handle() {
        throw new OutOfStock("nothing left");
      },
    },
    {
      method: "GET",
      path: "/rejected",
      async handle() {
        await turn();
        throw new OutOfStock("nothing left");
      },
    },
    {
      method: "GET",
      path: "/text-thrown",
      async handle() {
        await turn();
        // oxlint-disable-next-line no-throw-literal -- anything can be thrown
        throw "no error at all";
      },
    },
    {
      method: "GET",
      path: "/stream",
      handle: async function* () {
        for (let part = 0; part < 5; part++) {
          await turn();
          yield `part ${part};`;
        }
      },
    },
    {
      method: "GET",
      path: "/endless",
      handle: async function* () {
        for (;;) {
          yield "more;";
          await turn();
        }
      },
    },
  ];
}

/** Runs the contract for `subject`. */
export function describeHttpIntegration(name: string, subject: HttpSubject): void {
  describe(`${name}: HTTP server`, () => {
    let sent: Collected;
    let server: ContractServer;
    const route = (path: string): string | undefined => (subject.hasRoutes ? path : undefined);
    const named = (method: string, path: string): string =>
      subject.hasRoutes ? `${method} ${path}` : method;

    beforeEach(async () => {
      sent = collect();
      subject.instrument();
      server = await subject.serve(routes());
    });
    afterEach(async () => {
      await server.close();
      await sent.flush();
      expectOnlyDeclared(subject.integration, sent, {
        except: ["look up", "after the body", "order.id", "around", ...(subject.except ?? [])],
      });
      await sent.stop();
    });
    afterAll(turn);

    async function serverSpans(count: number): Promise<SentSpan[]> {
      const all = (): SentSpan[] => sent.spans().filter(({ kind }) => kind === "server");
      await until(async () => {
        await sent.flush();
        return all().length >= count;
      }, `${count} server spans`);
      return all();
    }
    const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(server.url + path, { headers });

    test("a request is one span of its route, child of its traceparent; handlers are in its context, before and after they wait", async () => {
      const response = await get("/orders/o1?expand=1", { traceparent, "user-agent": "contract" });
      const [id, before, after] = (await response.json()) as string[];
      const [span, more] = await serverSpans(1);
      const { port } = new URL(server.url);
      expect(more).toBe(undefined);
      expect(span).toMatchObject({
        name: named("GET", "/orders/:id"),
        traceId: parent.traceId,
        parentId: parent.spanId,
        status: 0,
      });
      expect([id, before, after]).toEqual(["o1", span?.spanId, span?.spanId]);
      expect(span?.attributes).toEqual({
        "http.request.method": "GET",
        "http.response.status_code": 200,
        ...(subject.hasRoutes ? { "http.route": "/orders/:id" } : {}),
        "url.path": "/orders/o1",
        "url.query": "expand=1",
        "url.scheme": "http",
        "server.address": "127.0.0.1",
        "server.port": Number(port),
        "client.address": "127.0.0.1",
        "network.peer.address": "127.0.0.1",
        "network.peer.port": expect.any(Number) as number,
        "network.protocol.version": "1.1",
        "user_agent.original": "contract",
        "order.id": "o1",
        ...(span?.attributes["code.function.name"] === undefined
          ? {}
          : { "code.function.name": span.attributes["code.function.name"] }),
      });
      expect(sent.spans("look up")[0]).toMatchObject({ parentId: span?.spanId, traceId: parent.traceId });
      const [point] = sent.points("http.server.request.duration");
      expect(point).toMatchObject({ unit: "s", count: 1 });
      expect(point?.attributes).toEqual({
        "http.request.method": "GET",
        "http.response.status_code": 200,
        ...(subject.hasRoutes ? { "http.route": "/orders/:id" } : {}),
        "url.scheme": "http",
        "network.protocol.version": "1.1",
      });
      expect(sent.points("http.server.active_requests")).toMatchObject([{ value: 0 }]);
    });

    test("routes of routers that are mounted are whole, and have patterns where the path has values", async () => {
      expect(await (await get("/shops/s1/items/i1")).text()).toBe("i1");
      expect(await (await get("/")).text()).toBe("hello");
      const spans = await serverSpans(2);
      expect(spans.map((span) => span.attributes["http.route"])).toEqual([
        route("/shops/:shop/items/:item"),
        route("/"),
      ]);
    });

    test("what nothing answers is a 404 without a route, and no error", async () => {
      expect((await get("/nothing/here")).status).toBe(404);
      const [span] = await serverSpans(1);
      expect(span).toMatchObject({ name: "GET", status: 0, events: [] });
      expect(span?.attributes).toMatchObject({
        "http.response.status_code": 404,
        "url.path": "/nothing/here",
      });
      expect(span?.attributes).not.toHaveProperty("http.route");
      expect(span?.attributes).not.toHaveProperty("error.type");
    });

    test.each([
      ["/thrown", "OutOfStock", "nothing left"],
      ["/rejected", "OutOfStock", "nothing left"],
      ["/text-thrown", subject.thrownText ?? "string", "no error at all"],
    ])("%s: an error is a 500 with its type, and told once", async (path, type, message) => {
      expect((await get(path)).status).toBe(500);
      const [span] = await serverSpans(1);
      expect(span).toMatchObject({ name: named("GET", path), status: 2 });
      expect(span?.attributes).toMatchObject({
        "http.response.status_code": 500,
        "error.type": subject.seesErrors ? type : "500",
      });
      const events = span?.events.map((event) => event.attributes["exception.message"]);
      const reported = expect.stringContaining(message);
      expect(events).toEqual(subject.seesErrors ? [reported] : []);
      expect(sent.points("http.server.request.duration")[0]?.attributes).toMatchObject({
        "error.type": subject.seesErrors ? type : "500",
      });
    });

    test("a body is read in the context, and comes back as it was", async () => {
      const body = "b".repeat(100_000);
      const response = await fetch(`${server.url}/echo`, { method: "POST", body });
      expect(await response.text()).toBe(body);
      const [span] = await serverSpans(1);
      expect(sent.spans("after the body")[0]?.parentId).toBe(span?.spanId);
    });

    test("an answer that streams is whole, and its span lasts as long", async () => {
      expect(await (await get("/stream")).text()).toBe("part 0;part 1;part 2;part 3;part 4;");
      const [span] = await serverSpans(1);
      expect(span).toMatchObject({ name: named("GET", "/stream"), status: 0 });
      expect(span?.attributes).toMatchObject({ "http.response.status_code": 200 });
    });

    test("a client that leaves ends its span, which says so and is not an error of the server", async () => {
      const { port } = new URL(server.url);
      const socket = connect(Number(port), "127.0.0.1");
      socket.write("GET /endless HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
      await new Promise((resolve) => socket.once("data", resolve));
      socket.destroy();
      const [span] = await serverSpans(1);
      expect(span).toMatchObject({ status: 0 });
      expect(span?.attributes).toMatchObject({ "telltale.http.aborted": true, "error.type": "aborted" });
      expect(sent.points("http.server.active_requests")).toMatchObject([{ value: 0 }]);
    });

    test("requests that follow each other on one connection, also without waiting for the answer, are spans of their own", async () => {
      const { port } = new URL(server.url);
      const socket = connect(Number(port), "127.0.0.1");
      const asked = [1, 2, 3].map((at) => `GET /orders/p${at} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
      socket.write(asked.join(""));
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      await until(() => (text.match(/\["p\d/g) ?? []).length === 3, "three answers");
      socket.destroy();
      const spans = await serverSpans(3);
      const answers = [...text.matchAll(/\["(p\d)","(\w+)","(\w+)"\]/g)].map(([, ...parts]) => parts);
      for (const [id, before, after] of answers) {
        const span = spans.find((one) => one.attributes["order.id"] === id);
        expect([before, after]).toEqual([span?.spanId, span?.spanId]);
        expect(span?.attributes["url.path"]).toBe(`/orders/${id}`);
      }
      expect(new Set(spans.map((span) => span.traceId)).size).toBe(3);
    });

    test("fifty requests at once are not mixed up", async () => {
      const answers = await Promise.all(
        Array.from(
          { length: 50 },
          async (_, at) => (await get(`/orders/c${at}`)).json() as Promise<string[]>,
        ),
      );
      const spans = await serverSpans(50);
      expect(spans.length).toBe(50);
      for (const [id, before, after] of answers) {
        const span = spans.find((one) => one.attributes["order.id"] === id);
        expect([before, after]).toEqual([span?.spanId, span?.spanId]);
      }
    });

    test("two traceparent headers are ignored, and an ended request is not a parent of the next", async () => {
      const { port } = new URL(server.url);
      const socket = connect(Number(port), "127.0.0.1");
      const twice = `traceparent: ${traceparent}\r\n`.repeat(2);
      socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n${twice}\r\n`);
      await new Promise((resolve) => socket.once("data", resolve));
      socket.destroy();
      await get("/");
      const spans = await serverSpans(2);
      for (const span of spans) expect(span).toMatchObject({ parentId: "" });
      expect(spans[0]?.traceId).not.toBe(spans[1]?.traceId);
      expect(spans.map(({ traceId }) => traceId)).not.toContain(parent.traceId);
    });

    test("what is active where the server listens is not a parent of what it answers", async () => {
      const inside = await trace("around", async () => subject.serve(routes()));
      try {
        expect(await (await fetch(inside.url)).text()).toBe("hello");
        const [span] = await serverSpans(1);
        expect(span?.parentId).toBe("");
      } finally {
        await inside.close();
      }
    });

    test("before the start and after the stop requests are answered as ever, and seen again after the next", async () => {
      await sent.stop();
      expect(await (await get("/shops/s1/items/i1")).text()).toBe("i1");
      sent = collect();
      expect((await get("/orders/o2")).status).toBe(200);
      const [span, more] = await serverSpans(1);
      expect(span?.attributes["url.path"]).toBe("/orders/o2");
      expect(more).toBe(undefined);
    });
  });
}
