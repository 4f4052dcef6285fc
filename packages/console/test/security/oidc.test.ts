// People log in at their provider: the way there and back in a browser's steps, with answers that are right and answers that are not.
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionResult, SessionsResult } from "contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accessRoutes } from "../../src/api/admin/access.ts";
import { createOidc } from "../../src/auth/oidc.ts";
import { readAccess } from "../../src/config/auth.ts";
import { createServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { createIntake } from "../../src/receive/intake.ts";
import { memoryAccess } from "../support/memory-access.ts";
import { createMemoryWriter } from "../support/memory-writer.ts";
import { client, startIssuer, type TestIssuer } from "./test-issuer.ts";

let issuer: TestIssuer;
let page: string;
const closers: (() => unknown)[] = [];
const access = memoryAccess(undefined, { required: true });

/** A console without a store, whose people come from `issuerUrl`. */
async function startConsole(issuerUrl: string, clientId: string, secret: string): Promise<string> {
  const { oidc: config } = readAccess(
    {
      oidcIssuer: issuerUrl,
      oidcClientId: clientId,
      oidcAllow: ["domain:example.com=read", "group:sre=admin", "email:ann@acme.example=read@acme"],
    },
    {},
  );
  const address = { page: "", otlpHttp: "", otlpGrpc: "" };
  const app = await createServer({
    ...access,
    oidc: createOidc({ ...config!, clientSecret: secret }),
    intake: createIntake(createMemoryWriter()),
    routes: accessRoutes({ ...access, checkTenant: async () => undefined }),
    viewOf: async () => ({ queries: { run: async () => [] } }),
    storeFigures: async () => ({ engine: "", version: "", bytes: 0, rows: 0 }),
    storeReady: async () => undefined,
    listen: "127.0.0.1",
    allowedHosts: [],
    webDirectory: join(tmpdir(), "telltale-no-such-page"),
    log: createLog("silent"),
    addresses: () => address,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(() => app.close());
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  issuer = await startIssuer();
  page = await startConsole(issuer.url, client.id, client.secret);
});
beforeEach(() => {
  issuer.claims = { email: "ann@example.com", email_verified: true };
  issuer.signature = "right";
});
afterAll(async () => {
  for (const close of closers) await close();
  issuer.close();
});

/** The cookies of a browser, by name. */
type Jar = Map<string, string>;

async function go(url: string, jar: Jar): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(url, { redirect: "manual", headers: { cookie } });
  for (const header of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (header.includes("Max-Age=0")) jar.delete(name);
    else jar.set(name, value);
  }
  return response;
}

const next = (response: Response): string => response.headers.get("location") ?? "";

/** To the provider and back: what the console answers to the one who comes back. */
async function comeBack(
  jar: Jar = new Map(),
  change: (url: URL) => void = () => undefined,
): Promise<Response> {
  const away = await go(`${page}/login/oidc?next=/traces`, jar);
  const back = new URL(next(await fetch(next(away), { redirect: "manual" })));
  change(back);
  return go(back.href, jar);
}

async function whoIs(jar: Jar): Promise<SessionResult | number> {
  const response = await go(`${page}/api/session`, jar);
  return response.ok ? ((await response.json()) as SessionResult) : response.status;
}

test("a person whose address is of the domain reads, and is back where they wanted to go", async () => {
  const jar: Jar = new Map();
  const response = await comeBack(jar);
  expect([response.status, next(response)]).toEqual([303, "/traces"]);
  expect([...jar.keys()]).toEqual(["telltale_console"]);
  expect(await whoIs(jar)).toEqual({
    required: true,
    name: "ann@example.com",
    scope: "read",
    tenant: "",
    hasSession: true,
  });
});

test.each([
  [
    // An unverified address names no user, also in the audit log.
    { groups: ["dev", "sre"], email: "bob@other.example" },
    { scope: "admin", tenant: "", name: "person-1 (not verified)" },
  ],
  [
    { groups: ["sre"], email: "ann@example.com", email_verified: true },
    { scope: "admin", tenant: "" },
  ],
  [
    { email: "Ann@ACME.example", email_verified: true },
    { scope: "read", tenant: "acme" },
  ],
  [
    { email: "ann@EXAMPLE.com.", email_verified: true },
    { scope: "read", tenant: "", name: "ann@example.com" },
  ],
])("the rules decide for %j", async (claims, expected) => {
  issuer.claims = claims;
  const jar: Jar = new Map();
  await comeBack(jar);
  expect(await whoIs(jar)).toMatchObject(expected);
});

test.each([
  ["without a matching rule", { email: "eve@evil.example", email_verified: true }],
  ["an address that is not verified", { email: "ann@example.com", email_verified: false }],
  ["an address of which nothing is said", { email: "ann@example.com" }],
  ["a domain that only ends alike", { email: "ann@notexample.com", email_verified: true }],
  ["a domain below", { email: "ann@evil.example.com", email_verified: true }],
  ["an address with two at signs", { email: "a@evil@example.com", email_verified: true }],
  ["a quoted at sign", { email: '"a@evil"@example.com', email_verified: true }],
  ["nothing before the at sign", { email: "@example.com", email_verified: true }],
  ["two addresses", { email: "eve@evil.example,ann@example.com", email_verified: true }],
  ["an address of several lines", { email: "eve@evil.example\n@example.com", email_verified: true }],
  ["a rule's address with another letter", { email: "\u0430nn@acme.example", email_verified: true }],
  ["verified as a text", { email: "ann@example.com", email_verified: "true" }],
  ["no groups but a text", { groups: "sre", sub: "x" }],
])("403: %s", async (_why, claims) => {
  issuer.claims = claims;
  const jar: Jar = new Map();
  expect((await comeBack(jar)).status).toBe(403);
  expect(await whoIs(jar)).toBe(401);
});

test.each([
  ["another issuer", { iss: "https://evil.example" }],
  ["another audience", { aud: "another-client" }],
  ["an audience of several without us as the party", { aud: [client.id, "other"], azp: "other" }],
  [
    "a statement that has expired",
    { exp: Math.floor(Date.now() / 1000) - 600, iat: Math.floor(Date.now() / 1000) - 900 },
  ],
  ["another nonce", { nonce: "of-another" }],
  ["no nonce", { nonce: null }],
  ["no subject", { sub: null }],
])("401: %s", async (_why, claims) => {
  issuer.claims = { ...issuer.claims, ...(claims as object) };
  const jar: Jar = new Map();
  expect((await comeBack(jar)).status).toBe(401);
  expect(await whoIs(jar)).toBe(401);
});

test.each(["another key", "none", "the client's secret"] as const)(
  "401: signed with %s",
  async (signature) => {
    issuer.signature = signature;
    const jar: Jar = new Map();
    expect((await comeBack(jar)).status).toBe(401);
    expect(await whoIs(jar)).toBe(401);
  },
);

test("401: another state, none, or a browser that did not begin here", async () => {
  const states: ((url: URL) => void)[] = [
    (url) => url.searchParams.set("state", "of-another"),
    (url) => url.searchParams.delete("state"),
    (url) => url.searchParams.set("code", "made-up"),
  ];
  for (const change of states) expect((await comeBack(new Map(), change)).status).toBe(401);
  const away = await go(`${page}/login/oidc`, new Map());
  const back = next(await fetch(next(away), { redirect: "manual" }));
  expect((await go(back, new Map())).status).toBe(401);
  expect((await go(back, new Map([["telltale_login", "rubbish"]]))).status).toBe(401);
});

test("401: a way back is gone once", async () => {
  const jar: Jar = new Map();
  const away = await go(`${page}/login/oidc`, jar);
  const back = next(await fetch(next(away), { redirect: "manual" }));
  const trip = new Map(jar);
  expect((await go(back, jar)).status).toBe(303);
  expect((await go(back, jar)).status).toBe(401);
  expect((await go(back, trip)).status).toBe(401);
});

test("who is refused is noted, and the page shows no details of why", async () => {
  issuer.signature = "another key";
  const text = await (await comeBack()).text();
  expect(text).toContain("cannot be verified");
  expect(text).not.toContain("JWS");
  await access.audit.close();
  expect(access.noted.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["login", "login.refused"]),
  );
});

