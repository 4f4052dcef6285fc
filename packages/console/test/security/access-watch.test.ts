// Attacks with access that has ended: without its token or session a client keeps nothing that was open.
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { Problem, SessionResult } from "contract";
import { afterEach, expect, test, vi } from "vitest";
import { memoryAccess, memoryAccessStore, type MemoryAccess } from "../support/memory-access.ts";
import { createMemoryWriter } from "../support/memory-writer.ts";
import { createAccessWatch } from "../../src/auth/access-watch.ts";
import { Attachment } from "../../src/api/attachment.ts";
import type { ApiRoute } from "../../src/api/context.ts";
import { createLog } from "../../src/log.ts";
import { createIntake } from "../../src/receive/intake.ts";
import type { AccessStore, StoredToken } from "../../src/store/access.ts";
import { ProblemError } from "../../src/problem/problem.ts";
import { createServer } from "../../src/http/server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const ownToken = "the-console's-own-token";

/** Queries and exports that run until they are cancelled. */
function endlessRoutes(counts: { begun: number; cancelled: number }): readonly ApiRoute[] {
  return [
    {
      method: "POST",
      path: "/api/query",
      access: "read",
      handler: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          counts.begun++;
          signal!.addEventListener("abort", () => {
            counts.cancelled++;
            reject(new ProblemError("QUERY_CANCELLED", "The query was cancelled.", "Ask again."));
          });
        }),
    },
    {
      method: "GET",
      path: "/api/deaf",
      handler: async (_, { signal }) => {
        counts.begun++;
        await new Promise((resolve) => signal!.addEventListener("abort", resolve));
        return { rows: ["made-up row"] };
      },
    },
    {
      method: "GET",
      path: "/api/rows",
      noted: true,
      handler: async () => {
        counts.begun++;
        return new Attachment("rows.jsonl", Readable.from(endlessRows()), "application/x-ndjson");
      },
    },
  ];
}

async function* endlessRows(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from(`{"row":"made up"}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function startConsole(access: MemoryAccess) {
  const counts = { begun: 0, cancelled: 0 };
  const app = await createServer({
    intake: createIntake(createMemoryWriter()),
    routes: endlessRoutes(counts),
    viewOf: async () => ({ queries: { run: async () => [] } }),
    storeFigures: async () => ({ engine: "test", version: "1", bytes: 2, rows: 3 }),
    storeReady: async () => undefined,
    imports: { folder: "/nowhere" },
    ...access,
    listen: "127.0.0.1",
    allowedHosts: [],
    webDirectory: undefined,
    log: createLog("silent"),
    addresses: () => ({ page: "", otlpHttp: "", otlpGrpc: "" }),
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(
    () => app.close(),
    () => access.watch.close(),
  );
  const { port } = app.server.address() as AddressInfo;
  return {
    ...access,
    url: `http://127.0.0.1:${port}`,
    get begun() {
      return counts.begun;
    },
    get cancelled() {
      return counts.cancelled;
    },
  };
}

/** Two consoles on one store, a token, and a session of it. */
async function startTwo(store: AccessStore = memoryAccessStore()) {
  const shared = store as ReturnType<typeof memoryAccessStore>;
  const here = await startConsole(memoryAccess(ownToken, { store: shared }));
  const there = await startConsole(memoryAccess(ownToken, { store: shared }));
  const { token, secret } = await here.tokens.create(reader);
  const entered = await fetch(`${here.url}/login`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token: secret }).toString(),
    redirect: "manual",
  });
  const cookie = entered.headers.getSetCookie()[0]!.split(";")[0]!;
  const shown = { token: { authorization: `Bearer ${secret}` }, session: { cookie } } as const;
  return { here, there, token, shown, store: shared };
}

const reader = {
  kind: "token",
  name: "reader",
  scope: "read",
  tenant: "",
  createdBy: "",
  expires: 0,
} as const;

/** Opens a stream; `ended` resolves when it has ended. */
async function openStream(
  url: string,
  headers: Record<string, string>,
): Promise<{ readonly ended: Promise<void> }> {
  const response = await fetch(url, { headers });
  expect(response.status).toBe(200);
  const chunks = response.body!.getReader();
  await chunks.read();
  const readAll = async (): Promise<void> => {
    while (!(await chunks.read().catch(() => ({ done: true }))).done);
  };
  return { ended: readAll() };
}

async function codeOf(response: Response | Promise<Response>): Promise<string> {
  const { status, code } = (await (await response).json()) as Problem;
  return `${status} ${code}`;
}

test.each(["token", "session"] as const)(
  "a revoked token ends live streams of its %s, on each console",
  async (kind) => {
    const { here, there, token, shown } = await startTwo();
    const streams = await Promise.all(
      [here, there].map(({ url }) => openStream(`${url}/api/live`, shown[kind])),
    );
    await here.tokens.revoke(token.id);
    await Promise.all(streams.map(({ ended }) => ended));
    for (const { url } of [here, there])
      expect(await codeOf(fetch(`${url}/api/live`, { headers: shown.token }))).toBe("401 INVALID_TOKEN");
    await vi.waitFor(() => expect(here.noted.map(({ action }) => action)).toContain("access.ended"), {
      timeout: 30_000,
    });
  },
);

test("logging out ends the streams of the session, on each console, and is answered", async () => {
  const { here, there, shown } = await startTwo();
  const streams = await Promise.all(
    [here, there].map(({ url }) => openStream(`${url}/api/live`, shown.session)),
  );
  const headers = { ...shown.session, "x-telltale-request": "1" };
  expect((await fetch(`${here.url}/logout`, { method: "POST", headers })).status).toBe(204);
  await Promise.all(streams.map(({ ended }) => ended));
});

