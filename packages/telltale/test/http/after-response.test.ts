// What a request starts and does not wait for: it belongs to the request, also after the response, and when the client has hung up.
import { EventEmitter } from "node:events";
import http from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addAttribute, captureError, currentTraceparent, log, trace, traceId } from "../../src/index.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import type { ContractServer } from "../contract/describe-http-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";

instrumentHttp(http);

const remote = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const queue = new EventEmitter();

let sent: Collected;
let server: ContractServer;
let downstream: ContractServer;
let finished: Promise<void>;
beforeEach(async () => {
  sent = collect();
  downstream = await listen(
    http.createServer((request, response) => response.end(request.headers["traceparent"])),
  );
});
afterEach(async () => {
  await server.close();
  await downstream.close();
  await sent.stop();
});

/** Serves `work`, which begins when the response has ended or the connection has closed. */
async function serve(work: () => Promise<unknown>): Promise<void> {
  let done: () => void;
  finished = new Promise((resolve) => (done = resolve));
  server = await listen(
    http.createServer((request, response) => {
      const after = async (): Promise<void> => {
        await until(async () => (await sent.flush(), requests().length > 0), "the end of the request");
        await work();
        done();
      };
      if (request.url === "/held") response.once("close", () => void after());
      else {
        response.end("ok");
        void after();
      }
    }),
  );
}

async function get(path: string, headers: Record<string, string> = {}): Promise<void> {
  await (await fetch(server.url + path, { headers })).text();
}

const requests = (): SentSpan[] => sent.spans().filter(({ kind }) => kind === "server");

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const later = (): unknown => trace("late", () => log.info("late line"));

const ways: Record<string, () => Promise<unknown>> = {
  "an await": async () => later(),
  "a timer": async () => {
    await pause();
    later();
  },
  "an immediate": async () => {
    await new Promise(setImmediate);
    later();
  },
  "an event emitter": async () => {
    const emitter = new EventEmitter().once("ready", later);
    await pause();
    emitter.emit("ready");
  },
  "a stream": async () => {
    for await (const part of Readable.from(["a"])) void part;
    later();
  },
  "a queue of promises": async () => {
    await Promise.all([pause(), pause().then(later)]);
  },
  "as waitUntil does": async () => {
    const waiting: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>): void => void waiting.push(promise);
    waitUntil(pause().then(later));
    await Promise.all(waiting);
  },
};

test.each(Object.entries(ways))(
  "work after the response, through %s, is below its request",
  async (_way, work) => {
    await serve(work);
    await get("/");
    await finished;
    await sent.flush();
    const [request] = requests() as [SentSpan];
    expect(sent.spans("late")).toMatchObject([{ traceId: request.traceId, parentId: request.spanId }]);
    expect(sent.records("").filter(({ body }) => body === "late line")).toMatchObject([
      { traceId: request.traceId },
    ]);
  },
);

test("a fetch after the response goes on in the caller's trace, as a child of the request", async () => {
  let seen: (string | undefined)[] = [];
  await serve(async () => {
    const answer = await fetch(downstream.url, { headers: { traceparent: currentTraceparent() ?? "" } });
    seen = [await answer.text(), traceId()];
  });
  await get("/", { traceparent: remote });
  await finished;
  await sent.flush();
  const request = requests().find(({ parentId }) => parentId === "00f067aa0ba902b7") as SentSpan;
  expect(request.traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect(seen).toEqual([`00-${request.traceId}-${request.spanId}-01`, request.traceId]);
});

test("after the client has hung up, too", async () => {
  await serve(async () => later());
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write("GET /held HTTP/1.1\r\nhost: a\r\n\r\n");
  await pause();
  setTimeout(() => socket.destroy(), 20);
  await finished;
  await sent.flush();
  const [request] = requests() as [SentSpan];
  expect(sent.spans("late")).toMatchObject([{ traceId: request.traceId, parentId: request.spanId }]);
});

test.each(["/", "/hang"])("listeners for the close of the request %s are in its trace", async (path) => {
  const seen: unknown[] = [];
  let closed: () => void;
  const over = new Promise<void>((resolve) => (closed = resolve));
  server = await listen(
    http.createServer((request, response) => {
      seen.push(traceId());
      response.once("close", () => void seen.push(traceId()));
      request.once("close", () => {
        seen.push(traceId());
        closed();
      });
      if (request.url === "/") response.end();
      else socket.destroy();
    }),
  );
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
  await over;
  socket.destroy();
  await until(async () => (await sent.flush(), requests().length > 0), "the end of the request");
  const [request] = requests() as [SentSpan];
  expect(seen).toEqual([request.traceId, request.traceId, request.traceId]);
});

test("what is set on a request after its end changes nothing, and an error keeps its trace", async () => {
  await serve(async () => {
    addAttribute("late.key", 1);
    captureError(new Error("after the end"));
  });
  await get("/");
  await finished;
  await sent.flush();
  const [request] = requests() as [SentSpan];
  expect(request.attributes).not.toHaveProperty("late.key");
  expect(request.status).toBe(0);
  expect(sent.records("exception")).toMatchObject([{ traceId: request.traceId, spanId: request.spanId }]);
});

test("a consumer that was there before the request has a trace of its own", async () => {
  const handled = new Promise<void>((resolve) => {
    setImmediate(() => {
      const poll = setInterval(() => {
        if (queue.listenerCount("job") === 0) return;
        clearInterval(poll);
        trace("background", () => resolve());
      }, 1);
    });
  });
  await serve(async () => void queue.once("job", () => {}));
  await get("/");
  await finished;
  await handled;
  queue.removeAllListeners();
  await sent.flush();
  const [request] = requests() as [SentSpan];
  const [background] = sent.spans("background") as [SentSpan];
  expect(background.parentId).toBe("");
  expect(background.traceId).not.toBe(request.traceId);
});
