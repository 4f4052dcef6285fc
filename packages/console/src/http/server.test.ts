import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { brotliCompressSync } from "node:zlib";
import type { Problem, Pulse, Stats } from "contract";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createAudit } from "../auth/audit.ts";
import { memoryAccess, memoryAccessStore } from "../../test/support/memory-access.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { makeSpan, makeTraces } from "../../test/support/messages.ts";
import { Attachment } from "../api/attachment.ts";
import type { ApiRoute } from "../api/context.ts";
import { createLog } from "../log.ts";
import { createIntake } from "../receive/intake.ts";
import type { StoredToken } from "../store/access.ts";
import { queryTag } from "../store/query/progress.ts";
import { queueFull } from "../store/store-error.ts";
import { ProblemError } from "../problem/problem.ts";
import { createServer, type ServerOptions } from "./server.ts";
import { localSender } from "../receive/sender.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const addresses = {
  page: "http://127.0.0.1:1",
  otlpHttp: "http://127.0.0.1:2",
  otlpGrpc: "http://127.0.0.1:3",
};

let changes = 0;
const routes: readonly ApiRoute[] = [
  { method: "GET", path: "/api/echo/:id", handler: async (params) => params },
  {
    method: "GET",
    path: "/api/bad",
    handler: () =>
      Promise.reject(new ProblemError("BAD_PARAMETER", "Cannot read it.", "Write it differently.")),
  },
  {
    method: "GET",
    path: "/api/file",
    handler: async () => new Attachment("work.cpuprofile", Buffer.from("{}")),
  },
  { method: "POST", path: "/api/take", access: "read", handler: async () => ({}) },
  {
    method: "POST",
    path: "/api/change",
    handler: async ({ end }) => {
      if (end === "refused") throw new ProblemError("VIEW_CHANGED", "It has changed.", "Read it again.");
      if (end === "failed") throw new Error("secret detail");
      changes++;
      return {};
    },
  },
  { method: "GET", path: "/api/broken", handler: () => Promise.reject(new Error("secret detail")) },
];

async function startServer(options: Partial<ServerOptions> = {}) {
  const writer = createMemoryWriter();
  const intake = createIntake(writer);
  const app = await createServer({
    intake,
    routes,
    viewOf: async () => ({ queries: { run: async () => [] } }),
    storeFigures: async () => ({ engine: "test", version: "1", bytes: 2, rows: 3 }),
    storeReady: async () => undefined,
    ...memoryAccess(),
    listen: "127.0.0.1",
    allowedHosts: [],
    webDirectory: join(tmpdir(), "telltale-no-such-page"),
    log: createLog("silent"),
    addresses: () => addresses,
    ...options,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, intake, writer };
}

/** `fetch` does not let a header `host` through. */
function getWithHost(port: number, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}

/** As it is written: `fetch` resolves `..`, and asks caches for nothing when it has a condition. */
function getPlainly(port: number, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
    get({ port, host: "127.0.0.1", path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    }).on("error", reject);
  });
}

function makePage(): string {
  const directory = mkdtempSync(join(tmpdir(), "telltale-page-"));
  closers.push(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "assets"));
  writeFileSync(
    join(directory, "index.html"),
    `<!doctype html><script>start()</script><script type="module" src="/assets/main-abc.js"></script>`,
  );
  writeFileSync(join(directory, "assets", "main-abc.js"), "run()");
  writeFileSync(join(directory, "flag.svg"), "<svg/>");
  return directory;
}

