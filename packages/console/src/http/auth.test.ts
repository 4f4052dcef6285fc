import { expect, test } from "vitest";
import { memoryAccess, memoryAccessStore } from "../../test/support/memory-access.ts";
import { createAuth } from "./auth.ts";
import type { ProblemError } from "../problem/problem.ts";
import { toRefusal } from "./refusal.ts";

const token = "0123456789abcdef";
const never = 0;

async function outcome(asking: Promise<{ readonly name: string } | undefined>): Promise<string> {
  return asking.then(
    (principal) => principal?.name ?? "nobody",
    (error: ProblemError) => `${error.status} ${error.code}`,
  );
}

test.each([
  [`Bearer ${token}`, "the console's token"],
  [`bearer  ${token}`, "the console's token"],
  [`Bearer ${token}x`, "401 INVALID_TOKEN"],
  [`Bearer ${token.slice(1)}`, "401 INVALID_TOKEN"],
  [`Basic ${token}`, "401 INVALID_TOKEN"],
  [token, "401 INVALID_TOKEN"],
  ["Bearer ", "401 INVALID_TOKEN"],
  [undefined, "401 TOKEN_REQUIRED"],
])("authorization %j: %s", async (header, expected) => {
  expect(await outcome(createAuth(token).admit(header, "ingest"))).toBe(expected);
});

test("a token has the rights of its scope; the answer says which right is missing", async () => {
  const { auth, tokens } = memoryAccess(token);
  const make = async (scope: "ingest" | "read" | "admin"): Promise<string> =>
    `Bearer ${(await tokens.create({ kind: "token", name: scope, scope, tenant: "", createdBy: "", expires: never })).secret}`;
  const [ingest, read, admin] = [await make("ingest"), await make("read"), await make("admin")];
  expect(await outcome(auth.admit(ingest, "ingest"))).toBe("ingest (token)");
  expect(await outcome(auth.admit(ingest, "read"))).toBe("403 INSUFFICIENT_SCOPE");
  await expect(auth.admit(ingest, "read")).rejects.toThrow("needs the scope `read`");
  expect(await outcome(auth.admit(read, "ingest"))).toBe("403 INSUFFICIENT_SCOPE");
  expect(await outcome(auth.admit(read, "admin"))).toBe("403 INSUFFICIENT_SCOPE");
  for (const scope of ["ingest", "read", "admin"] as const)
    expect(await outcome(auth.admit(admin, scope))).toBe("admin (token)");
});

test("the ingest token of the configuration sends, and does nothing else", async () => {
  const auth = createAuth(token, { ingestToken: "fedcba9876543210" });
  const header = "Bearer fedcba9876543210";
  expect(await outcome(auth.admit(header, "ingest"))).toBe("the ingest token");
  for (const scope of ["read", "alerts", "admin"] as const)
    expect(await outcome(auth.admit(header, scope))).toBe("403 INSUFFICIENT_SCOPE");
  expect(auth.isPoller(header)).toBe(false);
  expect(await outcome(auth.admit(`Bearer ${token}`, "admin"))).toBe("the console's token");
  expect(await outcome(createAuth(token).admit(header, "ingest"))).toBe("401 INVALID_TOKEN");
});

test("answers a sender with 503 while the store cannot say which tokens are valid", async () => {
  const store = memoryAccessStore();
  const { secret } = await memoryAccess(token, { store }).tokens.create({
    kind: "token",
    name: "shop",
    scope: "ingest",
    tenant: "",
    createdBy: "",
    expires: never,
  });
  const away = { ...store, tokens: () => Promise.reject(new Error("connect ECONNREFUSED")) };
  const { auth } = memoryAccess(token, { store: away });
  const refused = await auth.admit(`Bearer ${secret}`, "ingest").catch((error: unknown) => error);
  expect(refused).toMatchObject({ status: 503, code: "STORE_UNAVAILABLE" });
  expect(toRefusal(refused)).toMatchObject({ httpStatus: 503, retryAfterSeconds: 2 });
});

