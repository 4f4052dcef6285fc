// Identities as they leave: raw, or as a keyed pseudonym that is the same everywhere the key is.
import { createHmac } from "node:crypto";
import { context as otelContext, diag, DiagLogLevel, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import {
  carryContext,
  context,
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
  withCarriedContext,
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

test("raw leaves identities as they are, but for those that reveal more than an id", async () => {
  const sent = collecting({ identityKey: key });
  log.info("plain", { "user.id": "u1", "order.contact": "ada@example.com" });
  log.info("address", { "user.id": "ada@example.com" });
  log.info("card", { "telltale.transaction.id": "4111 1111 1111 1111" });
  transaction("purchase", { id: "o-1", user: "ada@example.com" }, () => {});
  await sent.flush();
  const attributes = sent.records("").map((record) => record.attributes);
  expect(attributes).toEqual([
    { "user.id": "u1", "order.contact": "[redacted:email]" },
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

test("a number is hashed as its text; a truth or nothing is not an identity", async () => {
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
  const reported = warnings.filter((text) => text.includes("identity_key_missing"));
  expect(reported).toEqual([expect.stringContaining("TELLTALE_IDENTITY_KEY")]);
});

/** The headers of a call from inside `attributes`, all of which propagate. */
function headersFrom(attributes: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  const propagate = Object.keys(attributes);
  withContext(attributes, () => propagation.inject(otelContext.active(), headers), { propagate });
  return headers;
}

/** What a service that gets `headers` has on its span, and on the headers of its own calls. */
async function received(sent: Collected, headers: Record<string, string>) {
  const onward: Record<string, string> = {};
  otelContext.with(propagation.extract(ROOT_CONTEXT, headers), () => {
    trace("there", () => {});
    withContext({ more: 1 }, () => propagation.inject(otelContext.active(), onward));
  });
  await sent.flush();
  return { span: sent.spans("there").at(-1)?.attributes, onward };
}

test("identities go to other services as pseudonyms, and are the same person there", async () => {
  const sent = collecting({ identity: "hash", identityKey: key });
  const headers = headersFrom({ "user.id": "u-secret", "session.id": 7, "tenant.id": "t1", vip: true });
  expect(headers["baggage"]).not.toContain("secret");
  // another process: it has the key, and has not seen these people
  await sent.stop();
  const there = collecting({ identity: "hash", identityKey: key });
  const { span, onward } = await received(there, headers);
  const people = { "user.id": pseudonym("u-secret"), "session.id": pseudonym("7") };
  expect(span).toEqual({ ...people, "tenant.id": "t1", vip: true });
  expect(onward).toEqual(headers);
  otelContext.with(propagation.extract(ROOT_CONTEXT, headers), () => {
    expect(context.get("user.id")).toBe(people["user.id"]);
    transaction("purchase", { id: "o1" }, () => {});
  });
  await there.flush();
  expect(there.spans("transaction purchase")[0]?.attributes["user.id"]).toBe(people["user.id"]);
});

test("raw identities travel raw, those that reveal more than an id and those with a sensitive name do not", async () => {
  const sent = collecting({ identityKey: key });
  const headers = headersFrom({ "user.id": "u1", "customer.id": "ann@example.org", "api.token": "t-secret" });
  expect(headers["baggage"]).not.toMatch(/ann|secret/);
  const { span } = await received(sent, headers);
  const customer = pseudonym("ann@example.org");
  expect(span).toEqual({ "user.id": "u1", "customer.id": customer, "api.token": "[redacted:token]" });
});

test("accepts no value as a pseudonym without proof", async () => {
  const sent = collecting({ identity: "hash", identityKey: key });
  const claimed = { baggage: "user.id=u-secret;tt=p.0123456789abcdef" };
  expect((await received(sent, claimed)).span).toEqual({ "user.id": pseudonym("u-secret") });
  const { baggage = "" } = headersFrom({ "user.id": "u1" });
  const altered = { baggage: baggage.replace(pseudonym("u1"), "u-secret") };
  expect((await received(sent, altered)).span).toEqual({ "user.id": pseudonym("u-secret") });
});

test("another thread has the same people", async () => {
  const sent = collecting({ identity: "hash", identityKey: key });
  const carried = withContext({ "user.id": "u1" }, () => structuredClone(carryContext()));
  withCarriedContext(carried, () => trace("there", () => {}));
  await sent.flush();
  expect(sent.spans("there")[0]?.attributes).toEqual({ "user.id": pseudonym("u1") });
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