test("routes get path and query as parameters and answer in JSON", async () => {
  const { url } = await startServer();
  const response = await fetch(`${url}/api/echo/order%20%2F789?limit=5&filter=a&filter=b`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(await response.json()).toEqual({ id: "order /789", limit: "5", filter: ["a", "b"] });
});

test("a request of a page tags its queries with the page, any other value does not", async () => {
  const tagged: ApiRoute = {
    method: "GET",
    path: "/api/tag",
    handler: async () => ({ tag: queryTag() ?? "none" }),
  };
  const { url } = await startServer({ routes: [tagged] });
  const tagOf = async (page: string): Promise<unknown> =>
    (await fetch(`${url}/api/tag`, { headers: { "x-telltale-page": page } })).json();
  expect(await tagOf("0123456789abcdef".repeat(2))).toEqual({
    tag: `page//${"0123456789abcdef".repeat(2)}/`,
  });
  expect(await tagOf("' OR 1")).toEqual({ tag: "none" });
});

test("a file is to be saved under its name", async () => {
  const { url } = await startServer();
  const response = await fetch(`${url}/api/file`);
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="work.cpuprofile"');
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({});
});

test("a problem is answered as it is; anything else says only where to look", async () => {
  const { url } = await startServer();
  const bad = await fetch(`${url}/api/bad`);
  expect([bad.status, bad.headers.get("content-type")]).toEqual([
    400,
    "application/problem+json; charset=utf-8",
  ]);
  const requestId = bad.headers.get("x-request-id")!;
  expect(await bad.json()).toEqual({
    status: 400,
    code: "BAD_PARAMETER",
    message: "Cannot read it.",
    fix: "Write it differently.",
    requestId,
  });
  const broken = await fetch(`${url}/api/broken`);
  const text = await broken.text();
  expect(broken.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: "INTERNAL", requestId: broken.headers.get("x-request-id") });
  expect(text).not.toContain("secret");
});

test("a reader that goes away cancels what is done for it, which is not a failure", async () => {
  const lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line) => void lines.push(line) });
  let cancelled = false;
  let begun = false;
  const slow: ApiRoute = {
    method: "GET",
    path: "/api/slow",
    handler: (_params, { signal }) => {
      begun = true;
      return new Promise((_resolve, reject) => {
        signal!.addEventListener("abort", () => {
          cancelled = true;
          reject(new Error("cancelled"));
        });
      });
    },
  };
  const { url } = await startServer({ routes: [slow, ...routes], log });
  const stop = new AbortController();
  const answer = fetch(`${url}/api/slow`, { signal: stop.signal }).catch((error: Error) => error.name);
  await expect.poll(() => begun).toBe(true);
  stop.abort();
  expect(await answer).toBe("AbortError");
  await expect.poll(() => cancelled).toBe(true);
  await fetch(`${url}/api/broken`);
  expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual(["/api/broken"]);
});

test.each([
  ["GET", "/api/nothing", 404],
  ["POST", "/api/echo/1", 404],
  ["GET", "/%E0%A4%A", 400],
])("%s %s is a problem with status %i", async (method, path, status) => {
  const { url } = await startServer();
  const response = await fetch(url + path, { method });
  expect(response.status).toBe(status);
  expect(((await response.json()) as Problem).status).toBe(status);
});

test.each(["//[?x", "//[", "//a:99999/", "/\\\\[?x"])(
  "GET %s, which no URL can be, is a 400",
  async (path) => {
    const { port } = await startServer();
    const { status, text } = await getPlainly(port, path);
    expect([status, (JSON.parse(text) as Problem).code]).toEqual([400, "BAD_URL"]);
  },
);

test("a name of the console that no URL can have is a 400", async () => {
  const { port } = await startServer({ listen: "0.0.0.0" });
  expect(await getWithHost(port, "/healthz", "[")).toBe(400);
});