test("a token that is revoked or expired has ended, also where another console made it", async () => {
  let now = 1_800_000_000_000;
  const store = memoryAccessStore();
  const here = memoryAccess(token, { store, nowMs: () => now });
  const there = memoryAccess(token, { store, nowMs: () => now });
  const request = {
    kind: "token",
    name: "ci",
    scope: "read",
    tenant: "t",
    createdBy: "",
    expires: never,
  } as const;
  const { secret, token: made } = await here.tokens.create(request);
  const short = await here.tokens.create({ ...request, expires: now / 1000 + 60 });
  expect((await there.auth.bySecret(secret))?.tenant).toBe("t");
  expect(await there.auth.bySecret(short.secret)).toBeDefined();
  now += 60_000;
  expect(await there.auth.bySecret(short.secret)).toBeUndefined();
  await here.tokens.revoke(made.id);
  expect(await here.auth.bySecret(secret)).toBeUndefined();
  now += 10_001;
  expect(await there.auth.bySecret(secret)).toBeUndefined();
});

test("a token that another console revoked reads nothing after two seconds", async () => {
  let now = 1_800_000_000_000;
  const store = memoryAccessStore();
  const here = memoryAccess(token, { store, nowMs: () => now });
  const there = memoryAccess(token, { store, nowMs: () => now });
  const { secret, token: made } = await here.tokens.create({
    kind: "token",
    name: "ci",
    scope: "admin",
    tenant: "",
    createdBy: "",
    expires: never,
  });
  const header = `Bearer ${secret}`;
  expect(await outcome(there.auth.byHeader(header))).toBe("ci (token)");
  await here.tokens.revoke(made.id);
  now += 2_000;
  expect(await outcome(there.auth.byHeader(header))).toBe("ci (token)");
  now += 1;
  expect(await outcome(there.auth.byHeader(header))).toBe("401 INVALID_TOKEN");
});

test("what is kept does not open the door", async () => {
  const { auth, tokens, store } = memoryAccess(token);
  const { secret } = await tokens.create({
    kind: "token",
    name: "ci",
    scope: "admin",
    tenant: "",
    createdBy: "",
    expires: never,
  });
  expect(secret).toMatch(/^tltk_[A-Za-z0-9_-]{43}$/);
  const [kept] = await store.tokens();
  expect(JSON.stringify(kept)).not.toContain(secret.slice(5));
  for (const text of [kept!.hash, kept!.id, `tltk_${kept!.hash.slice(0, 43)}`])
    expect(await auth.bySecret(text)).toBeUndefined();
});

test("a session is not a token, and a token no session", async () => {
  const { auth, sessions, tokens } = memoryAccess(token);
  const principal = {
    name: "ann",
    identity: "oidc:https://id.example#1",
    scope: "read",
    tenant: "",
  } as const;
  const cookie = (await sessions.open({ principal, parent: "oidc", maxAgeSeconds: 60 }, undefined)).split(
    ";",
  )[0]!;
  const secret = cookie.split("=")[1]!;
  expect(await sessions.find(cookie)).toMatchObject({ name: "ann", via: "session" });
  expect(await auth.bySecret(secret)).toBeUndefined();
  const made = await tokens.create({ ...principal, kind: "token", createdBy: "", expires: never });
  expect(await sessions.find(`telltale_console=${made.secret}`)).toBeUndefined();
});

test("where nothing is required everybody may come in, but not with a token that has ended", async () => {
  const { auth, tokens } = memoryAccess();
  expect(auth.required).toBe(false);
  expect(await outcome(auth.admit(undefined, "admin"))).toBe("anybody");
  expect(await outcome(auth.admit("Bearer of-something-else", "ingest"))).toBe("anybody");
  const { secret, token: made } = await tokens.create({
    kind: "token",
    name: "ci",
    scope: "ingest",
    tenant: "t",
    createdBy: "",
    expires: never,
  });
  expect(await auth.admit(`Bearer ${secret}`, "ingest")).toMatchObject({ name: "ci (token)", tenant: "t" });
  await tokens.revoke(made.id);
  expect(await outcome(auth.admit(`Bearer ${secret}`, "ingest"))).toBe("401 INVALID_TOKEN");
});
