import { expect, test } from "vitest";
import type { StoredAudit } from "../store/access.ts";
import { createAudit, personHash } from "./audit.ts";

function memory(): { stored: StoredAudit[]; add: (entries: readonly StoredAudit[]) => Promise<void> } {
  const stored: StoredAudit[] = [];
  return { stored, add: async (entries) => void stored.push(...entries) };
}

test("refusals without number become few lines", async () => {
  const { stored, add } = memory();
  const audit = createAudit({ addAudit: add }, () => undefined);
  for (let place = 0; place < 10_000; place++) {
    audit.refused({ actor: "nobody", action: "login.refused", address: "192.0.2.1" });
    audit.refused({ actor: "nobody", action: "login.refused", address: `10.0.${place >> 8}.${place & 255}` });
  }
  await audit.close();
  expect(stored.length).toBe(201);
  const counts = stored.map(({ details }) => (JSON.parse(details) as { count: number }).count);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20_000);
  expect(stored.find(({ address }) => address === "192.0.2.1")?.details).toBe('{"count":10000}');
});

test("what changes something is not done when it cannot be noted; a refusal stays one", async () => {
  const failures: unknown[] = [];
  const audit = createAudit(
    { addAudit: async () => Promise.reject(new Error("the store is away")) },
    (error) => failures.push(error),
  );
  await expect(audit.record({ actor: "ann", action: "token.create" })).rejects.toThrow("away");
  audit.refused({ actor: "nobody", action: "login.refused" });
  await audit.close();
  expect(failures.length).toBe(1);
});

test("queries without number become few lines, hide no refusal, and have so much text in an hour", async () => {
  const { stored, add } = memory();
  let now = 0;
  const audit = createAudit(
    { addAudit: add },
    () => undefined,
    () => now,
  );
  const asked = { actor: "ann", action: "sql.allowed", tenant: "acme" };
  for (let place = 0; place < 1_000; place++) {
    audit.queried({ ...asked, target: "SELECT ?" });
    audit.queried({ ...asked, target: `SELECT a${place}` });
  }
  audit.refused({ actor: "nobody", action: "login.refused" });
  await audit.close();
  expect(stored.map(({ action }) => action).filter((action) => action !== "sql.allowed")).toEqual([
    "login.refused",
    "sql.more",
  ]);
  expect([stored.length, stored.find(({ target }) => target === "SELECT ?")?.details]).toEqual([
    202,
    '{"count":1000}',
  ]);

  const long = "a".repeat(3_000);
  for (let place = 0; place < 3_000; place++)
    audit.queried({ ...asked, actor: `b${place % 2}`, target: long });
  await audit.close();
  const texts = stored.slice(202).map(({ target }) => target.length);
  expect(texts).toEqual([2_000, 2_000, 0, 0]);
  now += 3_600_000;
  audit.queried({ ...asked, target: "SELECT again" });
  await audit.close();
  expect(stored.at(-1)?.target).toBe("SELECT again");
});

test("a person is a hash", () => {
  expect(personHash("u1")).toMatch(/^[0-9a-f]{64}$/);
  expect(personHash("u1")).not.toBe(personHash("u2"));
});

test("entries have different times in their order, and the right time after the clock was put back", async () => {
  const { stored, add } = memory();
  let now = 1_000_000;
  const audit = createAudit(
    { addAudit: add },
    () => undefined,
    () => now,
  );
  const note = { actor: "ann", action: "view.save" };
  await audit.record(note);
  await audit.record(note);
  now -= 100;
  await audit.record(note);
  now -= 500_000;
  await audit.record(note);
  expect(stored.map(({ timeMicros }) => timeMicros)).toEqual([
    1_000_000_000n,
    1_000_000_001n,
    1_000_000_002n,
    499_900_000n,
  ]);
});

test("closing waits for the outcomes of changes that are being made", async () => {
  const { stored, add } = memory();
  const audit = createAudit({ addAudit: add }, () => undefined);
  const [backup, made] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await audit.change({ actor: "ann", action: "backup" }, async () => "a stream", {
    ended: () => backup.promise,
  });
  const change = audit.change({ actor: "ann", action: "view.save" }, async () => made.promise, {
    details: () => ({ version: 2 }),
  });
  const closed = audit.close().then(() => stored.map(({ action }) => action));
  made.resolve();
  await change;
  backup.reject(new Error("the console stops"));
  expect(await closed).toEqual(["backup", "view.save", "view.save done", "backup failed"]);
  expect(stored[2]?.details).toBe('{"version":2}');
});

test("closing stores what waits also before a change that does not end, and what comes while it waits", async () => {
  const { stored, add } = memory();
  const audit = createAudit({ addAudit: add }, () => undefined);
  const made = Promise.withResolvers<void>();
  const change = audit.change({ actor: "ann", action: "view.save" }, async () => made.promise);
  audit.refused({ actor: "nobody", action: "login.refused" });
  const closed = audit.close();
  await expect.poll(() => stored.map(({ action }) => action)).toEqual(["view.save", "login.refused"]);
  audit.refused({ actor: "nobody", action: "token.refused" });
  made.resolve();
  await Promise.all([change, closed]);
  expect(stored.map(({ action }) => action).slice(2)).toEqual(["view.save done", "token.refused"]);
});

test("the entry of an outcome does not repeat what was changed", async () => {
  const { stored, add } = memory();
  const audit = createAudit({ addAudit: add }, () => undefined);
  const details = { kind: "rule", before: "a", after: "b" };
  await audit.change({ actor: "ann", action: "rule.change", details }, async () => undefined);
  expect(stored.map((entry) => JSON.parse(entry.details) as unknown)).toEqual([details, { kind: "rule" }]);
});
