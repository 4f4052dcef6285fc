// Links to source code and tickets over HTTP: who sees and changes them, changes at the same time, what is refused, and the audit log.
import type { AuditResult, LinksResult, MadeToken, NewLinkSettings, Problem } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SecuredConsole, startSecured } from "../security/secured-console.ts";

const settings = {
  repositories: [{ service: "payment", url: "https://github.com/acme/payment", root: "/srv/payment" }],
  ticket: "https://tracker.example/new?title={title}&body={body}",
};
let console_: SecuredConsole;
let tokens: Record<"anna" | "reader" | "other", string>;

beforeAll(async () => {
  console_ = await startSecured();
  const tokenFor = async (name: string, scope: string, tenant: string): Promise<string> =>
    (await console_.read<MadeToken>("POST", "/api/tokens", { body: { name, scope, tenant } })).token;
  tokens = {
    anna: await tokenFor("anna", "admin", "shop"),
    reader: await tokenFor("reader", "read", "shop"),
    other: await tokenFor("other", "admin", "bank"),
  };
});
afterAll(() => console_?.stop());

const read = async (name: keyof typeof tokens): Promise<LinksResult> =>
  console_.read<LinksResult>("GET", "/api/links", { token: tokens[name] });
const save = async (name: keyof typeof tokens, version: number, body: unknown): Promise<Response> =>
  console_.ask("PUT", "/api/links", {
    token: tokens[name],
    body: body as object,
    headers: { "if-match": `"${version}"` },
  });
const problemOf = async (response: Response): Promise<Problem> => (await response.json()) as Problem;

test("are saved for the tenant, and everyone of it sees them", async () => {
  expect(await read("anna")).toEqual({ repositories: [], ticket: "", version: 0, mayChange: true });
  expect((await save("anna", 0, settings)).status).toBe(200);
  expect(await read("reader")).toEqual({ ...settings, version: 1, mayChange: false });
  expect(await read("other")).toMatchObject({ repositories: [], ticket: "", version: 0 });
  const { items } = await console_.read<AuditResult>("GET", "/api/audit", { token: tokens.anna });
  expect(items.map(({ action }) => action)).toContain("PUT /api/links");
});

test("are changed with the scope admin, and with the version that was read", async () => {
  expect(await problemOf(await save("reader", 1, settings))).toMatchObject({ code: "INSUFFICIENT_SCOPE" });
  const without = await console_.ask("PUT", "/api/links", { token: tokens.anna, body: settings });
  expect([without.status, (await problemOf(without)).code]).toEqual([428, "IF_MATCH_REQUIRED"]);
  const { version } = await read("anna");
  const answers = await Promise.all([save("anna", version, settings), save("anna", version, settings)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
});

const withUrl = (url: string): NewLinkSettings => ({ repositories: [{ service: "", url }], ticket: "" });
test.each<[string, unknown]>([
  ["repositories.0.url", withUrl("javascript:alert(1)//{file}")],
  ["repositories.0.url", withUrl("data:text/html,{file}")],
  ["repositories.0.url", withUrl("https://{service}.example/{file}")],
  ["repositories.0.url", withUrl("https://git.example@evil.example/{file}")],
  ["repositories.0.url", withUrl("https://git.example/{file}/{secret}")],
  ["repositories.0.url", withUrl("https://git.example/acme/payment")],
  ["ticket", { repositories: [], ticket: "javascript:alert({title})" }],
  ["ticket", { repositories: [], ticket: "https://tracker.example/?file={file}" }],
  ["repositories", { repositories: [settings.repositories[0], settings.repositories[0]] }],
])("refuses %s of %j", async (field, body) => {
  const { version } = await read("anna");
  const response = await save("anna", version, body);
  const { code, message } = await problemOf(response);
  expect([response.status, code]).toEqual([400, "BAD_BODY"]);
  expect(message).toContain(`\`${field}\`: expected `);
  expect((await read("anna")).version).toBe(version);
});
