// A person's data: all of it in the export, none of it after the deletion, whatever is asked, also after a restart, and no data of others
// touched. Tried on the console of access.test.ts.
import type { AuditResult, DeletedPerson, ExportedRow, MadeToken, SqlSchema, UserTimeline } from "contract";
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { logMessage, type SecuredConsole, spanMessage } from "./secured-console.ts";

let running: SecuredConsole;

let ids = 0;
const spanId = (): string => (++ids).toString(16).padStart(16, "0");
const traceIdOf = (place: number): string => place.toString(16).padStart(32, "a");

type Values = Readonly<Record<string, string>>;

async function sendSpan(place: number, values: Values, token?: string): Promise<void> {
  const message = spanMessage(traceIdOf(place), spanId(), values);
  expect((await running.send("/v1/traces", message, token ?? own)).status).toBe(200);
}
async function sendLog(body: string, values: Values, eventName?: string): Promise<void> {
  expect((await running.send("/v1/logs", logMessage(body, values, eventName), own)).status).toBe(200);
}

const own = "made-up-token-of-the-test";
const step = (name: string, values: Values): Values => ({
  "telltale.journey.name": "checkout",
  "telltale.journey.step": name,
  "log.record.uid": `uid-${++ids}`,
  ...values,
});

/** Everything that names the person in one way or another, each with a mark of its own. */
async function writePerson(user: string, session: string): Promise<void> {
  const bySession = { "session.id": session };
  await Promise.all([
    sendSpan(1, { "user.id": user, mark: `${user}-span` }),
    sendSpan(2, { "enduser.id": user, mark: `${user}-enduser` }),
    sendSpan(4, { "customer.id": user, mark: `${user}-customer-span` }),
    sendLog(
      `${user}-interaction`,
      {
        "telltale.interaction.type": "support",
        "telltale.interaction.id": `${user}-chat`,
        "customer.id": user,
        "log.record.uid": `uid-${++ids}`,
      },
      "telltale.interaction.ended",
    ),
    sendLog(
      `${user}-call`,
      {
        "telltale.interaction.type": "call",
        "telltale.interaction.id": `${user}-call`,
        "user.id": "agent-7",
        "customer.id": user,
        "log.record.uid": `uid-${++ids}`,
      },
      "telltale.interaction.ended",
    ),
    sendLog(
      "failed",
      { "customer.id": user, "exception.type": `${user}-customer-error`, "exception.message": "y" },
      "exception",
    ),
    sendSpan(3, { ...bySession, mark: `${user}-session-span` }),
    sendLog(`${user}-log`, { "user.id": user }),
    sendLog(`${user}-session-log`, bySession),
    sendLog("", step("landing", bySession), "telltale.journey.step"),
    sendLog("", step("paid", { ...bySession, "user.id": user }), "telltale.journey.step"),
    sendLog(
      "failed",
      { "user.id": user, "exception.type": `${user}-error`, "exception.message": "x" },
      "exception",
    ),
  ]);
}

async function exported(user: string): Promise<readonly ExportedRow[]> {
  const response = await running.ask("GET", `/api/users/${encodeURIComponent(user)}/export`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  const text = await response.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ExportedRow);
}

