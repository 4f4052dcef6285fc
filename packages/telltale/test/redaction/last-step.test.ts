// Redaction as the last step: who sees what, identities that stay apart, series that are joined, modes and rules over the whole pipeline.
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import {
  counter,
  histogram,
  log,
  start,
  trace,
  transaction,
  withContext,
  workflow,
} from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";

const key = "a key of the shop's own";
const pseudonym = (value: string): string =>
  createHmac("sha256", key).update(value).digest("hex").slice(0, 32);

function collecting(options: Parameters<typeof collect>[0]): Collected {
  const sent = collect({ identityKey: key, ...options });
  onTestFinished(async () => sent.stop());
  return sent;
}

/** A number of 16 digits that begins like a card and passes Luhn's check. */
function luhn(body: number): string {
  const digits = `4${String(body).padStart(14, "0")}`;
  let sum = 0;
  for (const [at, digit] of [...digits].entries()) {
    const one = Number(digit) * (at % 2 === 0 ? 2 : 1);
    sum += one > 9 ? one - 9 : one;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

const ids = fc.uniqueArray(
  fc.oneof(
    fc.nat({ max: 99_999_999_999_999 }).map(luhn),
    fc.stringMatching(/^[a-z][a-z0-9._+-]{0,10}[a-z0-9]@[a-z]{2,8}\.(?:com|co\.uk|example)$/),
    fc.stringMatching(/^[a-z0-9-]{1,20}$/),
  ),
  { minLength: 2, maxLength: 8 },
);

test("two people never become one, whatever their ids look like, in both modes and under every name of an identity", async () => {
  const names = [
    "user.id",
    "customer.id",
    "session.id",
    "enduser.id",
    "telltale.transaction.id",
    "order.id",
    "tenantId",
  ];
  for (const identity of ["raw", "hash"] as const) {
    const sent = collecting({ identity });
    let made = 0;
    fc.assert(
      fc.property(ids, fc.constantFrom(...names), (some, name) => {
        for (const id of some) log.info("seen", { [name]: id, group: made });
        made++;
      }),
      { numRuns: 60 },
    );
    await sent.flush();
    const groups = new Map<unknown, unknown[]>();
    for (const { attributes } of sent.records("")) {
      const [name = ""] = Object.keys(attributes).filter((one) => one !== "group");
      groups.set(attributes["group"], [...(groups.get(attributes["group"]) ?? []), attributes[name]]);
    }
    expect(groups.size).toBe(60);
    for (const left of groups.values()) {
      expect(new Set(left).size).toBe(left.length);
      for (const id of left) expect(id).not.toMatch(/redacted|@|^4\d{15}$/);
    }
    await sent.stop();
  }
});

test("an order number that looks like a card is the same order on every signal, hashed once", async () => {
  const sent = collecting({});
  const order = luhn(42);
  await withContext({ "order.id": order }, async () => {
    transaction("purchase", { id: order, user: "ada@example.com" }, () => {});
    await workflow("order", order).event("paid");
    counter("orders").add(1, { "user.id": "ada@example.com", "order.id": order });
  });
  await sent.flush();
  const [ended] = sent.records("telltale.transaction.ended");
  expect(ended?.attributes).toMatchObject({
    "order.id": pseudonym(order),
    "telltale.transaction.id": pseudonym(order),
    "user.id": pseudonym("ada@example.com"),
  });
  expect(sent.records("telltale.workflow.event")[0]?.attributes["telltale.workflow.id"]).toBe(
    pseudonym(order),
  );
  expect(sent.points("orders")[0]?.attributes).toEqual({
    "user.id": pseudonym("ada@example.com"),
    "order.id": pseudonym(order),
  });
});

test("a pseudonym that comes back is not hashed again", async () => {
  const ends: unknown[] = [];
  const sent = collecting({
    identity: "hash",
    processors: [
      {
        onEnd: (span) => {
          ends.push(span.attributes["user.id"]);
          log.info("copied", { "user.id": span.attributes["user.id"] });
        },
        async forceFlush() {},
        async shutdown() {},
      },
    ],
  });
  trace("visit", { attributes: { "user.id": "u1" } }, () => {});
  await sent.flush();
  expect(ends).toEqual([pseudonym("u1")]);
  expect(sent.records("")[0]?.attributes).toEqual({ "user.id": pseudonym("u1") });
});

test("nor when ten thousand others were seen in between", async () => {
  const sent = collecting({ identity: "hash", limits: { queueSize: 40_000 } });
  log.info("first", { "user.id": "u1" });
  for (let at = 0; at < 12_000; at++) log.info("other", { "user.id": `other-${at}` });
  log.info("copied", { "user.id": pseudonym("u1") });
  await sent.flush();
  const [first, copied] = [sent.records("")[0], sent.records("").at(-1)];
  expect(copied?.attributes).toEqual(first?.attributes);
});

test("processors see what was set until the end, and what leaves after it; so do those of records", async () => {
  const seen: Record<string, unknown> = {};
  const kept: any[] = [];
  const sent = collecting({
    processors: [
      {
        onStart: (span) => void (seen["start"] = span.attributes["note"]),
        onEnding: (span) => void (seen["ending"] = [span.name, span.attributes["password"]]),
        onEnd: (span) => void (seen["end"] = [span.name, span.attributes["password"], span.status.message]),
        async forceFlush() {},
        async shutdown() {},
      },
    ],
    logRecordProcessors: [
      {
        onEmit(record) {
          seen["emit"] = [record.body, record.attributes["password"]];
          kept.push(record);
        },
        async forceFlush() {},
        async shutdown() {},
      },
    ],
  });
  trace("mail ada@example.com", { attributes: { note: "ada@example.com", password: "x" } }, (span) =>
    span.setStatus({ code: 2, message: "no ada@example.com" }),
  );
  log.info("to ada@example.com", { password: "x" });
  await sent.flush();
  expect(seen).toEqual({
    start: "ada@example.com",
    ending: ["mail ada@example.com", "x"],
    end: ["mail [redacted:email]", "[redacted:password]", "no [redacted:email]"],
    emit: ["to ada@example.com", "x"],
  });
  expect(kept[0].body).toBe("to [redacted:email]");
  expect(kept[0].attributes).toEqual({ password: "[redacted:password]" });
});

test("what differs in its secrets only is one series; what differs in an identity is not", async () => {
  const sent = collecting({});
  for (const mail of ["ada@example.com", "bob@example.com"]) {
    counter("mails").add(1, { mail, plan: "pro" });
    counter("people").add(1, { "user.id": mail });
    histogram("sizes").record(1, { token: mail });
  }
  await sent.flush();
  expect(sent.points("mails").map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ mail: "[redacted:email]", plan: "pro" }, 2],
  ]);
  expect(new Set(sent.points("people").map(({ attributes }) => attributes["user.id"])).size).toBe(2);
  expect(sent.points("sizes").map(({ attributes, count }) => [attributes, count])).toEqual([
    [{ token: "[redacted:token]" }, 2],
  ]);
});

