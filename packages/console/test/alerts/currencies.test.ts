// Rules on amounts of several currencies in a console with everything: its preview, the rule, and the message that a receiver gets.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlertRuleInfo, AlertRulesResult, PreviewResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Endpoint, startEndpoint } from "../notify/endpoint.ts";
import { ownToken, type SecuredConsole, startSecured } from "../security/secured-console.ts";

const currency = "telltale.transaction.currency";
const sentence = "The amount adds EUR and USD: name a currency with a condition or a group.";

const amountOf = (transaction: string, where: object = {}) => ({ transaction, measure: "amount", where });
const rule = (name: string, on: object, more: object = {}) => ({
  name,
  on,
  window: "30m",
  when: { above: 1 },
  every: "1s",
  // a message need not wait for what a busy machine reads
  remind: "5s",
  ...more,
});

let folder: string;
let endpoint: Endpoint;
let console_: SecuredConsole;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "telltale-currencies-"));
  endpoint = await startEndpoint({ untilClosed: true });
  const alerts = [
    rule("Mixed", amountOf("purchase")),
    rule("By region", amountOf("purchase"), { groupBy: ["region"] }),
    rule("Euros", amountOf("purchase", { [currency]: "EUR" })),
    rule("Each", amountOf("purchase"), { groupBy: [currency] }),
    rule("One currency", amountOf("refund")),
    rule("By tier", amountOf("gift"), { groupBy: ["tier"] }),
  ];
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "amounts.json"), JSON.stringify({ alerts }));
  const channel = { name: "hook", type: "webhook", url: endpoint.url, sendResolved: false };
  writeFileSync(join(folder, "channels.yaml"), JSON.stringify({ channels: [channel] }));
  console_ = await startSecured({
    alertRules: join(folder, "rules"),
    alertChannels: join(folder, "channels.yaml"),
  });
  await sendTransactions();
});

afterAll(async () => {
  await console_?.stop();
  endpoint?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Purchases: in the east euros and dollars, in the west euros. Francs failed, and what was free costs no pounds. Refunds: euros. */
async function sendTransactions(): Promise<void> {
  const all = [
    ["purchase", "EUR", "20.00", "east", "completed"],
    ["purchase", "EUR", "30.00", "east", "completed"],
    ["purchase", "USD", "40.00", "east", "completed"],
    ["purchase", "EUR", "10.00", "west", "completed"],
    ["purchase", "CHF", "99.00", "east", "failed"],
    ["purchase", "GBP", "0.00", "east", "completed"],
    ["refund", "EUR", "5.00", "east", "completed"],
    // without a tier: one currency
    ["gift", "EUR", "5.00", "east", "completed"],
    ["gift", "USD", "5.00", "east", "completed", "gold"],
    ["gift", "EUR", "5.00", "east", "completed", "gold"],
    // what cancels out is added, too
    ["return", "EUR", "5.00", "east", "completed"],
    ["return", "USD", "7.00", "east", "completed"],
    ["return", "USD", "-7.00", "east", "completed"],
  ] as const;
  const logRecords = all.map(([type, code, amount, region, outcome, tier], index) => ({
    timeUnixNano: `${Date.now() - 60_000 + index}000000`,
    eventName: "telltale.transaction.ended",
    attributes: Object.entries({
      "telltale.transaction.type": type,
      "telltale.transaction.id": `order-${index}`,
      "telltale.transaction.outcome": outcome,
      "telltale.transaction.amount": amount,
      [currency]: code,
      region,
      ...(tier !== undefined && { tier }),
    }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
  const attributes = [{ key: "service.name", value: { stringValue: "shop" } }];
  const body = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
  expect((await console_.send("/v1/logs", body, ownToken)).status).toBe(200);
}

async function previewed(on: object, more: object = {}): Promise<PreviewResult> {
  const content = rule("Edited", on, more);
  return console_.read("POST", "/api/alert-rules/preview", { body: { content, from: "-1h" } });
}

const currenciesOf = async (...of: Parameters<typeof previewed>) => (await previewed(...of)).currencies;

test("a preview names the currencies that an amount adds, the commonest first", async () => {
  expect(await currenciesOf(amountOf("purchase"))).toEqual(["EUR", "USD"]);
  expect(await currenciesOf(amountOf("purchase"), { groupBy: ["region"] })).toEqual(["EUR", "USD"]);
  const member = { on: amountOf("purchase"), when: { above: 1 } };
  expect(await currenciesOf(undefined as never, { when: { any: [member] } })).toEqual(["EUR", "USD"]);
});

test("amounts that cancel out are added", async () => {
  expect(await currenciesOf(amountOf("return"))).toEqual(["USD", "EUR"]);
  expect((await previewed(amountOf("return"))).currencyCount).toBe(2);
});

test("a preview names none where there is one currency, or one is named", async () => {
  expect(await currenciesOf(amountOf("refund"))).toEqual([]);
  expect(await currenciesOf(amountOf("purchase", { region: "west" }))).toEqual([]);
  expect(await currenciesOf(amountOf("purchase", { [currency]: "USD" }))).toEqual([]);
  expect(await currenciesOf(amountOf("purchase"), { groupBy: [currency] })).toEqual([]);
  expect(await currenciesOf({ transaction: "purchase", measure: "count" })).toEqual([]);
  // two sums of one currency each are not added
  const members = ["EUR", "USD"].map((code) => ({
    on: amountOf("purchase", { [currency]: code }),
    when: { above: 1 },
  }));
  expect(await currenciesOf(undefined as never, { when: { all: members } })).toEqual([]);
});

test("the rule says it when it is asked for, not in lists", async () => {
  const { items } = await console_.read<AlertRulesResult>("GET", "/api/alert-rules");
  expect(items).toHaveLength(6);
  expect(items.filter(({ warning }) => warning !== "")).toEqual([]);
  const warningsOf = async (): Promise<Readonly<Record<string, string>>> => {
    const warnings: Record<string, string> = {};
    for (const { id, name } of items)
      warnings[name] = (await console_.read<AlertRuleInfo>("GET", `/api/alert-rules/${id}`)).warning;
    return warnings;
  };
  // what takes longer than a second is in a later answer
  await expect.poll(warningsOf, { timeout: 120_000 }).toEqual({
    Mixed: sentence,
    "By region": sentence,
    Euros: "",
    Each: "",
    "One currency": "",
    "By tier": sentence,
  });
});

interface SentAlert {
  readonly alert: string;
  readonly text: string;
  readonly group: Readonly<Record<string, string>>;
  readonly currencies?: readonly string[];
  readonly missing?: readonly string[];
}

test("the message says it of the group that fired", async () => {
  const said = (): Readonly<Record<string, unknown>> => {
    const alerts = endpoint.calls.flatMap(({ body }) => (JSON.parse(body) as { alerts: SentAlert[] }).alerts);
    return Object.fromEntries(
      alerts
        .filter(({ missing = [] }) => !missing.includes("currencies"))
        .map(({ alert, group, currencies = [], text }) => [
          [alert, ...Object.values(group)].join(" "),
          [currencies, text.includes(sentence)],
        ]),
    );
  };
  await expect.poll(said, { timeout: 120_000 }).toEqual({
    "By region east": [["EUR", "USD"], true],
    "By region west": [[], false],
    "Each EUR": [[], false],
    "Each USD": [[], false],
    Euros: [[], false],
    Mixed: [["EUR", "USD"], true],
    "One currency": [[], false],
    "By tier ": [[], false],
    "By tier gold": [["EUR", "USD"], true],
  });
});