/** The rows as text, sorted: the engine returns them in the order of its parts, which merge. */
function inOrder(rows: readonly ExportedRow[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

/** Every row of every table that people may read, all columns. */
async function everything(): Promise<string> {
  const { tables } = await running.read<SqlSchema>("GET", "/api/sql/schema");
  const readable = tables.map(({ name }) => name).filter((name) => !name.includes("."));
  expect(readable).toEqual(
    expect.arrayContaining(["spans", "logs", "business_events", "errors", "attribute_values"]),
  );
  const texts = await Promise.all(
    readable.map(async (table) =>
      JSON.stringify(
        await running.read("POST", "/api/sql", { body: { query: `SELECT * FROM ${table} LIMIT 1000` } }),
      ),
    ),
  );
  return texts.join("\n");
}

/** @param open the console; without data of `u1` and `u2` so far. */
export function describePersonalData(open: () => SecuredConsole): void {
  describe("a person's data", () => {
    beforeAll(() => {
      running = open();
    });

    test("the export has every row of the person and of the person's sessions, once", async () => {
      await Promise.all([writePerson("u1", "s1"), writePerson("u2", "s2")]);
      const rows = await exported("u1");
      const count = Object.fromEntries(
        ["spans", "logs", "business_events", "errors", "identities"].map((table) => [
          table,
          rows.filter((row) => row.table === table).length,
        ]),
      );
      expect(count).toEqual({ spans: 4, logs: 8, business_events: 4, errors: 2, identities: 1 });
      const text = JSON.stringify(rows);
      for (const mark of [
        "u1-span",
        "u1-enduser",
        "u1-session-span",
        "u1-log",
        "u1-session-log",
        "u1-error",
        "landing",
        "paid",
      ])
        expect(text).toContain(mark);
      expect(text).toContain(traceIdOf(1));
      expect(text).not.toContain("u2");
      expect(await exported("nobody")).toEqual([]);
    });

    test("only who may change things may take or delete it", async () => {
      const { token } = await running.read<MadeToken>("POST", "/api/tokens", {
        body: { name: "r", scope: "read" },
      });
      for (const [method, path] of [
        ["GET", "/api/users/u1/export"],
        ["DELETE", "/api/users/u1"],
      ] as const)
        expect((await running.ask(method, path, { token })).status).toBe(403);
    });

    test("the same id at another tenant is another person", async () => {
      const wish = { name: "acme", scope: "admin", tenant: "acme" };
      const { token } = await running.read<MadeToken>("POST", "/api/tokens", { body: wish });
      await sendSpan(9, { "user.id": "u1", mark: "of-acme" }, token);
      expect(JSON.stringify(await exported("u1"))).not.toContain("of-acme");
      const theirs = await (await running.ask("GET", "/api/users/u1/export", { token })).text();
      expect(theirs.trim().split("\n").length).toBe(1);
    });

    let others: readonly string[] = [];
    const expectGone = async (): Promise<void> => {
      expect(await exported("u1")).toEqual([]);
      const after = await everything();
      expect(after).toContain("u2-session-log");
      for (const mark of ["u1", "s1"]) expect([mark, after.includes(`"${mark}`)]).toEqual([mark, false]);
      const timeline = await running.read<UserTimeline>("GET", "/api/users/u1");
      expect([timeline.events, timeline.sessions, timeline.traceCount]).toEqual([[], [], 0]);
      expect(inOrder(await exported("u2"))).toEqual(others);
      const { people } = await running.read<{ people: number }>("GET", "/api/journeys/checkout/columns");
      expect(people).toBe(1);
    };

    test("after the deletion nothing is found, of rows on their way neither, and others keep all of their data", async () => {
      const late = Promise.all([
        sendLog("u1-late", { "user.id": "u1" }),
        sendSpan(4, { "user.id": "u1", mark: "u1-late" }),
      ]);
      others = inOrder(await exported("u2"));
      await late;
      const gone = await running.read<DeletedPerson>("DELETE", "/api/users/u1");
      expect(gone.pending).toEqual([]);
      expect(gone.rows).toMatchObject({ spans: 5, logs: 9, business_events: 4, errors: 2, identities: 1 });
      await expectGone();
    });

    test("nor is anything found after a restart", { tags: ["extended"] }, async () => {
      await running.restart();
      await expectGone();
      expect(others).not.toEqual([]);
    });

    test("the audit log tells that and by whom, without the id", async () => {
      const { items } = await running.read<AuditResult>("GET", "/api/audit?limit=500");
      const hash = createHash("sha256").update("u1").digest("hex");
      const actions = items.filter(({ target }) => target === hash).map(({ action }) => action);
      expect(actions).toEqual(
        expect.arrayContaining(["person.export", "person.delete", "person.delete done"]),
      );
      expect(JSON.stringify(items)).not.toContain('"u1"');
    });
  });
}