test("modes, an allow list and rules of one's own; one that throws hides", async () => {
  const sent = collecting({
    redaction: {
      mode: { email: "drop", phone: "partial" },
      allow: { names: ["demo.password"], values: ["support@example.com"] },
      rules: [
        { kind: "voucher", names: "voucher.*" },
        {
          kind: "broken",
          find: (text) => {
            if (text.includes("boom")) throw new Error("broken");
            return false;
          },
        },
      ],
    },
  });
  log.info("mail", {
    only: "ada@example.com",
    both: "ada@example.com, support@example.com",
    call: "+49 151 23456789",
    "demo.password": "x",
    "voucher.code": "V1",
    odd: "boom",
    password: "x",
  });
  await sent.flush();
  expect(sent.records("")[0]?.attributes).toEqual({
    only: "",
    both: ", support@example.com",
    call: "[redacted:phone:*6789]",
    "demo.password": "x",
    "voucher.code": "[redacted:voucher]",
    odd: "[redacted:broken]",
    password: "[redacted:password]",
  });
});

test("queries lose their literals, whatever put them there", async () => {
  const sent = collecting({});
  const query = `SELECT "name" FROM users WHERE mail = 'x' AND plan = "pro" AND id = ?`;
  for (const system of ["postgresql", "mysql", "redis", undefined])
    trace(String(system), { attributes: { "db.query.text": query, "db.system.name": system } }, () => {});
  trace("old", { attributes: { "db.statement": "GET user:1 'x'", "db.system": "redis" } }, () => {});
  await sent.flush();
  const text = (name: string): unknown => sent.spans(name)[0]?.attributes["db.query.text"];
  expect(text("postgresql")).toBe(`SELECT "name" FROM users WHERE mail = ? AND plan = "pro" AND id = ?`);
  expect(text("mysql")).toBe("SELECT ? FROM users WHERE mail = ? AND plan = ? AND id = ?");
  expect(text("redis")).toBe(query);
  // unknown which: what may be a value is hidden
  expect(text("undefined")).toBe(`SELECT "name" FROM users WHERE mail = ? AND plan = ? AND id = ?`);
  expect(sent.spans("old")[0]?.attributes["db.statement"]).toBe("GET user:1 'x'");
});