test("health, readiness, figures", async () => {
  const { url, intake, writer } = await startServer();
  await intake.traces(
    makeTraces([
      makeSpan({ startTimeUnixNano: BigInt(Date.now()) * 1_000_000n }),
      makeSpan({ spanId: new Uint8Array(8) }),
    ]),
    10,
    localSender,
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const none = { spans: 0, logRecords: 0, metricPoints: 0, businessEvents: 0 };
  expect(await (await fetch(`${url}/api/stats`)).json()).toMatchObject({
    received: { ...none, spans: 2 },
    stored: { ...none, spans: 1 },
    rejected: { ...none, spans: 1 },
    dropped: none,
    queueBytes: 0,
    store: { engine: "test", version: "1", bytes: 2, rows: 3 },
    addresses,
  });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('telltale_console_items_total{signal="spans",fate="stored"} 1\n');
  writer.fail(queueFull(2, 1, 1));
  await expect(intake.traces(makeTraces([makeSpan()]), 10, localSender)).rejects.toThrow("limit is 1");
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
});

test("names over the budgets are shown with the reason, to a tenant its own only", async () => {
  const one = { tenant: "acme", kind: "services", budget: 2_000, names: 1_204, items: 9_000 } as const;
  const all = [one, { ...one, tenant: "bank", kind: "operations" as const, names: 1 }];
  const access = memoryAccess(token);
  const { url } = await startServer({ ...access, foldedNames: () => all });
  const { secret } = await access.tokens.create({
    kind: "token",
    name: "ann",
    scope: "read",
    tenant: "acme",
    createdBy: "",
    expires: 0,
  });
  const ask = (path: string, as: string): Promise<Response> =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${as}` } });
  const own = (await (await ask("/api/stats", secret)).json()) as Stats;
  expect(own.folded).toEqual([{ ...one, reason: expect.any(String) as string }]);
  expect(own.folded[0]!.reason).toContain(
    "About 1204 services over the budget of 2000 are counted as `_OTHER`",
  );
  expect(((await (await ask("/api/stats", token)).json()) as Stats).folded).toHaveLength(2);
  const line = 'telltale_console_folded_names{kind="services",tenant="acme"} 1204\n';
  expect(await (await ask("/metrics", secret)).text()).toContain(line);
  expect(await (await ask("/metrics", secret)).text()).not.toContain("bank");
});

test("not ready while the store is away, alive all the same", async () => {
  const { url } = await startServer({ storeReady: () => Promise.reject(new Error("down")) });
  const { status, headers } = await fetch(`${url}/readyz`);
  expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("why it is not ready is for who runs it, and the log hears of changes only", async () => {
  const lines: string[] = [];
  let isReady = false;
  const access = memoryAccess("secret");
  const full = new ProblemError(
    "STORE_DISK_ERROR",
    "The data directory /data cannot be written to.",
    "Make room.",
  );
  const { url } = await startServer({
    ...access,
    storeReady: async () => {
      if (!isReady) throw full;
    },
    log: pino({ base: null }, { write: (line: string) => void lines.push(line) }),
  });
  const ask = async (authorization?: string): Promise<unknown> => {
    const headers = authorization === undefined ? {} : { authorization };
    const { status, code, message } = (await (await fetch(`${url}/readyz`, { headers })).json()) as Problem;
    return [status, code, message];
  };
  const stranger = [503, "NOT_READY", "The console is not ready."];
  expect([await ask(), await ask("Bearer wrong")]).toEqual([stranger, stranger]);
  expect(await ask("Bearer secret")).toEqual([503, "STORE_NOT_WRITABLE", full.message]);
  await access.audit.close();
  expect(access.noted.map(({ action }) => action)).toEqual(["token.refused"]);
  const reported = (): unknown =>
    lines.map((line) => (JSON.parse(line) as { msg: string }).msg).filter((text) => text.includes("ready"));
  expect(reported()).toEqual(["not ready"]);
  expect(lines.join("")).toContain(full.message);
  isReady = true;
  for (let n = 0; n < 2; n++) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(reported()).toEqual(["not ready", "ready again"]);
});

test("an address that is too long, a body that is and what is not HTTP are problems like all others", async () => {
  const { url, port } = await startServer();
  const long = await fetch(`${url}/api/echo/a?filter=${"x".repeat(200 * 1024)}`);
  expect([long.status, long.headers.get("content-type"), ((await long.json()) as Problem).code]).toEqual([
    431,
    "application/problem+json",
    "HEADERS_TOO_LARGE",
  ]);
  const body = await fetch(`${url}/api/take`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `"${"x".repeat(2_000_000)}"`,
  });
  expect([body.status, ((await body.json()) as Problem).code]).toEqual([413, "BODY_TOO_LARGE"]);
  const answer = await new Promise<string>((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write("hello\r\n\r\n"));
    socket.on("data", (piece) => (text += String(piece))).on("close", () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(JSON.parse(answer.split("\r\n\r\n")[1]!)).toMatchObject({ status: 400, code: "BAD_REQUEST" });
});

test("/metrics: a browser gets the page of metrics, a scraper the console's own", async () => {
  const { url } = await startServer({ webDirectory: makePage() });
  const page = await fetch(`${url}/metrics`, {
    headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
  });
  expect(page.headers.get("content-type")).toContain("text/html");
  const own = await fetch(`${url}/metrics`, {
    headers: { accept: "application/openmetrics-text,*/*;q=0.1" },
  });
  expect(own.headers.get("content-type")).toContain("text/plain");
  expect(own.headers.get("vary")).toBe("accept");
});

test("the page: files, hashed ones for ever, index.html for its own addresses", async () => {
  const { url } = await startServer({ webDirectory: makePage() });
  for (const path of ["/", "/traces", "/transactions/purchase/order.789?from=-1h"]) {
    const response = await fetch(url + path);
    expect([
      response.status,
      response.headers.get("content-type"),
      response.headers.get("cache-control"),
    ]).toEqual([200, "text/html; charset=utf-8", "no-store"]);
    expect(await response.text()).toContain("main-abc.js");
  }
  const script = await fetch(`${url}/assets/main-abc.js`);
  expect([await script.text(), script.headers.get("cache-control")]).toEqual([
    "run()",
    "public, max-age=31536000, immutable",
  ]);
  expect((await fetch(`${url}/flag.svg`)).headers.get("content-type")).toBe("image/svg+xml");
  expect((await fetch(`${url}/assets/old.js`)).status).toBe(404);
  expect((await fetch(`${url}/..%2f..%2fetc%2fpasswd`)).headers.get("content-type")).toContain("text/html");
});

test("a script is sent in Brotli, if it was built in it and the browser accepts it", async () => {
  const webDirectory = makePage();
  writeFileSync(join(webDirectory, "assets", "main-abc.js.br"), brotliCompressSync("run()"));
  writeFileSync(join(webDirectory, "assets", "small-abc.js"), "small()");
  const { url } = await startServer({ webDirectory });
  const read = async (path: string, accepted: string) => {
    const { headers, text } = await fetch(url + path, { headers: { "accept-encoding": accepted } }).then(
      async (response) => ({ headers: response.headers, text: await response.text() }),
    );
    return [
      text,
      ...["content-encoding", "content-type", "vary", "cache-control"].map((name) => headers.get(name)),
    ];
  };
  const script = "application/javascript; charset=utf-8";
  const kept = "public, max-age=31536000, immutable";
  const vary = "accept-encoding";
  const main = "/assets/main-abc.js";
  expect(await read(main, "gzip, br")).toEqual(["run()", "br", script, vary, kept]);
  expect(await read(main, "gzip")).toEqual(["run()", null, script, vary, kept]);
  expect(await read("/assets/small-abc.js", "br")).toEqual(["small()", null, script, vary, kept]);
});

function makeDocs(): string {
  const directory = join(makePage(), "docs");
  mkdirSync(join(directory, "assets"), { recursive: true });
  mkdirSync(join(directory, "guide"));
  writeFileSync(join(directory, "index.html"), "<!doctype html><h1>Documentation</h1>");
  writeFileSync(join(directory, "404.html"), "<!doctype html><h1>Page not found</h1>");
  writeFileSync(join(directory, "guide", "spans.html"), "<!doctype html><h1>Spans</h1>");
  writeFileSync(join(directory, "assets", "site-abc.js"), "search()");
  return directory;
}

test("the documentation: its files under /docs, hashed ones for ever, a page of its own for all other addresses", async () => {
  const { url } = await startServer({ webDirectory: makePage(), docsDirectory: makeDocs() });
  const redirect = await fetch(`${url}/docs`, { redirect: "manual" });
  expect([redirect.status, redirect.headers.get("location")]).toEqual([308, "/docs/"]);
  const read = async (path: string) => {
    const { status, headers, text } = await fetch(url + path).then(async (response) => ({
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    }));
    return [status, headers.get("content-type"), headers.get("cache-control"), text];
  };
  const html = "text/html; charset=utf-8";
  expect(await read("/docs/")).toEqual([
    200,
    html,
    "public, max-age=0",
    "<!doctype html><h1>Documentation</h1>",
  ]);
  expect(await read("/docs/guide/spans.html?from=search")).toEqual([
    200,
    html,
    "public, max-age=0",
    "<!doctype html><h1>Spans</h1>",
  ]);
  expect((await read("/docs/assets/site-abc.js")).slice(1)).toEqual([
    "application/javascript; charset=utf-8",
    "public, max-age=31536000, immutable",
    "search()",
  ]);
  for (const path of [
    "/docs/guide/",
    "/docs/guide/gone.html",
    "/docs/assets/site-old.js",
    "/docs/..%2findex.html",
  ])
    expect(await read(path)).toEqual([404, html, "no-store", "<!doctype html><h1>Page not found</h1>"]);
});

test("a file of the documentation that did not change is not sent again", async () => {
  const { url, port } = await startServer({ webDirectory: makePage(), docsDirectory: makeDocs() });
  const etag = (await fetch(`${url}/docs/`)).headers.get("etag")!;
  expect((await getPlainly(port, "/docs/", { "if-none-match": etag })).status).toBe(304);
});

test("nothing outside of the documentation's folder is served, however the way is written", async () => {
  const { port } = await startServer({ webDirectory: makePage(), docsDirectory: makeDocs() });
  for (const way of [
    "../flag.svg",
    "..%2fflag.svg",
    "%2e%2e/flag.svg",
    "assets/..%2f..%2fflag.svg",
    "..%5cflag.svg",
  ]) {
    const { text } = await getPlainly(port, `/docs/${way}`);
    expect(text).not.toContain("<svg/>");
  }
});

test("the documentation needs the rights of the pages", async () => {
  const options = { ...memoryAccess(token), webDirectory: makePage(), docsDirectory: makeDocs() };
  const { url } = await startServer(options);
  const stranger = { headers: { accept: "text/html" }, redirect: "manual" } as const;
  const sent = await fetch(`${url}/docs/guide/spans.html`, stranger);
  expect([sent.status, sent.headers.get("location")]).toEqual([
    303,
    "/login?next=%2Fdocs%2Fguide%2Fspans.html",
  ]);
  const known = await fetch(`${url}/docs/guide/spans.html`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(known.status).toBe(200);
});

test("without a build the documentation says how to make one", async () => {
  const docsDirectory = join(tmpdir(), "telltale-no-such-docs");
  const { url } = await startServer({ webDirectory: makePage(), docsDirectory });
  const response = await fetch(`${url}/docs/`);
  expect([response.status, response.headers.get("content-type")]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(await response.text()).toContain("npm run docs");
});

test("the page may load only its own, run only scripts it came with, and not be framed", async () => {
  const { url } = await startServer({ webDirectory: makePage() });
  const { headers } = await fetch(url);
  const policy = headers.get("content-security-policy")!;
  expect(policy).not.toContain("unsafe");
  expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='; style-src 'self' 'nonce-/);
  expect((await fetch(url)).headers.get("content-security-policy")).not.toBe(policy);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});

test("without a build the page says how to make one", async () => {
  const { url } = await startServer();
  const response = await fetch(url);
  expect([response.status, response.headers.get("content-type")]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(await response.text()).toContain("npm run build");
});

test("names that are not this machine's are refused on loopback: a page elsewhere cannot ask through them", async () => {
  const { port } = await startServer({ allowedHosts: ["telltale.internal"] });
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `telltale.internal:${port}`])
    expect(await getWithHost(port, "/healthz", host)).toBe(200);
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"])
    for (const path of ["/healthz", "/?token=some-token-that-is-tried"])
      expect(await getWithHost(port, path, host)).toBe(421);
});

test("a page elsewhere cannot post", async () => {
  const { url } = await startServer();
  expect(
    (await fetch(`${url}/api/bad`, { method: "POST", headers: { origin: "https://evil.example" } })).status,
  ).toBe(403);
  const own = { origin: url, "x-telltale-request": "1" };
  expect((await fetch(`${url}/api/bad`, { method: "POST", headers: own })).status).toBe(404);
});

const token = "a-token-of-enough-length";

test("with a token: programs show it, browsers log in once, others see nothing", async () => {
  const { url } = await startServer({ ...memoryAccess(token), webDirectory: makePage() });
  const denied = await fetch(`${url}/api/stats`);
  expect([denied.status, denied.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect((await fetch(`${url}/api/stats`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
    200,
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const visitor = await fetch(url, { headers: { accept: "text/html" }, redirect: "manual" });
  expect([visitor.status, visitor.headers.get("location")]).toEqual([303, "/login"]);
  expect(await (await fetch(`${url}/login`)).text()).toContain("<form");
  const wrong = await fetch(`${url}/login`, {
    method: "POST",
    body: new URLSearchParams({ token: "wrong" }),
    redirect: "manual",
  });
  expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([401, null]);
  const right = await fetch(`${url}/login`, {
    method: "POST",
    body: new URLSearchParams({ token }),
    redirect: "manual",
  });
  expect([right.status, right.headers.get("location")]).toEqual([303, "/"]);
  const cookie = right.headers.get("set-cookie")!;
  expect(cookie).toMatch(/; HttpOnly; SameSite=Lax;/);
  expect(cookie).not.toContain(token);
  expect((await fetch(`${url}/api/stats`, { headers: { cookie: cookie.split(";")[0]! } })).status).toBe(200);
  expect((await fetch(`${url}/api/stats`, { headers: { cookie: `telltale_console=${token}` } })).status).toBe(
    401,
  );
});

test("a link with ?token= logs no user in before they agree, and leaves the address without it", async () => {
  const access = memoryAccess(token);
  const { url } = await startServer({ ...access });
  const link = `${url}/traces?from=-1h&token=${token}`;
  const asked = await fetch(link, { redirect: "manual" });
  const page = await asked.text();
  expect([asked.status, asked.headers.get("set-cookie"), asked.headers.get("cache-control")]).toEqual([
    200,
    null,
    "no-store",
  ]);
  expect(page).toContain("Log in with this link?");
  expect(page).toContain("<dd>the console&#39;s token</dd>");
  expect(asked.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(access.noted).toEqual([]);

  const fields = [...page.matchAll(/<input name="(\w+)" type="hidden" value="([^"]*)">/g)];
  const body = new URLSearchParams(
    fields.map(([, name, value]) => [name!, value!.replaceAll("&amp;", "&")] as [string, string]),
  );
  const agreed = await fetch(`${url}/login`, { method: "POST", body, redirect: "manual" });
  expect([agreed.status, agreed.headers.get("location")]).toEqual([303, "/traces?from=-1h"]);
  const cookie = agreed.headers.getSetCookie()[0]!.split(";")[0]!;
  expect(cookie).toContain("telltale_console=");

  const again = await fetch(link, { redirect: "manual", headers: { cookie } });
  expect([again.status, again.headers.get("location")]).toEqual([303, "/traces?from=-1h"]);
  expect((await fetch(`${url}/traces?token=wrong`, { redirect: "manual" })).status).toBe(401);
});

test("a link with another user's token leaves the browser with the logged-in user", async () => {
  const access = memoryAccess(token);
  const { url } = await startServer({ ...access });
  const make = async (name: string): Promise<string> =>
    (
      await access.tokens.create({
        kind: "token",
        name,
        scope: "admin",
        tenant: "acme",
        createdBy: "",
        expires: 0,
      })
    ).secret;
  const [own, foreign] = [await make("ann"), await make("<b>mallory</b>")];
  const logIn = await fetch(`${url}/login`, {
    method: "POST",
    body: new URLSearchParams({ token: own }),
    redirect: "manual",
  });
  const cookie = logIn.headers.getSetCookie()[0]!.split(";")[0]!;
  const asked = await fetch(`${url}/?token=${foreign}`, { redirect: "manual", headers: { cookie } });
  const page = await asked.text();
  expect([asked.status, asked.headers.get("set-cookie")]).toEqual([200, null]);
  for (const text of ["&lt;b&gt;mallory&lt;/b&gt; (token)", "<dd>acme</dd>", "<dd>ann (token)</dd>"])
    expect(page).toContain(text);
  const session = await fetch(`${url}/api/session`, { headers: { cookie } });
  expect(await session.json()).toMatchObject({ name: "ann (token)" });
});

async function* eventsOf(
  response: Response,
): AsyncGenerator<{ event: string; data: Record<string, unknown> }> {
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split("\n\n");
    text = parts.pop()!;
    for (const part of parts) {
      const match = /^event: (.*)\ndata: (.*)$/.exec(part);
      if (match !== null) yield { event: match[1]!, data: JSON.parse(match[2]!) as Record<string, unknown> };
    }
  }
}

test("the live stream has a pulse and what arrives", async () => {
  const { url, intake } = await startServer();
  const stop = new AbortController();
  const response = await fetch(`${url}/api/live`, { signal: stop.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  const events = eventsOf(response);
  expect(["pulse", "pulses"]).toContain((await events.next()).value?.event);
  await intake.traces(
    makeTraces([makeSpan({ name: "GET /cart", startTimeUnixNano: BigInt(Date.now()) * 1_000_000n })]),
    10,
    localSender,
  );
  expect((await events.next()).value).toMatchObject({
    event: "arrival",
    data: { kind: "trace", title: "GET /cart", service: "shop", status: "ok" },
  });
  expect((await events.next()).value).toMatchObject({
    event: "pulse",
    data: { spansPerSecond: 1, totalSpans: 1 },
  });
  const later = await fetch(`${url}/api/live`, { signal: stop.signal });
  const lastMinute = await eventsOf(later).next();
  expect(lastMinute.value).toMatchObject({ event: "pulses" });
  const { data } = lastMinute.value as unknown as { readonly data: readonly Pulse[] };
  expect(data.map(({ totalSpans }) => totalSpans)).toEqual(expect.arrayContaining([0, 1]));
  stop.abort();
});

test("the live stream has a bound on its readers, of all and of one address, and closing ends it", async () => {
  const { url } = await startServer({ trustedProxies: ["127.0.0.1"] });
  const open = (address: string): Promise<Response> =>
    fetch(`${url}/api/live`, { headers: { "x-forwarded-for": address } });
  const streams: Response[] = [];
  for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"]) {
    streams.push(...(await Promise.all(Array.from({ length: 16 }, () => open(address)))));
    const refused = await open(address);
    expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([429, "TOO_MANY_READERS"]);
  }
  expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
  const refused = await open("192.0.2.5");
  expect([refused.status, ((await refused.json()) as Problem).message]).toEqual([
    429,
    expect.stringContaining("64 are open"),
  ]);
  await streams[0]!.body!.cancel();
  await expect.poll(async () => (await open("192.0.2.1")).status).toBe(200);
});

test("a token has a share of the live streams, and others read on", async () => {
  const access = memoryAccess("the-console's-own-token");
  const { url, intake } = await startServer({ ...access, trustedProxies: ["127.0.0.1"] });
  const { secret } = await access.tokens.create({
    kind: "token",
    name: "u1",
    scope: "read",
    tenant: "",
    createdBy: "",
    expires: 0,
  });
  const open = (shown: string, at: number): Promise<Response> =>
    fetch(`${url}/api/live`, {
      headers: { authorization: `Bearer ${shown}`, "x-forwarded-for": `192.0.2.${at % 64}` },
    });
  const streams = await Promise.all(Array.from({ length: 48 }, (_, at) => open(secret, at)));
  expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
  const refused = await open(secret, 50);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
  expect(((await refused.json()) as Problem).message).toContain("48 are open of yours");
  expect((await open("the-console's-own-token", 51)).status).toBe(200);
  expect(intake.counts.requests.refusedStream).toBe(1);
});

test(
  "of who does not send a whole request in time nothing is kept; a live stream stays",
  { tags: ["extended"] },
  async () => {
    const { url, port } = await startServer({ requestTimeoutMs: 300 });
    const stop = new AbortController();
    const live = await fetch(`${url}/api/live`, { signal: stop.signal });
    const socket = connect(port, "127.0.0.1");
    closers.push(() => socket.destroy());
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes.toString()));
    socket.write(
      `POST /api/echo HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    const events = eventsOf(live);
    await events.next();
    expect((await events.next()).value).toBeDefined();
    stop.abort();
  },
);

test("wrong tokens of an address come to 429; who has the right one is let in all the same", async () => {
  const { url } = await startServer({
    ...memoryAccess("the-console's-own-token"),
    trustedProxies: ["127.0.0.1"],
  });
  const ask = (secret: string, address = "192.0.2.1"): Promise<Response> =>
    fetch(`${url}/api/session`, {
      headers: { authorization: `Bearer ${secret}`, "x-forwarded-for": address },
    });
  const statuses: number[] = [];
  for (let i = 0; i < 15; i++) statuses.push((await ask(`guess-${i}`)).status);
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
  const limited = await ask("guess");
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(((await limited.json()) as Problem).code).toBe("TOO_MANY_ATTEMPTS");
  expect((await ask("the-console's-own-token")).status).toBe(200);
  expect((await ask("guess", "192.0.2.2")).status).toBe(401);
});

test("the log of a failure has the path and no query", async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const access = memoryAccess("the-console's-own-token");
  const away = { ...access.sessions, open: () => Promise.reject(new Error("the store is away")) };
  const { url } = await startServer({ ...access, sessions: away, log });
  const body = new URLSearchParams({ token: "the-console's-own-token" });
  const asked = `${url}/login?token=the-console's-own-token`;
  expect((await fetch(asked, { method: "POST", body, redirect: "manual" })).status).toBe(500);
  expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ msg: "request failed", path: "/login" });
  expect(lines.join("")).not.toContain("own-token");
});

