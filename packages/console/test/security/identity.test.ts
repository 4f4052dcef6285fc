// Attacks with names: people choose theirs, tokens are given any, and neither makes one user another.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AuditResult,
  MadeToken,
  Note,
  NotesResult,
  Problem,
  SavedView,
  SessionResult,
  SessionsResult,
  ViewsResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownToken, type SecuredConsole, startSecured } from "./secured-console.ts";
import { client, startIssuer, type TestIssuer } from "./test-issuer.ts";

const ann = { sub: "person-1", email: "ann@example.com", email_verified: true };
const view = { name: "Mine", path: "/traces", search: "?filter=error", shared: false };
const note = {
  kind: "funnel",
  subject: "checkout",
  from: "2026-11-20T13:00:00.000Z",
  to: "2026-11-20T14:00:00.000Z",
  path: "/funnels/checkout",
  text: "The coupon ended.",
};

let issuer: TestIssuer;
let running: SecuredConsole;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "telltale-identity-"));
  writeFileSync(join(folder, "secret"), client.secret);
  issuer = await startIssuer();
  running = await startSecured({
    oidcIssuer: issuer.url,
    oidcClientId: client.id,
    oidcClientSecretFile: join(folder, "secret"),
    oidcAllow: ["domain:example.com=admin", "group:sre=admin", "group:dev=alerts"],
  });
});
afterAll(async () => {
  await running?.stop();
  issuer?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Ask = <Result>(method: string, path: string, body?: object, version?: number) => Promise<Result>;

const asker =
  (headers: Record<string, string>): Ask =>
  async <Result>(method: string, path: string, body?: object, version?: number) => {
    const match = version === undefined ? {} : { "if-match": `"${version}"` };
    const response = await running.ask(method, path, {
      token: undefined,
      headers: { "x-telltale-request": "1", ...headers, ...match },
      ...(body === undefined ? {} : { body }),
    });
    return (await response.json()) as Result;
  };

/** Logs a person in, and returns how to ask as that person. */
async function person(claims: TestIssuer["claims"]): Promise<Ask> {
  issuer.claims = claims;
  const away = await fetch(`${running.page}/login/oidc`, { redirect: "manual" });
  const trip = away.headers.getSetCookie()[0]!.split(";")[0]!;
  const there = await fetch(away.headers.get("location")!, { redirect: "manual" });
  const back = await fetch(there.headers.get("location")!, { redirect: "manual", headers: { cookie: trip } });
  const cookie = back.headers.getSetCookie().find((one) => one.startsWith("telltale_console="))!;
  return asker({ cookie: cookie.split(";")[0]! });
}

async function tokenOf(name: string, scope: string): Promise<Ask> {
  const { token } = await running.read<MadeToken>("POST", "/api/tokens", { body: { name, scope } });
  return asker({ authorization: `Bearer ${token}` });
}

test(
  "a user with the name of another is a different user: in private views, notes and the audit log",
  { tags: ["extended"] },
  async () => {
    const askAnn = await person(ann);
    const own = await askAnn<SavedView>("POST", "/api/views", view);
    expect(own).toMatchObject({ owner: "ann@example.com", isOwn: true });
    expect(JSON.stringify(own)).not.toContain("person-1");
    const written = await askAnn<Note>("POST", "/api/notes", note);
    expect(written).toMatchObject({ author: "ann@example.com", mayChange: true });

    const claimed = { sub: "person-2", preferred_username: "ann@example.com" };
    const attackers = [
      [await person({ ...claimed, groups: ["sre"] }), "ann@example.com (not verified)", "admin"],
      [await person({ ...claimed, groups: ["dev"] }), "ann@example.com (not verified)", "alerts"],
      [
        await person({ ...claimed, email: "ann@example.com", email_verified: false, groups: ["sre"] }),
        "ann@example.com (not verified)",
        "admin",
      ],
      [await tokenOf("ann@example.com", "admin"), "ann@example.com (token)", "admin"],
      [await tokenOf("ann@example.com", "alerts"), "ann@example.com (token)", "alerts"],
    ] as const;
    for (const [ask, name, scope] of attackers) {
      expect(await ask<SessionResult>("GET", "/api/session")).toMatchObject({ name, scope });
      expect((await ask<ViewsResult>("GET", "/api/views")).views).toEqual([]);
      // The scope `admin` changes notes of others as well, `alerts` does not.
      const { items } = await ask<NotesResult>("GET", "/api/notes");
      expect(items[0]).toMatchObject({ author: "ann@example.com", mayChange: scope === "admin" });
      const refusals = [
        await ask<Problem>("PUT", `/api/views/${own.id}`, view, own.version),
        ...(scope === "admin"
          ? []
          : [await ask<Problem>("DELETE", `/api/notes/${written.id}`, undefined, 1)]),
      ];
      expect(refusals.map(({ code }) => code)).toEqual(
        scope === "admin" ? ["VIEW_UNKNOWN"] : ["INSUFFICIENT_SCOPE", "NOTE_NOT_OWN"],
      );
      const theirs = await ask<Note>("POST", "/api/notes", { ...note, text: "Mine." });
      expect(theirs.author).toBe(name);
      await ask("DELETE", `/api/notes/${theirs.id}`, undefined, 1);
    }

    const { items } = await running.read<AuditResult>("GET", "/api/audit?limit=500");
    const made = items.filter(({ action }) => action === "note.create");
    const identities = made.map(
      ({ actor, identity }) => `${identity.replace(issuer.url, "ISSUER")} ${actor}`,
    );
    expect(new Set(identities)).toEqual(
      new Set([
        "oidc:ISSUER#person-1 ann@example.com",
        "oidc:ISSUER#person-2 ann@example.com (not verified)",
        expect.stringMatching(/^token:\S+ ann@example\.com \(token\)$/),
        expect.stringMatching(/^token:\S+ ann@example\.com \(token\)$/),
      ] as string[]),
    );
    const { sessions } = await running.read<SessionsResult>("GET", "/api/sessions");
    expect(sessions.at(-1)).toMatchObject({
      name: "ann@example.com",
      identity: `oidc:${issuer.url}#person-1`,
    });
  },
);

test("a person whose address changes keeps what is theirs, and who gets the address gets nothing", async () => {
  const before = await person(ann);
  const { id } = await before<SavedView>("POST", "/api/views", view);
  const renamed = await person({ ...ann, email: "ann.new@example.com" });
  expect((await renamed<ViewsResult>("GET", "/api/views")).views.map((one) => one.id)).toContain(id);
  const successor = await person({ ...ann, sub: "person-3" });
  expect((await successor<ViewsResult>("GET", "/api/views")).views).toEqual([]);
});

test("a token and its sessions are one: a private view is there in both", async () => {
  const { token } = await running.read<MadeToken>("POST", "/api/tokens", {
    body: { name: "ben", scope: "admin" },
  });
  const asToken = asker({ authorization: `Bearer ${token}` });
  const { id } = await asToken<SavedView>("POST", "/api/views", view);
  const form = new URLSearchParams({ token });
  const entered = await fetch(`${running.page}/login`, { method: "POST", body: form, redirect: "manual" });
  const asSession = asker({ cookie: entered.headers.getSetCookie()[0]!.split(";")[0]! });
  expect((await asSession<ViewsResult>("GET", "/api/views")).views.map((one) => one.id)).toEqual([id]);
  const asOperator = asker({ authorization: `Bearer ${ownToken}` });
  expect((await asOperator<ViewsResult>("GET", "/api/views")).views).toEqual([]);
});