test("names that are secrets become marks, each its own", async () => {
  const sent = collecting({});
  log.info("seen", { "ada@example.com": 1, "bob@example.com": 2, plan: "pro" });
  await sent.flush();
  expect(sent.records("")[0]?.attributes).toEqual({
    "[redacted:email]": 1,
    "[redacted:email]#2": 2,
    plan: "pro",
  });
});

test("another start has other rules, also for contexts that were entered before", async () => {
  await withContext({ note: "ada@example.com" }, async () => {
    for (const redaction of [true, false, { kinds: { email: false } }, true]) {
      const sent = collect({ redaction });
      trace("inside", () => {});
      log.info("inside", { note2: "ada@example.com" });
      await sent.flush();
      const expected = redaction === true ? "[redacted:email]" : "ada@example.com";
      expect(sent.spans("inside")[0]?.attributes["note"]).toBe(expected);
      expect(sent.records("")[0]?.attributes).toEqual({ note: expected, note2: expected });
      await sent.stop();
    }
  });
});

test("wrong options are refused", () => {
  for (const redaction of ["yes", 7, { mode: "blur" }, { kinds: { nonsense: true } }])
    expect(() => start({ exporters: [], redaction: redaction as never })).toThrow(/Cannot (?:use|redact)/);
});

test.each(["span", "record"] as const)(
  "a %s that a rule makes is not written into the one that is being encoded",
  async (made) => {
    let calls = 0;
    const find = (text: string): boolean => {
      if (text !== "looked at") return false;
      calls++;
      if (made === "span") trace("inner", () => {});
      else log.info("inner");
      return false;
    };
    const sent = collecting({ redaction: { rules: [{ kind: "seen", find }] } });
    const before = sent.stats().reports;
    for (const name of ["first", "second", "third"]) {
      if (made === "span") trace(name, { attributes: { note: "looked at" } }, () => {});
      else log.info(name, { note: "looked at" });
    }
    await sent.flush();
    const left = made === "span" ? sent.spans() : sent.records("");
    expect(left.map((one) => ("body" in one ? one.body : one.name))).toEqual(["first", "second", "third"]);
    for (const { attributes } of left) expect(attributes).toMatchObject({ note: "looked at" });
    expect(calls).toBeGreaterThanOrEqual(3);
    const code = made === "span" ? "encode_failed" : "emit_failed";
    expect((sent.stats().reports[code] ?? 0) - (before[code] ?? 0)).toBe(calls);
  },
);
