// A console that asks who comes, from outside: tokens by scope and tenant, sessions, what other pages can make a browser do, limits,
// and what is noted of all that.
import type {
  AuditResult,
  StoreDetails,
  MadeToken,
  Problem,
  SessionResult,
  Stats,
  SessionInfo,
  SessionsResult,
  TokensResult,
  TracesResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attackEverything } from "./hostile-requests.ts";
import { describePersonalData } from "./personal-data.ts";
import { ownToken, type SecuredConsole, spanMessage, startSecured } from "./secured-console.ts";

let running: SecuredConsole;
beforeAll(async () => {
  running = await startSecured();
});
afterAll(() => running.stop());

async function make(scope: string, tenant = "", name = `${scope} ${tenant}`): Promise<MadeToken> {
  return running.read("POST", "/api/tokens", { body: { name, scope, ...(tenant === "" ? {} : { tenant }) } });
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${((await response.json()) as Problem).code}`;
}

const traceId = "5b8efff798038103d269b633813fc60c";

test("tenants by token: the same ids from both, and each sees its own", async () => {
  for (const tenant of ["acme", "bolt"]) {
    const { token } = await make("ingest", tenant);
    const message = spanMessage(traceId, "eee19b7ec3c1b174", { mark: tenant });
    expect((await running.send("/v1/traces", message, token)).status).toBe(200);
  }
  for (const [tenant, other] of [
    ["acme", "bolt"],
    ["bolt", "acme"],
  ]) {
    const { token } = await make("read", tenant);
    const trace = JSON.stringify(await running.read("GET", `/api/traces/${traceId}`, { token }));
    expect([trace.includes(tenant!), trace.includes(other!)]).toEqual([true, false]);
    const stats = await running.read<Stats>("GET", "/api/stats", { token });
    expect([stats.stored.spans, stats.store.rows]).toEqual([1, 0]);
  }
  expect((await running.read<TracesResult>("GET", "/api/traces")).items).toEqual([]);
  expect((await running.read<Stats>("GET", "/api/stats")).stored.spans).toBe(2);
});

test("the live feed tells a tenant of its own only", async () => {
  const [acme, bolt] = [await make("admin", "acme"), await make("ingest", "bolt")];
  const leave = new AbortController();
  const response = await fetch(`${running.page}/api/live`, {
    headers: { authorization: `Bearer ${acme.token}` },
    signal: leave.signal,
  });
  const heard = (async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk);
      if (text.includes(traceId.replace("5b", "ac"))) return text;
    }
    return text;
  })();
  await running.send(
    "/v1/traces",
    spanMessage(traceId.replace("5b", "b0"), "eee19b7ec3c1b175", {}),
    bolt.token,
  );
  await running.send(
    "/v1/traces",
    spanMessage(traceId.replace("5b", "ac"), "eee19b7ec3c1b176", {}),
    acme.token,
  );
  expect(await heard).not.toContain(traceId.replace("5b", "b0"));
  leave.abort();
});

test("a token does what its scope says, and a refusal names what it takes", async () => {
  const [ingest, read] = [await make("ingest"), await make("read")];
  const message = spanMessage(traceId, "eee19b7ec3c1b177", {});
  expect((await running.send("/v1/traces", message, undefined)).status).toBe(401);
  expect((await running.send("/v1/traces", message, read.token)).status).toBe(403);
  expect((await running.send("/v1/traces", message, ingest.token)).status).toBe(200);
  expect(await codeOf(await running.ask("GET", "/api/traces", { token: undefined }))).toBe(
    "401 TOKEN_REQUIRED",
  );
  expect(await codeOf(await running.ask("GET", "/api/traces", { token: `${read.token}x` }))).toBe(
    "401 INVALID_TOKEN",
  );
  const refused = await running.ask("GET", "/api/traces", { token: ingest.token });
  expect(((await refused.json()) as Problem).message).toContain("the scope `read`");
  expect(await codeOf(await running.ask("GET", "/api/tokens", { token: read.token }))).toBe(
    "403 INSUFFICIENT_SCOPE",
  );
  expect(await codeOf(await running.ask("PUT", "/api/sampling", { token: read.token, body: {} }))).toBe(
    "403 INSUFFICIENT_SCOPE",
  );
});

test("who reads all tenants is not told that it sees one", async () => {
  await make("read", "acme");
  const { token } = await make("read");
  const refused = (await (await running.ask("GET", "/api/store", { token })).json()) as Problem;
  expect([refused.code, refused.message]).toEqual([
    "OPERATOR_REQUIRED",
    "`read (token)` has the scope `read`, and this is about all tenants.",
  ]);
});

test("an admin of a tenant has that tenant, and nothing of others or of all", async () => {
  const { token } = await make("admin", "acme");
  const other = await make("read", "bolt");
  const { tokens } = await running.read<TokensResult>("GET", "/api/tokens", { token });
  expect(new Set(tokens.map(({ tenant }) => tenant))).toEqual(new Set(["acme"]));
  expect(await codeOf(await running.ask("DELETE", `/api/tokens/${other.info.id}`, { token }))).toBe(
    "404 TOKEN_UNKNOWN",
  );
  const wish = { name: "x", scope: "read" };
  expect(
    await codeOf(await running.ask("POST", "/api/tokens", { token, body: { ...wish, tenant: "bolt" } })),
  ).toBe("403 TENANT_NOT_ALLOWED");
  const made = await running.read<MadeToken>("POST", "/api/tokens", { token, body: wish });
  expect(made.info.tenant).toBe("acme");
  expect(await codeOf(await running.ask("POST", "/api/backup", { token }))).toBe("403 OPERATOR_REQUIRED");
  const { items } = await running.read<AuditResult>("GET", "/api/audit?limit=500", { token });
  expect(new Set(items.map(({ tenant }) => tenant))).toEqual(new Set(["acme"]));
});

test("a token that is revoked is refused at once", async () => {
  const { token, info } = await make("read", "", "short-lived");
  expect((await running.ask("GET", "/api/traces", { token })).status).toBe(200);
  await running.read("DELETE", `/api/tokens/${info.id}`);
  expect(await codeOf(await running.ask("GET", "/api/traces", { token }))).toBe("401 INVALID_TOKEN");
  const { tokens } = await running.read<TokensResult>("GET", "/api/tokens");
  expect(tokens.find(({ id }) => id === info.id)?.state).toBe("revoked");
});

test.each([
  [{}],
  [{ name: "", scope: "read" }],
  [{ name: "x", scope: "root" }],
  [{ name: "x", scope: "read", tenant: "A b" }],
  [{ name: "x", scope: "read", tenant: "a'; DROP TABLE spans; --" }],
  [{ name: "x", scope: "read", expiresDays: 0 }],
  [{ name: "x", scope: "read", more: 1 }],
  [[]],
  ["text"],
])("no token is made of %j", async (body) => {
  expect(await codeOf(await running.ask("POST", "/api/tokens", { body }))).toBe("400 BAD_BODY");
});

async function logIn(token: string, cookie = ""): Promise<Response> {
  return fetch(`${running.page}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie },
    body: new URLSearchParams({ token }),
  });
}