test("502 while the provider is away", async () => {
  const away = await startConsole("http://127.0.0.1:9", client.id, client.secret);
  const response = await fetch(`${away}/login/oidc`, { redirect: "manual" });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
    502,
    "PROVIDER_UNAVAILABLE",
  ]);
});

test("the form offers the provider", async () => {
  expect(await (await fetch(`${page}/login?next=/logs`)).text()).toContain('href="/login/oidc?next=%2Flogs"');
});

test("a session from a provider is listed as such, and is over at once when an operator ends it", async () => {
  const ann: Jar = new Map();
  const admin: Jar = new Map();
  const tenant: Jar = new Map();
  await comeBack(ann);
  issuer.claims = { groups: ["sre"], sub: "operator-1" };
  await comeBack(admin);
  issuer.claims = { email: "ann@acme.example", email_verified: true };
  await comeBack(tenant);
  const cookie = [...admin].map(([name, value]) => `${name}=${value}`).join("; ");
  const list = async (): Promise<SessionsResult["sessions"]> => {
    const response = await go(`${page}/api/sessions`, admin);
    return ((await response.json()) as SessionsResult).sessions;
  };
  const own = (await list()).find(({ isOwn }) => isOwn);
  expect(own).toMatchObject({ via: "oidc", scope: "admin", state: "active" });
  for (const [jar, name] of [
    [ann, "ann@example.com"],
    [tenant, "ann@acme.example"],
  ] as const) {
    expect(await whoIs(jar)).toMatchObject({ name });
    const sessions = (await list()).filter((one) => one.name === name && one.state === "active");
    expect(new Set(sessions.map(({ via }) => via))).toEqual(new Set(["oidc"]));
    for (const { id } of sessions) {
      const ended = await fetch(`${page}/api/sessions/${id}`, {
        method: "DELETE",
        headers: { cookie, origin: page, "x-telltale-request": "1" },
      });
      expect([ended.status, await ended.json()]).toEqual([200, expect.objectContaining({ state: "ended" })]);
    }
    expect(await whoIs(jar)).toBe(401);
  }
  expect(await whoIs(admin)).toMatchObject({ scope: "admin" });
  await access.audit.close();
  expect(access.noted.filter(({ action }) => action === "session.end").length).toBeGreaterThan(1);
});
