// Notes over HTTP: who reads, writes, edits and deletes them, changes at the same time, bounds, pages, the audit log, and a person's data.
import type { AuditResult, DeletedPerson, ExportedRow, MadeToken, Note, NotesResult } from "contract";
import { maxNoteText } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SecuredConsole, startSecured } from "../security/secured-console.ts";

const about = {
  kind: "funnel",
  subject: "checkout",
  from: "2026-11-20T13:00:00.000Z",
  to: "2026-11-20T14:00:00.000Z",
  path: "/funnels/checkout",
  search: "?from=2026-11-20T13%3A00%3A00.000Z&to=2026-11-20T14%3A00%3A00.000Z",
};
const wish = { ...about, text: "The coupon ended." };
let console_: SecuredConsole;
let tokens: Record<"anna" | "ben" | "boss" | "reader" | "other", string>;

beforeAll(async () => {
  console_ = await startSecured();
  const tokenFor = async (name: string, scope: string, tenant: string): Promise<string> =>
    (await console_.read<MadeToken>("POST", "/api/tokens", { body: { name, scope, tenant } })).token;
  tokens = {
    anna: await tokenFor("anna", "alerts", "shop"),
    ben: await tokenFor("ben", "alerts", "shop"),
    boss: await tokenFor("boss", "admin", "shop"),
    reader: await tokenFor("reader", "read", "shop"),
    other: await tokenFor("other", "admin", "bank"),
  };
});
afterAll(() => console_?.stop());

type Name = keyof typeof tokens;
const list = async (name: Name, query = ""): Promise<NotesResult> =>
  console_.read<NotesResult>("GET", `/api/notes${query}`, { token: tokens[name] });
const textsFor = async (name: Name, query = ""): Promise<string[]> =>
  (await list(name, query)).items.map(({ text }) => text);
const add = async (name: Name, body: object): Promise<Note> =>
  console_.read<Note>("POST", "/api/notes", { token: tokens[name], body });
const change = async (name: Name, { id, version }: Note, text: string): Promise<Response> =>
  console_.ask("PUT", `/api/notes/${id}`, {
    token: tokens[name],
    body: { text },
    headers: { "if-match": `"${version}"` },
  });
const remove = async (name: Name, { id, version }: Note): Promise<Response> =>
  console_.ask("DELETE", `/api/notes/${id}`, {
    token: tokens[name],
    headers: { "if-match": `"${version}"` },
  });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

test("everyone of the tenant reads a note; its author and admins change it", async () => {
  const note = await add("anna", wish);
  expect(note).toMatchObject({ ...wish, version: 1, author: "anna (token)", edited: null, mayChange: true });
  expect((await list("ben")).items).toMatchObject([{ id: note.id, mayChange: false }]);
  expect(await list("reader")).toMatchObject({
    mayAdd: false,
    items: [{ text: wish.text, mayChange: false }],
  });
  expect(await list("boss")).toMatchObject({ mayAdd: true, items: [{ mayChange: true }] });
  expect(await textsFor("other")).toEqual([]);
  expect(await codeOf(await change("ben", note, "mine"))).toEqual([403, "NOTE_NOT_OWN"]);
  expect(await codeOf(await change("other", note, "mine"))).toEqual([404, "NOTE_UNKNOWN"]);
  const edited = (await (await change("anna", note, "The coupon ended at 13:30.")).json()) as Note;
  expect(edited).toMatchObject({ version: 2, text: "The coupon ended at 13:30.", created: note.created });
  expect(edited.edited).not.toBeNull();
  expect((await remove("boss", edited)).status).toBe(200);
  expect(await textsFor("reader")).toEqual([]);
  expect(await codeOf(await remove("boss", { ...edited, version: 3 }))).toEqual([404, "NOTE_UNKNOWN"]);
});

test("a read-only user reads notes but does not change them", async () => {
  const note = await add("anna", wish);
  for (const response of [
    await console_.ask("POST", "/api/notes", { token: tokens.reader, body: wish }),
    await change("reader", note, "taken"),
    await remove("reader", note),
  ])
    expect(await codeOf(response)).toEqual([403, "INSUFFICIENT_SCOPE"]);
  expect(await textsFor("reader")).toEqual([wish.text]);
  await remove("anna", note);
});

test("saves one of two simultaneous changes and rejects the other with 412", async () => {
  const note = await add("anna", wish);
  const texts = ["by Anna", "by the boss"];
  const responses = await Promise.all([change("anna", note, texts[0]!), change("boss", note, texts[1]!)]);
  expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  expect(await textsFor("reader")).toEqual([texts[responses.findIndex(({ ok }) => ok)]]);
  expect(await codeOf(await remove("anna", note))).toEqual([412, "NOTE_CHANGED"]);
  expect(await codeOf(await console_.ask("DELETE", `/api/notes/${note.id}`, { token: tokens.anna }))).toEqual(
    [428, "IF_MATCH_REQUIRED"],
  );
  await remove("anna", { ...note, version: 2 });
});