const cookieOf = (response: Response): string => response.headers.get("set-cookie")?.split(";")[0] ?? "";

test("a session: rotated at login, ended by logging out, by revoking its token, and not in a copy", async () => {
  const { token, info } = await make("read", "", "person");
  const first = await logIn(token);
  expect([first.status, first.headers.get("location")]).toEqual([303, "/"]);
  expect(first.headers.get("set-cookie")).toMatch(
    /^telltale_console=tlts_\S{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  );
  const second = await logIn(token, cookieOf(first));
  const status = async (cookie: string): Promise<number> =>
    (await running.ask("GET", "/api/session", { token: undefined, headers: { cookie } })).status;
  expect(cookieOf(second)).not.toBe(cookieOf(first));
  expect([await status(cookieOf(first)), await status(cookieOf(second))]).toEqual([401, 200]);

  const own = { cookie: cookieOf(second), "x-telltale-request": "1" };
  const session = await running.read<SessionResult>("GET", "/api/session", {
    token: undefined,
    headers: own,
  });
  expect(session).toEqual({
    required: true,
    name: "person (token)",
    scope: "read",
    tenant: "",
    hasSession: true,
  });
  expect((await running.ask("POST", "/logout", { token: undefined, headers: own })).status).toBe(204);
  expect(await status(cookieOf(second))).toBe(401);

  const third = cookieOf(await logIn(token));
  expect(await status(third)).toBe(200);
  await running.read("DELETE", `/api/tokens/${info.id}`);
  expect(await status(third)).toBe(401);
});

describePersonalData(() => running);

test("an operator lists the sessions and ends one, at once", async () => {
  const { token } = await make("read");
  const entered = await fetch(`${running.page}/login`, {
    method: "POST",
    body: new URLSearchParams({ token }),
    redirect: "manual",
  });
  const cookie = entered.headers.getSetCookie()[0]!.split(";")[0]!;
  const asPerson = (): Promise<Response> =>
    running.ask("GET", "/api/session", { token: undefined, headers: { cookie } });
  expect((await asPerson()).status).toBe(200);
  const { sessions } = await running.read<SessionsResult>("GET", "/api/sessions");
  const [session] = sessions;
  expect(session).toMatchObject({
    name: "read (token)",
    via: "token",
    scope: "read",
    state: "active",
    isOwn: false,
  });
  const ended = await running.read<SessionInfo>("DELETE", `/api/sessions/${session!.id}`);
  expect(ended).toMatchObject({ id: session!.id, state: "ended" });
  expect((await asPerson()).status).toBe(401);
  expect(await codeOf(await running.ask("DELETE", "/api/sessions/session:unknown"))).toBe(
    "404 SESSION_UNKNOWN",
  );
  expect(await codeOf(await running.ask("GET", "/api/sessions", { token }))).toBe("403 INSUFFICIENT_SCOPE");
  const { items } = await running.read<AuditResult>("GET", "/api/audit?limit=50");
  expect(items).toContainEqual(expect.objectContaining({ action: "session.end", target: session!.id }));
});

test(
  "a session lives on when the console starts again, and one of its own token too",
  { tags: ["extended"] },
  async () => {
    const cookie = cookieOf(await logIn(ownToken));
    await running.restart();
    expect((await running.ask("GET", "/api/session", { token: undefined, headers: { cookie } })).status).toBe(
      200,
    );
  },
);

test("a page elsewhere changes nothing with a browser's cookie, whatever it sends", async () => {
  const cookie = cookieOf(await logIn(ownToken));
  const put = async (headers: Record<string, string>): Promise<string> =>
    codeOf(
      await running.ask("PUT", "/api/sampling", {
        token: undefined,
        headers: { cookie, ...headers },
        body: {},
      }),
    );
  const own = { "x-telltale-request": "1" };
  expect(await put({})).toBe("403 CSRF_HEADER_MISSING");
  expect(await put({ origin: running.page })).toBe("403 CSRF_HEADER_MISSING");
  for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", `${running.page}.evil.example`])
    expect(await put({ origin, ...own })).toBe("403 ORIGIN_NOT_ALLOWED");
  for (const site of ["cross-site", "same-site"])
    expect(await put({ "sec-fetch-site": site, ...own })).toBe("403 ORIGIN_NOT_ALLOWED");
  expect(await put({ origin: running.page, ...own })).toBe("428 IF_MATCH_REQUIRED");
  const foreign = await fetch(`${running.page}/login`, {
    method: "POST",
    headers: { origin: "https://evil.example" },
    body: new URLSearchParams({ token: ownToken }),
  });
  expect(foreign.headers.get("set-cookie")).toBeNull();
});

test("after the form one is where one wanted to go, and never elsewhere", async () => {
  const to = async (next: string): Promise<string | null> =>
    (
      await fetch(`${running.page}/login`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ token: ownToken, next }),
      })
    ).headers.get("location");
  expect(await to("/traces?from=-1h")).toBe("/traces?from=-1h");
  for (const evil of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
  ])
    expect(await to(evil)).toBe("/");
  const shown = await (
    await fetch(`${running.page}/login?next=${encodeURIComponent('/"><script>alert(1)</script>')}`)
  ).text();
  expect(shown).not.toContain("<script>");
});

