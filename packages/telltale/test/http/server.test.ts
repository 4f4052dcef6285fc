// What servers of node:http record beyond the contract: options, and requests that are not like the others.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import http2 from "node:http2";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { activeSpan, addAttribute, context, trace } from "../../src/index.ts";
import { reported } from "../../src/engine/diagnostics/diagnose.ts";
import { http as integration, instrumentHttp } from "../../src/integrations/http.ts";
import { httpServerEmits, type HttpServerOptions } from "../../src/integrations/http-server-integration.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import type { ContractServer } from "../contract/describe-http-integration.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "../contract/emitted.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";
import { withSettings } from "./with-settings.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

let sent: Collected;
let server: ContractServer;
let node: http.Server;
beforeEach(() => (sent = collect()));
afterEach(async () => {
  await server?.close();
  await sent.flush();
  expectOnlyDeclared(integration, sent, { except: ["inside", "late", "mark"] });
  await sent.stop();
});

async function serve(handler: Handler, options: HttpServerOptions = {}): Promise<void> {
  withSettings(options);
  node = http.createServer(handler);
  server = await listen(node);
}
async function spans(count: number): Promise<SentSpan[]> {
  const all = (): SentSpan[] => sent.spans().filter(({ kind }) => kind === "server");
  await until(async () => {
    await sent.flush();
    return all().length >= count;
  }, `${count} server spans`);
  return all();
}
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.end(text);
  await new Promise((resolve) => socket.once("close", resolve));
  return answer;
}
const ok: Handler = (_request, response) => response.end("ok");