test("a change that cannot be written to the audit log is not made", async () => {
  const access = memoryAccess();
  const { url } = await startServer({
    ...access,
    audit: createAudit({ addAudit: () => Promise.reject(new Error("the store is away")) }, () => undefined),
  });
  const send = async (address: string): Promise<number> =>
    (await fetch(`${address}/api/change`, { method: "POST" })).status;
  changes = 0;
  expect([await send(url), changes]).toEqual([500, 0]);
  expect([await send((await startServer()).url), changes]).toEqual([200, 1]);
});

test("the audit log has the outcome of each change, with the reason of a refusal", async () => {
  const access = memoryAccess();
  const { url } = await startServer(access);
  const send = async (query: string): Promise<Response> =>
    fetch(`${url}/api/change${query}`, { method: "POST" });
  const requests = [await send(""), await send("?end=refused"), await send("?end=failed")].map(
    ({ headers }) => headers.get("x-request-id"),
  );
  expect(access.noted.map(({ action, details }) => [action, JSON.parse(details) as unknown])).toEqual([
    ["POST /api/change", { request: requests[0] }],
    ["POST /api/change done", { request: requests[0] }],
    ["POST /api/change", { request: requests[1] }],
    ["POST /api/change refused", { request: requests[1], status: 412, code: "VIEW_CHANGED" }],
    ["POST /api/change", { request: requests[2] }],
    ["POST /api/change failed", { request: requests[2], status: 500, code: "INTERNAL" }],
  ]);
  const times = access.noted.map(({ timeMicros }) => timeMicros);
  expect(new Set(times).size).toBe(times.length);
  expect(times).toEqual(times.toSorted((one, other) => Number(one - other)));
});