test("an ingest token opens no page", async () => {
  const { token } = await make("ingest");
  const refused = await logIn(token);
  expect([refused.status, refused.headers.get("set-cookie")]).toEqual([403, null]);
});

test("every answer carries what browsers are to keep to", async () => {
  for (const path of ["/", "/login", "/healthz", "/api/stats", "/api/none", "/assets/none.js"]) {
    const { headers } = await running.ask("GET", path);
    expect([path, headers.get("content-security-policy")]).toEqual([
      path,
      expect.not.stringContaining("unsafe"),
    ]);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect([
      headers.get("x-content-type-options"),
      headers.get("referrer-policy"),
      headers.get("cross-origin-opener-policy"),
      headers.get("cross-origin-resource-policy"),
    ]).toEqual(["nosniff", "same-origin", "same-origin", "same-origin"]);
    expect(headers.get("permissions-policy")).toContain("camera=()");
  }
});

test("what was done is noted, and no secret is in it", async () => {
  const noted = async (): Promise<AuditResult> => running.read("GET", "/api/audit?limit=500");
  await expect
    .poll(async () => (await noted()).items.map(({ action }) => action))
    .toEqual(
      expect.arrayContaining([
        "token.create",
        "token.revoke",
        "login",
        "logout",
        "login.refused",
        "scope.refused",
        "token.refused",
      ]),
    );
  expect(JSON.stringify(await noted())).not.toMatch(/tlt[ks]_[A-Za-z0-9_-]{20}/);
  const page = await running.read<AuditResult>("GET", "/api/audit?limit=2");
  const next = await running.read<AuditResult>("GET", `/api/audit?limit=2&cursor=${page.nextCursor}`);
  expect([page.items.length, next.items.length]).toEqual([2, 2]);
  expect(next.items[0]!.time <= page.items[1]!.time).toBe(true);
});