describe("requests that are not like the others", () => {
  test.each([
    [
      "HTTP/1.0",
      "GET /a HTTP/1.0\r\n\r\n",
      { name: "GET", "url.path": "/a", "network.protocol.version": "1.0" },
    ],
    [
      "a whole URL for its target",
      "GET http://u:p@shop.example:81/b?c=d HTTP/1.1\r\nhost: other\r\nconnection: close\r\n\r\n",
      {
        name: "GET",
        "url.path": "/b",
        "url.query": "c=d",
        "server.address": "shop.example",
        "server.port": 81,
      },
    ],
    [
      "an asterisk for its target",
      "OPTIONS * HTTP/1.1\r\nhost: [2001:db8::1]\r\nconnection: close\r\n\r\n",
      { name: "OPTIONS", "url.path": "*", "server.address": "2001:db8::1", "server.port": 80 },
    ],
    [
      "a method of its own",
      "PROPFIND /c HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
      { name: "HTTP", "http.request.method": "_OTHER", "http.request.method_original": "PROPFIND" },
    ],
    [
      "HEAD",
      "HEAD /d HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
      { name: "HEAD", "http.response.status_code": 200 },
    ],
    [
      "an invalid host",
      "GET /e HTTP/1.1\r\nhost: a:b:c\r\nconnection: close\r\n\r\n",
      { name: "GET", "url.path": "/e" },
    ],
    [
      "an empty query",
      "GET /f? HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
      { name: "GET", "url.path": "/f" },
    ],
  ])("%s", async (_what, text, expected) => {
    await serve(ok);
    expect(await raw(text)).toMatch(/^HTTP\/1\.1 200/);
    const [span] = await spans(1);
    expect({ name: span?.name, ...span?.attributes }).toMatchObject(expected);
    const known = { ...span?.attributes };
    const others = ["url.query", "http.request.method_original"].filter((key) => key in known);
    expect(others).toEqual(others.filter((key) => key in expected));
  });

  test("a request with `Expect: 100-continue`, and early hints", async () => {
    await serve((_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.writeHead(201).end();
    });
    node.on("checkContinue", (request, response) => {
      response.writeContinue();
      node.emit("request", request, response);
    });
    const answer = await raw(
      "PUT /g HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx",
    );
    expect(answer).toMatch(/100 Continue[^]*103 Early Hints[^]*201/);
    const all = await spans(1);
    expect(all.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([201]);
  });

  test("a server that was made, and listens, before it is instrumented; one whose handler throws", async () => {
    await serve((_request, response) => {
      response.on("error", () => {});
      throw new RangeError("too far");
    });
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const caught = new Promise((resolve) => process.once("uncaughtException", resolve));
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    expect(await caught).toBeInstanceOf(RangeError);
    for (const listener of before) process.on("uncaughtException", listener);
    socket.destroy();
    const [span] = await spans(1);
    expect(span).toMatchObject({ status: 2, message: "too far" });
    expect(span?.attributes).toMatchObject({ "error.type": "RangeError", "telltale.http.aborted": true });
    expect(span?.attributes).not.toHaveProperty("http.response.status_code");
  });

  test("an answer of 500 that its client has not read to the end is an error all the same", async () => {
    await serve((_request, response) => void response.writeHead(500).write("some"));
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    socket.destroy();
    const [span] = await spans(1);
    expect(span).toMatchObject({ status: 2 });
    expect(span?.attributes).toMatchObject({ "error.type": "500", "telltale.http.aborted": true });
  });

  test("node:http2 in its compatible form", async () => {
    withSettings();
    const h2 = http2.createServer((_request, response) => trace("inside", () => response.end("ok")));
    server = await listen(h2 as never);
    const session = http2.connect(server.url);
    const stream = session.request({ ":path": "/two?x=1", "user-agent": "h2" });
    stream.resume();
    await new Promise((resolve) => stream.once("close", resolve));
    session.close();
    const [span] = await spans(1);
    expect(span?.attributes).toMatchObject({
      "http.response.status_code": 200,
      "network.protocol.version": "2",
      "server.address": "127.0.0.1",
      "url.path": "/two",
      "user_agent.original": "h2",
    });
    expect(sent.spans("inside")[0]?.parentId).toBe(span?.spanId);
  });
});

describe("node:http2: a client that leaves", () => {
  test.each([
    ["before an answer", "GET", "/hang", undefined, true],
    ["in the midst of one", "POST", "/part", 200, true],
    ["in the midst of one that is all written", "GET", "/long", 200, true],
    ["after the whole of it", "POST", "/whole", 200, undefined],
  ])("%s", async (_when, method, path, status, aborted) => {
    withSettings();
    const h2 = http2.createServer((request, response) => {
      if (request.url === "/part") response.write("some");
      if (request.url === "/long") response.end(Buffer.alloc(1_000_000));
      if (request.url === "/whole") response.end("all");
    });
    server = await listen(h2 as never);
    const begun = new Promise((resolve) => h2.once("request", resolve));
    const session = http2.connect(server.url);
    const stream = session.request({ ":path": path, ":method": method });
    stream.on("error", () => {});
    if (path !== "/long") stream.resume();
    await begun;
    if (path === "/whole") await new Promise((resolve) => stream.once("end", resolve));
    stream.close(http2.constants.NGHTTP2_CANCEL);
    const [span] = await spans(1);
    expect([
      span?.attributes["http.response.status_code"],
      span?.attributes["telltale.http.aborted"],
      span?.attributes["error.type"],
    ]).toEqual([status, aborted, aborted ? "aborted" : undefined]);
    session.close();
  });
});

describe("upgrades", () => {
  test("a WebSocket is a span that ends with its 101, and works", async () => {
    await serve(ok);
    const sockets = new WebSocketServer({ server: node });
    let inside: string | undefined;
    sockets.on("connection", (socket) => {
      inside = activeSpan()?.spanContext().spanId;
      socket.on("message", (data: Buffer) => socket.send(`echo ${data.toString()}`));
    });
    const client = new WebSocket(`${server.url.replace("http", "ws")}/chat?room=1`);
    await new Promise((resolve) => client.once("open", resolve));
    client.send("hello");
    expect(String(await new Promise((resolve) => client.once("message", resolve)))).toBe("echo hello");
    const [span] = await spans(1);
    expect(span).toMatchObject({ name: "GET", status: 0 });
    expect(span?.attributes).toMatchObject({
      "http.response.status_code": 101,
      "telltale.http.upgrade": "websocket",
      "url.path": "/chat",
    });
    // what the connection does afterwards is not the request's
    expect(inside).not.toBe(span?.spanId);
    client.terminate();
    sockets.close();
  });

  test.each([
    [
      "refused",
      (socket: Socket) => socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n"),
      401,
      undefined,
    ],
    ["left without an answer", (socket: Socket) => socket.destroy(), undefined, true],
  ])("one that is %s", async (_what, answer, status, aborted) => {
    await serve(ok);
    node.on("upgrade", (_request, socket) => answer(socket as Socket));
    await raw("GET /up HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: Foo\r\n\r\n");
    const [span] = await spans(1);
    expect(span?.attributes["http.response.status_code"]).toBe(status);
    expect(span?.attributes["telltale.http.aborted"]).toBe(aborted);
    expect(span?.attributes["telltale.http.upgrade"]).toBe("foo");
  });

  test("CONNECT has no path", async () => {
    await serve(ok);
    node.on("connect", (_request, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
    await raw("CONNECT db.example:5432 HTTP/1.1\r\nhost: db.example:5432\r\n\r\n");
    const [span] = await spans(1);
    expect(span).toMatchObject({ name: "CONNECT" });
    expect(span?.attributes).not.toHaveProperty("url.path");
  });
});

describe("options", () => {
  test("what is ignored leaves nothing, nor does what is done for it; what throws ignores nothing", async () => {
    await serve((_request, response) => trace("inside", () => response.end()), {
      ignore: ["/internal", "/assets/*"],
    });
    for (const path of ["/internal", "/internal?x=1", "/assets/a.css"]) await fetch(server.url + path);
    await fetch(`${server.url}/internals`);
    await spans(1);
    expect(sent.spans().map(({ attributes, name }) => attributes["url.path"] ?? name)).toEqual([
      "inside",
      "/internals",
    ]);
    withSettings({
      ignore: () => {
        throw new Error("no");
      },
    });
    await fetch(`${server.url}/internal`);
    await spans(2);
  });

  test.each<[string, HttpServerOptions["clientAddress"], Record<string, string>, Record<string, unknown>]>([
    ["none", "none", { "x-forwarded-for": "1.1.1.1" }, {}],
    [
      "direct",
      "direct",
      { "x-forwarded-for": "1.1.1.1" },
      { "client.address": "127.0.0.1", "network.peer.address": "127.0.0.1" },
    ],
    [
      "one proxy",
      { trustedProxies: 1 },
      { "x-forwarded-for": "6.6.6.6, 1.1.1.1" },
      { "client.address": "1.1.1.1", "network.peer.address": "127.0.0.1" },
    ],
    [
      "two proxies",
      { trustedProxies: 2 },
      { "x-forwarded-for": "6.6.6.6, 1.1.1.1, 10.0.0.1" },
      { "client.address": "1.1.1.1", "network.peer.address": "127.0.0.1" },
    ],
    [
      "networks",
      { trustedProxies: ["127.0.0.1", "10.0.0.0/8"] },
      {
        "x-forwarded-for": "6.6.6.6, 1.1.1.1:99, 10.0.0.1",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "shop.example",
      },
      {
        "client.address": "1.1.1.1",
        "network.peer.address": "127.0.0.1",
        "url.scheme": "https",
        "server.address": "shop.example",
        "server.port": 443,
      },
    ],
    [
      "a peer that is not trusted",
      { trustedProxies: ["10.0.0.0/8"] },
      { "x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https" },
      { "client.address": "127.0.0.1", "network.peer.address": "127.0.0.1", "url.scheme": "http" },
    ],
    [
      "Forwarded",
      { trustedProxies: 1 },
      { forwarded: 'for=6.6.6.6, for="[2001:db8::9]:1";proto=https;host=a.example' },
      {
        "client.address": "2001:db8::9",
        "network.peer.address": "127.0.0.1",
        "url.scheme": "https",
        "server.address": "a.example",
      },
    ],
    [
      "a name in place of an address",
      { trustedProxies: 1 },
      { "x-forwarded-for": "unknown" },
      { "client.address": "127.0.0.1", "network.peer.address": "127.0.0.1" },
    ],
  ])("the client's address: %s", async (_what, clientAddress, headers, expected) => {
    await serve(ok, { clientAddress });
    await fetch(server.url, { headers });
    const [span] = await spans(1);
    const attributes = span?.attributes ?? {};
    expect(attributes).toMatchObject(expected);
    expect(["client.address", "network.peer.address"].filter((key) => key in attributes)).toEqual(
      Object.keys(expected).filter((key) => /client|peer/.test(key)),
    );
  });

  test("headers by name, sizes, ids and trace headers, hooks", async () => {
    let seen: string | undefined;
    await serve(
      (request, response) => {
        seen = context.get("request.id") as string;
        request.on("data", () => {});
        request.on("end", () =>
          trace("inside", () => response.writeHead(200, { "X-Answer": "yes" }).end("four")),
        );
      },
      {
        requestHeaders: ["X-Tenant", "x-none", "constructor"],
        responseHeaders: ["X-Answer"],
        sizes: true,
        requestId: true,
        traceHeaders: ["server-timing", "traceresponse"],
        onRequest: (span) => span.setAttribute("mark", 1),
        onResponse: (span, response) => {
          span.setAttribute("mark", `${response.statusCode}`);
          addAttribute("mark", "inside");
        },
      },
    );
    const response = await fetch(server.url, {
      method: "POST",
      body: "abc",
      headers: { "x-tenant": "t1", "x-request-id": "req-1" },
    });
    const [span] = await spans(1);
    const trail = `00-${span?.traceId}-${span?.spanId}-03`;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-request-id": "req-1",
      traceresponse: trail,
      "server-timing": `traceparent;desc="${trail}"`,
    });
    expect(seen).toBe("req-1");
    expect(span?.attributes).toMatchObject({
      "http.request.header.x-tenant": ["t1"],
      "http.response.header.x-answer": ["yes"],
      "http.request.body.size": 3,
      "http.response.body.size": 4,
      "request.id": "req-1",
      mark: "inside",
    });
    // what every object has is not a header
    expect(span?.attributes).not.toHaveProperty("http.request.header.constructor");
    expect(span?.attributes).not.toHaveProperty("http.request.header.x-none");
    expect(sent.spans("inside")[0]?.attributes).toMatchObject({ "request.id": "req-1" });
    expect(sent.points("http.server.request.body.size")).toMatchObject([{ value: 3, unit: "By" }]);
    expect(sent.points("http.server.response.body.size")).toMatchObject([{ value: 4, unit: "By" }]);
  });

  test("options in code stay when register runs again, and when the application instruments without options", async () => {
    await serve(ok, { requestId: true });
    integration.instrument(http, { server: { ignore: ["/"] }, client: false });
    instrumentHttp(http, { client: false });
    expect((await fetch(server.url)).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    await spans(1);
  });

  test("an id that is long or strange, or not to be taken, is made anew", async () => {
    await serve(ok, { requestId: { header: "X-Correlation" } });
    for (const given of ["x".repeat(129), "a b", "{}"]) {
      const { headers } = await fetch(server.url, { headers: { "x-correlation": given } });
      expect(headers.get("x-correlation")).toMatch(/^[0-9a-f-]{36}$/);
    }
    withSettings({ requestId: { take: false } });
    const { headers } = await fetch(server.url, { headers: { "x-request-id": "mine" } });
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    await spans(4);
  });

  test("sizes of what is compressed, streamed and not sent are those on the wire", async () => {
    const zipped = gzipSync("zipped".repeat(100));
    await serve(
      (request, response) => {
        if (request.url === "/zip") response.setHeader("content-encoding", "gzip").end(zipped);
        else if (request.url === "/parts") {
          response.write("one");
          response.write(Buffer.from("two"));
          response.end("dHdv", "base64");
        } else response.writeHead(request.url === "/none" ? 304 : 500).end();
      },
      { sizes: true },
    );
    for (const path of ["/zip", "/parts", "/none", "/failed"])
      await (await fetch(server.url + path)).arrayBuffer();
    const all = await spans(4);
    expect(all.map(({ attributes }) => attributes["http.response.body.size"])).toEqual([
      zipped.length,
      9,
      0,
      0,
    ]);
  });

  test.each<[HttpServerOptions, string]>([
    [{ ignore: ["health"] }, 'Cannot use `["health"]` as `server.ignore`'],
    [{ ignore: "/health" as never }, "Cannot use `/health` as `server.ignore`"],
    [{ clientAddress: "proxied" as never }, "`clientAddress`"],
    [{ clientAddress: { trustedProxies: 0 } }, "`clientAddress`"],
    [{ clientAddress: { trustedProxies: ["10.0.0.0/99"] } }, "`10.0.0.0/99`"],
    [{ requestHeaders: ["a b"] }, "Cannot use `a b` as `server.requestHeaders[0]`"],
    [{ sizes: "yes" as never }, "Cannot use `yes` as `server.sizes`"],
    [{ requestId: 1 as never }, "`server.requestId`"],
    [{ requestId: { header: "" } }, "`server.requestId.header`"],
    [{ traceHeaders: ["b3" as never] }, "Cannot use `b3` as `server.traceHeaders[0]`"],
    [{ onRequest: 1 as never }, "`server.onRequest`"],
  ])("rejects %j", (options, message) => {
    expect(() => withSettings(options)).toThrow(message);
  });
});

test("listeners of a request run in its context, wherever they are called from; nothing stays active afterwards", async () => {
  const seen: (string | undefined)[] = [];
  const look = (): number => seen.push(activeSpan()?.spanContext().spanId);
  await serve((request, response) => {
    request.on("data", look);
    request.on("end", () => {
      look();
      response.end("ok");
    });
    response.on("finish", look);
    response.on("close", () => trace("late", () => {}));
  });
  await (await fetch(server.url, { method: "POST", body: "b" })).text();
  const [span] = await spans(1);
  expect(seen).toEqual([span?.spanId, span?.spanId, span?.spanId]);
  expect(activeSpan()).toBe(undefined);
  await until(async () => {
    await sent.flush();
    return sent.spans("late").length > 0;
  });
});

test("a request that is open at the stop leaves as incomplete, and its end is heard no more", async () => {
  let answer = (): void => {};
  const asked = new Promise<void>((resolve) => {
    node = http.createServer((_request, response) => {
      answer = () => response.end("late");
      resolve();
    });
  });
  withSettings();
  server = await listen(node);
  const response = fetch(server.url);
  await asked;
  const used = reported()["span_used_after_end"] ?? 0;
  await sent.stop();
  const again = collect();
  answer();
  expect(await (await response).text()).toBe("late");
  await again.flush();
  expect(sent.spans().map(({ attributes }) => attributes["telltale.incomplete"])).toEqual([true]);
  expect(again.spans()).toEqual([]);
  expect(again.points("http.server.active_requests")).toEqual([]);
  expect(reported()["span_used_after_end"] ?? 0).toBe(used);
  await again.stop();
});

afterAll(() => {
  // what frameworks add is seen with them
  const described = { name: integration.name, emits: httpServerEmits };
  expectAllDeclaredSeen(described, {
    except: [/: (?:http\.route|code\.function\.name)$/, /request\.body\.size: error\.type$/],
  });
});