test("lists notes of a subject, of a page and of a range, page by page", { tags: ["extended"] }, async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const made = [
    await add("anna", wish),
    await add("anna", {
      ...wish,
      kind: "trace",
      subject: trace,
      path: `/traces/${trace}`,
      text: "slow card",
    }),
    await add("ben", {
      ...wish,
      kind: "range",
      subject: "",
      path: "/",
      text: "the sale",
      from: "2026-11-21T08:00:00Z",
      to: "2026-11-21T08:00:00Z",
    }),
  ];
  expect(await textsFor("reader", `?kind=trace&subject=${trace}`)).toEqual(["slow card"]);
  expect(await textsFor("reader", "?kind=range&path=/")).toEqual(["the sale"]);
  expect(await textsFor("reader", "?from=2026-11-20T13:59:59Z&to=2026-11-20T18:00:00Z")).toHaveLength(2);
  expect(await textsFor("reader", "?from=2026-11-20T14:00:00.001Z&to=2026-11-20T18:00:00Z")).toEqual([]);
  expect(await textsFor("reader", "?from=2026-11-21T08:00:00Z&to=2026-11-21T08:00:01Z")).toEqual([
    "the sale",
  ]);
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: NotesResult = await list("reader", `?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(seen.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  expect(seen[0]).toBe(made[2]!.id);
  for (const note of made) await remove("boss", note);
});

test.each([
  ["a text of blanks", { text: " \n " }],
  ["a text that is too long", { text: "n".repeat(maxNoteText + 1) }],
  ["an unknown kind", { kind: "server" }],
  ["a funnel without its name", { subject: "" }],
  ["a range with a subject", { kind: "range" }],
  ["an invalid time", { from: "yesterday" }],
  ["a time that ends before it begins", { from: "2026-11-20T15:00:00Z" }],
  ["an address elsewhere", { path: "//evil.example" }],
  ["an unknown field", { author: "ben" }],
])("rejects %s", async (_, wrong) => {
  const response = await console_.ask("POST", "/api/notes", {
    token: tokens.anna,
    body: { ...wish, ...wrong },
  });
  expect(await codeOf(response)).toEqual([400, "BAD_BODY"]);
});

test("accepts the longest text, and returns it as it was written", { tags: ["extended"] }, async () => {
  const text = "<b>ü</b>\n".repeat(300).slice(0, maxNoteText - 1) + "!";
  const note = await add("anna", { ...wish, text });
  expect(await textsFor("reader")).toEqual([text]);
  await remove("anna", note);
});

test("every change is in the audit log of the tenant, without the text", { tags: ["extended"] }, async () => {
  const note = await add("ben", { ...wish, text: "a secret of u7" });
  const edited = (await (await change("boss", note, "another secret")).json()) as Note;
  await remove("ben", edited);
  const { items } = await console_.read<AuditResult>("GET", "/api/audit?limit=500", { token: tokens.boss });
  const ofNote = items.filter(({ target }) => target === note.id);
  expect(ofNote.map(({ actor, action, tenant }) => [actor, action, tenant])).toEqual([
    ["ben (token)", "note.delete done", "shop"],
    ["ben (token)", "note.delete", "shop"],
    ["boss (token)", "note.change done", "shop"],
    ["boss (token)", "note.change", "shop"],
    ["ben (token)", "note.create done", "shop"],
    ["ben (token)", "note.create", "shop"],
  ]);
  expect(JSON.stringify(items)).not.toContain("secret");
});

/** Texts of notes in the export of a person. */
const exported = async (id: string): Promise<string[]> => {
  const response = await console_.ask("GET", `/api/users/${encodeURIComponent(id)}/export`, {
    token: tokens.boss,
  });
  return (await response.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ExportedRow)
    .filter(({ table }) => table === "notes")
    .map(({ row }) => String(row["text"]));
};
const deletePerson = async (id: string): Promise<DeletedPerson> =>
  console_.read<DeletedPerson>("DELETE", `/api/users/${encodeURIComponent(id)}`, { token: tokens.boss });

test(
  "notes by a person, and those that name a person, are exported and deleted with the person's data",
  { tags: ["extended"] },
  async () => {
    await add("anna", { ...wish, text: "asked u77, who used the coupon twice" });
    await add("anna", { ...wish, text: "by mail", search: "?user=u77%40shop.example" });
    await add("anna", { ...wish, text: "asked u770" });
    await add("ben", { ...wish, text: "nobody" });
    expect(await exported("u77")).toEqual(["asked u77, who used the coupon twice"]);
    expect(await exported("u77@shop.example")).toEqual(["by mail"]);
    expect(await exported("ben")).toEqual(["nobody"]);
    for (const id of ["u77", "u77@shop.example", "ben"])
      expect((await deletePerson(id)).rows["notes"]).toBe(1);
    expect(await textsFor("reader")).toEqual(["asked u770"]);
  },
);

test("an id of a person may have any characters", { tags: ["extended"] }, async () => {
  await add("anna", { ...wish, text: "page", path: "/users/auth0%7C5f7c" });
  await add("anna", { ...wish, text: "asked (auth0|5f7c)." });
  await add("anna", { ...wish, text: "other", path: "/users/auth0%7C5f7c1" });
  await add("anna", { ...wish, text: "page of a member", path: "/users/acme%2F42" });
  await add("anna", { ...wish, text: "list", search: "?user=acme%2F42&from=-1h" });
  await add("anna", { ...wish, text: "condition", search: "?filter=user.id%3Dacme%2F42" });
  await add("anna", { ...wish, text: "called acme/42." });
  expect((await exported("auth0|5f7c")).toSorted()).toEqual(["asked (auth0|5f7c).", "page"]);
  expect((await exported("acme/42")).toSorted()).toEqual([
    "called acme/42.",
    "condition",
    "list",
    "page of a member",
  ]);
  expect((await deletePerson("auth0|5f7c")).rows["notes"]).toBe(2);
  expect((await deletePerson("acme/42")).rows["notes"]).toBe(4);
  expect((await textsFor("reader")).filter((text) => text === "other")).toEqual(["other"]);
});
