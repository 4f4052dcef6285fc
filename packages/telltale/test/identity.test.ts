// Who somebody is, as it leaves: raw, or as a keyed pseudonym that is the same everywhere the key is.
import { createHmac } from "node:crypto";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import {
  counter,
  funnel,
  histogram,
  interaction,
  isTelemetryError,
  log,
  resumeTransaction,
  start,
  startTransaction,
  trace,
  transaction,
  withContext,
  workflow,
} from "../src/index.ts";
import { collect, type Collected } from "./collect.ts";

const key = "a key of the shop's own";
const pseudonym = (value: string): string =>
  createHmac("sha256", key).update(value).digest("hex").slice(0, 32);

function collecting(options: Parameters<typeof collect>[0]): Collected {
  const sent = collect(options);
  onTestFinished(async () => sent.stop());
  return sent;
}

/** All attributes of all spans, their events, records and points, as text. */
function everything(sent: Collected): string {
  const points = ["telltale.transaction.count", "visits", "sizes"].flatMap((name) => sent.points(name));
  return JSON.stringify([sent.spans(), sent.records(), points]);
}

async function live(): Promise<void> {
  const checkout = funnel("checkout", ["cart", "done"]);
  await withContext({ "session.id": "s-secret", "tenant.id": "t1" }, async () => {
    trace("visit", { attributes: { "user.id": "u-secret", nested: { "user.id": "u-secret" } } }, () => {
      checkout.step("cart", { user: "u-secret" });
      log.info("seen", { "customer.id": "c-secret" });
      counter("visits").add(1, { "user.id": "u-secret" });
      histogram("sizes").record(1, { "session.id": "s-secret" });
    });
    transaction("purchase", { id: "o-secret", user: "u-secret" }, (tx) => tx.step("paid"));
    await workflow("order", "o-secret").event("created");
    interaction("call", { customer: "c-secret" }, (it) => it.result("done"));
  });
}

test("identity: hash makes pseudonyms of all identities on spans, records, metrics and context attributes", async () => {
  const sent = collecting({ identity: "hash", identityKey: key });
  await live();
  await sent.flush();
  expect(everything(sent)).not.toContain("secret");
  const [visit] = sent.spans("visit");
  expect(visit?.attributes).toEqual({
    "session.id": pseudonym("s-secret"),
    "tenant.id": "t1",
    "user.id": pseudonym("u-secret"),
    nested: { "user.id": pseudonym("u-secret") },
  });
  expect(sent.records("telltale.journey.step")[0]?.attributes).toMatchObject({
    "user.id": pseudonym("u-secret"),
    "session.id": pseudonym("s-secret"),
  });
  expect(sent.records("telltale.transaction.ended")[0]?.attributes).toMatchObject({
    "telltale.transaction.id": pseudonym("o-secret"),
    "user.id": pseudonym("u-secret"),
  });
  expect(sent.spans("transaction purchase")[0]?.attributes).toMatchObject({
    "telltale.transaction.id": pseudonym("o-secret"),
    "user.id": pseudonym("u-secret"),
  });
  expect(sent.records("telltale.workflow.event")[0]?.attributes).toMatchObject({
    "telltale.workflow.id": pseudonym("o-secret"),
  });
  expect(sent.records("telltale.interaction.ended")[0]?.attributes).toMatchObject({
    "customer.id": pseudonym("c-secret"),
  });
  expect(sent.points("visits")[0]?.attributes).toEqual({ "user.id": pseudonym("u-secret") });
});

test("raw leaves identities as they are, but for those that tell more than who it is", async () => {
  const sent = collecting({ identityKey: key });
  log.info("plain", { "user.id": "u1", "order.contact": "ada@example.com" });
  log.info("address", { "user.id": "ada@example.com" });
  log.info("card", { "telltale.transaction.id": "4111 1111 1111 1111" });
  transaction("purchase", { id: "o-1", user: "ada@example.com" }, () => {});
  await sent.flush();
  const attributes = sent.records("").map((record) => record.attributes);
  expect(attributes).toEqual([
    { "user.id": "u1", "order.contact": "ada@example.com" },
    { "user.id": pseudonym("ada@example.com") },
    { "telltale.transaction.id": pseudonym("4111 1111 1111 1111") },
  ]);
  expect(sent.records("telltale.transaction.ended")[0]?.attributes).toMatchObject({
    "telltale.transaction.id": "o-1",
    "user.id": pseudonym("ada@example.com"),
  });
});