test("an export is noted with what was taken, by whom, in the tenant's own log", async () => {
  const { token } = await make("read", "acme", "who exports");
  const asked = "/api/export?signal=traces&format=otlp-json&from=-1h";
  const response = await running.ask("GET", asked, { token });
  expect([response.status, (await response.text()).includes(traceId)]).toEqual([200, true]);
  expect((await running.ask("GET", "/api/export?signal=none", { token })).status).toBe(400);
  const noted = async (tenant: string): Promise<AuditResult["items"]> => {
    const admin = await make("admin", tenant);
    const { items } = await running.read<AuditResult>("GET", "/api/audit?limit=500", { token: admin.token });
    return items.filter(({ action }) => action === "GET /api/export");
  };
  expect(await noted("acme")).toEqual([
    expect.objectContaining({
      actor: "who exports (token)",
      tenant: "acme",
      target: asked,
      address: "127.0.0.1",
    }),
  ]);
  expect(await noted("bolt")).toEqual([]);
});

test("the audit log has the rejected caller who asked for a person, and not the person", async () => {
  const { token } = await make("read", "", "curious");
  for (const [method, path] of [
    ["GET", "/api/users/u-of-another/export"],
    ["DELETE", "/api/users/u-of-another"],
  ] as const)
    expect((await running.ask(method, path, { token })).status).toBe(403);
  const targets = async (): Promise<readonly string[]> =>
    (await running.read<AuditResult>("GET", "/api/audit?limit=500")).items
      .filter(({ actor }) => actor === "curious (token)")
      .map(({ target }) => target);
  await expect
    .poll(async () => (await targets()).toSorted())
    .toEqual(["DELETE /api/users/:id", "GET /api/users/:id/export"]);
});

test(
  "whatever is put anywhere is answered or refused with a reason, and changes no table",
  { tags: ["extended"] },
  async () => {
    const tables = async (): Promise<unknown> => {
      const { servers } = await running.read<StoreDetails>("GET", "/api/store");
      return servers.flatMap((server) => server.tables.map(({ name }) => name)).toSorted();
    };
    const before = await tables();
    // One in sixty attacks on each place; all of them with TELLTALE_HOSTILE=1.
    const { asked, failures } = await attackEverything(
      running,
      Number(process.env["TELLTALE_HOSTILE"] ?? 1 / 60),
    );
    expect(asked).toBeGreaterThan(100);
    expect(failures).toEqual([]);
    expect(await tables()).toEqual(before);
    const trace = await running.read<{ spans: unknown[] }>("GET", `/api/traces/${traceId}`);
    expect(trace.spans.length).toBe(1);
  },
);

// The last one: this address may not try any more.
test("who is wrong too often waits, and hears how long", async () => {
  const answers: number[] = [];
  for (let tries = 0; tries < 12; tries++) answers.push((await logIn("wrong")).status);
  expect(answers.at(0)).toBe(401);
  const limited = await logIn(ownToken);
  expect([limited.status, Number(limited.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await fetch(`${running.page}/?token=${ownToken}`, { redirect: "manual" })).status).toBe(429);
  expect((await running.ask("GET", "/api/traces")).status).toBe(200);
});