test.each(["done", "failed", "gone"] as const)(
  "the outcome of an answer that is a stream is recorded at its end: %s",
  async (end) => {
    const access = memoryAccess();
    const archive = new PassThrough();
    const { url } = await startServer({
      ...access,
      routes: [
        {
          method: "POST",
          path: "/api/archive",
          handler: async () => new Attachment("store.tar", archive, "application/x-tar"),
        },
      ],
    });
    const caller = new AbortController();
    archive.write("first");
    const response = await fetch(`${url}/api/archive`, { method: "POST", signal: caller.signal });
    const reader = response.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe("first");
    const actions = (): string[] => access.noted.map(({ action }) => action);
    expect(actions()).toEqual(["POST /api/archive"]);
    if (end === "done") archive.end();
    else if (end === "failed") archive.destroy(new Error("the disk is away"));
    else caller.abort();
    await expect
      .poll(actions)
      .toEqual(["POST /api/archive", `POST /api/archive ${end === "done" ? "done" : "failed"}`]);
    await reader.cancel().catch(() => undefined);
  },
);

test("a login and a logout have their outcome in the audit log", async () => {
  const store = memoryAccessStore();
  let isAway = false;
  const saveToken = async (saved: StoredToken): Promise<void> =>
    isAway ? Promise.reject(new Error("the store is away")) : store.saveToken(saved);
  const access = memoryAccess("secret", { store: { ...store, saveToken } });
  const { url } = await startServer(access);
  const body = new URLSearchParams({ token: "secret" });
  const logIn = async (): Promise<Response> =>
    fetch(`${url}/login`, { method: "POST", body, redirect: "manual" });
  const cookie = (await logIn()).headers.getSetCookie()[0]!.split(";")[0]!;
  const logOut = async (): Promise<Response> =>
    fetch(`${url}/logout`, { method: "POST", headers: { cookie, "x-telltale-request": "1" } });
  isAway = true;
  expect([(await logIn()).status, (await logOut()).status]).toEqual([500, 500]);
  isAway = false;
  expect((await logOut()).status).toBe(204);
  expect(access.noted.map(({ action }) => action)).toEqual([
    "login",
    "login done",
    "login",
    "login failed",
    "logout",
    "logout failed",
    "logout",
    "logout done",
  ]);
});

test("a login that cannot be written to the audit log starts no session", async () => {
  const access = memoryAccess("secret");
  const audit = createAudit(
    { addAudit: () => Promise.reject(new Error("the store is away")) },
    () => undefined,
  );
  const { url } = await startServer({ ...access, audit });
  const body = new URLSearchParams({ token: "secret" });
  const answer = await fetch(`${url}/login`, { method: "POST", body, redirect: "manual" });
  expect([answer.status, answer.headers.get("set-cookie"), await access.store.tokens()]).toEqual([
    500,
    null,
    [],
  ]);
});