test("without redaction raw is raw", async () => {
  const sent = collecting({ redaction: false });
  log.info("address", { "user.id": "ada@example.com" });
  await sent.flush();
  expect(sent.records("")[0]?.attributes).toEqual({ "user.id": "ada@example.com" });
});

test("a number is hashed as its text; a truth or nothing is no identity", async () => {
  const sent = collecting({ identity: "hash", identityKey: key });
  log.info("number", { "user.id": 17, "customer.id": 17n, "session.id": true });
  await sent.flush();
  expect(sent.records("")[0]?.attributes).toEqual({
    "user.id": pseudonym("17"),
    "customer.id": pseudonym("17"),
    "session.id": true,
  });
});

test("what is handed on is the same transaction there", async () => {
  const sent = collecting({ identity: "hash", identityKey: key });
  const token = startTransaction("purchase", { id: "o-1", user: "u1" }).handoff();
  resumeTransaction(token).complete();
  await sent.flush();
  const [started, ended] = ["started", "ended"].map(
    (phase) => sent.records(`telltale.transaction.${phase}`)[0]?.attributes,
  );
  for (const name of ["telltale.transaction.id", "user.id"]) expect(ended?.[name]).toBe(started?.[name]);
});

test("without a key each process has its own, and says so once", async () => {
  const warnings: string[] = [];
  const keep = (text: string): number => warnings.push(text);
  diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep }, DiagLogLevel.WARN);
  onTestFinished(() => diag.disable());
  const sent = collecting({ identity: "hash" });
  for (const user of ["u1", "u2", "u1"]) log.info("seen", { "user.id": user });
  await sent.flush();
  const [first, second, third] = sent.records("").map((record) => record.attributes["user.id"]);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(first).not.toBe(second);
  expect(first).toBe(third);
  const told = warnings.filter((text) => text.includes("identity_key_missing"));
  expect(told).toEqual([expect.stringContaining("TELLTALE_IDENTITY_KEY")]);
});

test("variables set both, and a wrong option throws while a wrong variable does not", async () => {
  process.env["TELLTALE_IDENTITY"] = "hash";
  process.env["TELLTALE_IDENTITY_KEY"] = key;
  onTestFinished(() => {
    delete process.env["TELLTALE_IDENTITY"];
    delete process.env["TELLTALE_IDENTITY_KEY"];
  });
  const sent = collecting({});
  log.info("seen", { "user.id": "u1" });
  await sent.flush();
  expect(sent.records("")[0]?.attributes).toEqual({ "user.id": pseudonym("u1") });
  await sent.stop();
  process.env["TELLTALE_IDENTITY"] = "secret";
  process.env["TELLTALE_IDENTITY_KEY"] = "short";
  await start({ handleExit: false, exporters: [] }).stop();
  for (const wrong of [{ identity: "none" }, { identityKey: "short" }, { identityKey: 7 }] as never[])
    expect(codeOf(() => start(wrong))).toBe("TT_OPTION");
});

test("a flood of people is hashed without being kept, and comes out the same", async () => {
  const sent = collecting({ identity: "hash", identityKey: key, limits: { queueSize: 50_000 } });
  for (let person = 0; person < 12_000; person++) log.info("seen", { "user.id": `u${person}` });
  log.info("again", { "user.id": "u0" });
  await sent.flush();
  expect(sent.records("").at(-1)?.attributes["user.id"]).toBe(pseudonym("u0"));
});

function codeOf(fn: () => unknown): string | undefined {
  try {
    fn();
  } catch (error) {
    return isTelemetryError(error) ? error.code : undefined;
  }
  return undefined;
}