test("a token with another scope or tenant keeps no stream of its old one", async () => {
  for (const change of [{ scope: "ingest" }, { tenant: "acme" }]) {
    const { there, token, shown, store } = await startTwo();
    const streams = await Promise.all([
      openStream(`${there.url}/api/live`, shown.token),
      openStream(`${there.url}/api/live`, shown.session),
    ]);
    await store.saveToken({ ...token, ...change });
    await Promise.all(streams.map(({ ended }) => ended));
    expect(there.tokens.active(token.id)).toMatchObject(change);
  }
});

test("a session has the scope that its token has now", async () => {
  const { there, token, shown, store } = await startTwo();
  await store.saveToken({ ...token, tenant: "acme" });
  await there.tokens.load(0);
  const session = await fetch(`${there.url}/api/session`, { headers: shown.session });
  expect((await session.json()) as SessionResult).toMatchObject({ tenant: "acme" });
});

test("an expired token keeps no stream", async () => {
  const store = memoryAccessStore();
  let now = 1_800_000_000_000;
  const access = memoryAccess(ownToken, { store, nowMs: () => now });
  const { url, tokens } = await startConsole(access);
  const { secret } = await tokens.create({ ...reader, expires: now / 1000 + 60 });
  const stream = await openStream(`${url}/api/live`, { authorization: `Bearer ${secret}` });
  now += 61_000;
  await stream.ended;
  expect(await codeOf(fetch(`${url}/api/live`, { headers: { authorization: `Bearer ${secret}` } }))).toBe(
    "401 INVALID_TOKEN",
  );
});

test("with the first tenant, who saw all rows sees no stream of all any more, and the operator does", async () => {
  const { here, shown } = await startTwo();
  const operator = await openStream(`${here.url}/api/live`, { authorization: `Bearer ${ownToken}` });
  const stream = await openStream(`${here.url}/api/live`, shown.token);
  await here.tokens.create({ ...reader, tenant: "acme" });
  await stream.ended;
  expect(await Promise.race([operator.ended.then(() => "ended"), Promise.resolve("open")])).toBe("open");
});

test("a revoked token ends its export, cut off so that it does not look complete", async () => {
  const { here, there, token, shown } = await startTwo();
  const exports = [here, there].map(async ({ url }) => {
    const response = await fetch(`${url}/api/rows`, { headers: shown.session });
    return response.text();
  });
  const outcomes = Promise.allSettled(exports);
  await vi.waitFor(() => expect(here.begun + there.begun).toBe(2), { timeout: 30_000 });
  await here.tokens.revoke(token.id);
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a revoked token cancels its query in progress, and the answer says why", async () => {
  const { here, there, token, shown } = await startTwo();
  const headers = { ...shown.session, "x-telltale-request": "1" };
  const asked = [here, there].map(({ url }) =>
    codeOf(fetch(`${url}/api/query`, { method: "POST", headers })),
  );
  const deaf = codeOf(fetch(`${here.url}/api/deaf`, { headers: shown.token }));
  await vi.waitFor(() => expect(here.begun + there.begun).toBe(3), { timeout: 30_000 });
  await here.tokens.revoke(token.id);
  expect(await Promise.all(asked)).toEqual(["401 ACCESS_ENDED", "401 ACCESS_ENDED"]);
  expect(await deaf).toBe("401 ACCESS_ENDED");
  expect([here.cancelled, there.cancelled]).toEqual([1, 1]);
});

test("a revoked token ends its import: what arrives later is not stored", async () => {
  const { there, here, store } = await startTwo();
  const { token, secret } = await here.tokens.create({ ...reader, scope: "admin" });
  const answer = new Promise<Problem>((resolve, reject) => {
    const sending = httpRequest(
      `${there.url}/api/import?name=spans.jsonl`,
      { method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "text/plain" } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => {
          sending.destroy();
          resolve(JSON.parse(text) as Problem);
        });
      },
    ).on("error", reject);
    sending.write(`{"resourceSpans":[]}\n`);
  });
  await vi.waitFor(() => expect(store.noted.map(({ action }) => action)).toContain("import.start"), {
    timeout: 30_000,
  });
  await here.tokens.revoke(token.id);
  expect(await answer).toMatchObject({ status: 401, code: "ACCESS_ENDED", import: { state: "cancelled" } });
});

test("access that cannot be checked any more ends", async () => {
  const token: StoredToken = {
    ...reader,
    id: "token:a",
    identity: "token:a",
    hash: "",
    parent: "",
    createdMs: 0,
    revoked: false,
  };
  let now = 0;
  const watch = createAccessWatch({
    tokens: {
      active: () => token,
      hasTenants: false,
      load: () => Promise.reject(new Error("connect ECONNREFUSED")),
      onChange: () => () => undefined,
    },
    everyMs: 1,
    nowMs: () => now,
  });
  closers.push(() => watch.close());
  const principal = {
    name: "reader",
    identity: "token:a",
    scope: "read",
    tenant: "",
    via: "token",
    id: "token:a",
  } as const;
  let ended = false;
  watch.follow(principal, () => (ended = true));
  await new Promise((resolve) => setTimeout(resolve, 5));
  now = 30_000;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(ended).toBe(false);
  now = 30_001;
  await vi.waitFor(() => expect(ended).toBe(true), { timeout: 30_000 });
});
