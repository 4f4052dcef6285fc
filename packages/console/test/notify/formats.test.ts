// Payloads of hosted services, checked against their published formats, with ordinary and with hostile values.
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { channelTexts } from "./channel-texts.ts";
import { type Document, followUpDocument, toDocument, wordingOf } from "../../src/notify/document.ts";
import { type Message, type NoticeDetails, toPart } from "../../src/notify/message.ts";
import type { StoredNotice } from "../../src/notify/outbox.ts";
import { toAlertmanager } from "../../src/notify/receivers/alertmanager.ts";
import { toMailBody } from "../../src/notify/receivers/mail-body.ts";
import { toOpsgenie } from "../../src/notify/receivers/opsgenie.ts";
import { toPagerduty } from "../../src/notify/receivers/pagerduty.ts";
import { toSlack } from "../../src/notify/receivers/slack.ts";
import { toTeams } from "../../src/notify/receivers/teams.ts";
import { attack, details, notice, start } from "./notices.ts";
import * as schemas from "./schemas.ts";

const usual = wordingOf({ templates: {} });
const kinds = ["firing", "recovered", "noData", "error", "reminder", "ended"] as const;

const hostileNotice = (long = ""): StoredNotice =>
  notice({
    group: { [attack]: attack + long, region: attack, service: attack },
    reason: attack,
    labels: { "a.b": attack, a_b: attack, "": "x", empty: "" },
  });
const hostileDetails = {
  ...details,
  differs: [attack, attack],
  url: "https://a.example/|<>\"'",
  traceUrl: "javascript:alert(1)",
};

function message(notices: readonly StoredNotice[], known = details): Message {
  return { id: "a".repeat(64), kind: "alerts", parts: notices.map((one) => toPart(one, known)) };
}

const documentOf = (one: Message): Document => toDocument(one, usual);

function check(schema: object, value: unknown): void {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

/** Every text in a payload. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

const messages: readonly (readonly [string, Message])[] = [
  ...kinds.map((kind) => [kind, message([notice({ kind })])] as const),
  ["nothing optional", message([notice({ group: {}, labels: {} })], {})],
  [
    "several alerts",
    message(Array.from({ length: 8 }, (_, index) => notice({ group: { region: `r${index}` } }))),
  ],
  ["hostile values", message([hostileNotice()], hostileDetails)],
  [
    "long hostile values",
    message(
      Array.from({ length: 8 }, () => hostileNotice("<&👍".repeat(5000))),
      hostileDetails,
    ),
  ],
  [
    "a hostile rule",
    message(
      [
        notice({
          rule: attack.repeat(50),
          summary: attack.repeat(50),
          description: attack.repeat(50),
          owner: attack,
        }),
      ],
      hostileDetails,
    ),
  ],
  [
    "a digest",
    {
      id: "d",
      kind: "digest",
      parts: [],
      digest: {
        id: "d",
        tenant: "",
        title: attack,
        sections: [
          { title: attack, lines: [attack, attack] },
          { title: "Quiet", lines: [] },
        ],
        url: "https://a.example",
      },
    },
  ],
];

describe.each(messages)("with %s", (_, one) => {
  test("Slack takes the message", () => {
    const body = toSlack(documentOf(one));
    check(schemas.slack, body);
    const all = textsOf(body["blocks"]).reduce((sum, text) => sum + text.length, 0);
    expect(all).toBeLessThan(13_000);
  });

  test("Teams takes the card", () => {
    const body = toTeams(documentOf(one));
    check(schemas.teams, body);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(28_000);
  });
});

describe.each(messages.filter(([, { kind }]) => kind !== "digest"))("with %s", (_, one) => {
  test("PagerDuty takes the event", () => {
    const body = toPagerduty(one, "r".repeat(32), usual);
    check(schemas.pagerduty, body);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(512_000);
  });

  test("Opsgenie takes the request", () => {
    const [{ path, body }] = toOpsgenie(one, { teams: ["shop"], tags: ["telltale", "x".repeat(60)] }, usual);
    const isClose = ["recovered", "ended"].includes(one.parts[0]!.notice.kind);
    check(isClose ? schemas.opsgenieClose : schemas.opsgenie, body);
    expect(textsOf(body["details"]).join("").length).toBeLessThanOrEqual(8000);
    const closePath = /^\/v2\/alerts\/telltale-[0-9a-f]{64}\/close\?identifierType=alias$/;
    expect(path).toMatch(isClose ? closePath : /^\/v2\/alerts$/);
  });

  test("Alertmanager takes the alerts", () => {
    const body = toAlertmanager(one, start + 60_000, 60_000, usual);
    check(schemas.alertmanager, body);
    for (const { startsAt, endsAt } of body as { startsAt: string; endsAt: string }[])
      expect(Date.parse(endsAt)).toBeGreaterThanOrEqual(Date.parse(startsAt));
  });
});

const hostile = documentOf(message([hostileNotice()], hostileDetails));
const slackBlocks = toSlack(hostile)["blocks"] as { type: string; text?: { type: string; text: string } }[];

describe("values from telemetry", () => {
  test("make no mention and no link in Slack", () => {
    const body = toSlack(hostile);
    for (const text of [body["text"] as string, ...slackBlocks.map((block) => block.text?.text ?? "")]) {
      const withoutOwnLinks = text.replaceAll(
        /<https:\/\/(?:a|handbook)\.example\/[^|<>]*\|[A-Z][a-z ]+>/g,
        "",
      );
      expect(withoutOwnLinks).not.toMatch(/[<>]/);
      expect(withoutOwnLinks).not.toMatch(/evil\.example|@everyone|@channel|javascript:a/);
    }
  });

  test("are plain text in Slack: only links of our own are markup", () => {
    const markup = slackBlocks.filter(({ text }) => text?.type === "mrkdwn").map(({ text }) => text!.text);
    expect(markup).toEqual([
      "<https://a.example/%7C%3C%3E%22%27|Open alert>  ·  <https://handbook.example/checkout|Runbook>",
    ]);
  });

  test("are text runs in Teams, which have no markdown, mentions and functions", () => {
    const body = toTeams(hostile);
    const json = JSON.stringify(body);
    expect(json).not.toMatch(/"TextBlock"|"FactSet"|"entities"|\{\{DATE|\{\{constructor/);
    const urls = [...json.matchAll(/"url":"(http[^"]*)"/g)].map(([, url]) => url);
    expect(json.split('"url":').length - 1).toBe(urls.length + 1);
    expect(json).toContain('"url":"data:image/png;base64,');
    expect(urls).toEqual(["https://a.example/%7C%3C%3E%22%27", "https://handbook.example/checkout"]);
    for (const text of textsOf(body)) expect(text).not.toMatch(/evil\.example|@everyone/);
  });

  test("are not HTML in a mail, and load nothing", () => {
    const { html, subject, text } = toMailBody(hostile);
    expect(html).not.toMatch(/<(?:img src=x|script|at|!channel|@U)/);
    const tags = [...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, tag]) => tag!.toLowerCase());
    expect(new Set(tags)).toEqual(
      new Set([
        "!doctype",
        "html",
        "head",
        "meta",
        "body",
        "h2",
        "div",
        "p",
        "br",
        "img",
        "table",
        "tr",
        "td",
        "b",
        "ul",
        "li",
        "a",
        "pre",
      ]),
    );
    expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      "cid:chart-1@telltale",
      "https://a.example/%7C%3C%3E%22%27",
      "https://handbook.example/checkout",
    ]);
    expect(subject).not.toMatch(/[\r\n\p{Cc}]/u);
    expect(text).not.toMatch(/evil\.example/);
  });

  test("have no brackets in Opsgenie, which may read HTML", () => {
    const [{ body }] = toOpsgenie(message([hostileNotice()], hostileDetails), { teams: [], tags: [] }, usual);
    for (const field of ["message", "description", "entity"]) expect(body[field]).not.toMatch(/[<>]/);
    expect(JSON.stringify(body["details"])).not.toMatch(/[<>]/);
  });

  test("cannot take a label of Alertmanager from another, or be empty", () => {
    const [alert] = toAlertmanager(message([hostileNotice()]), start, 60_000, usual);
    const labels = alert!["labels"] as Record<string, string>;
    expect(labels["alertname"]).toBe("Purchases fail");
    expect(labels).toHaveProperty("a_b");
    expect(labels).toHaveProperty("a_b_2");
    expect(labels).not.toHaveProperty("empty");
  });

  test("are not read as templates", () => {
    const wording = wordingOf({
      templates: { title: "{{alert}} in {{labels.region}}", text: "{{labels.constructor|none}} {{value}}" },
    });
    const part = toPart(notice({ group: { region: "{{owner}}" } }), {});
    expect(wording.title(part)).toBe("Purchases fail in { {owner}}");
    expect(wording.text(part)).toBe("none 0.41");
  });
});

test.each(["recovered", "ended"] as const)("an alert that has %s closes what its firing opened", (kind) => {
  const over = notice({ kind, at: start + 60_000, since: start + 60_000, reason: "the rule was deleted" });
  const [firing, end] = [notice(), over].map((one) => toPagerduty(message([one]), "r".repeat(32), usual));
  expect([end!["event_action"], end!["dedup_key"]]).toEqual(["resolve", firing!["dedup_key"]]);
  const [opened, closed] = [notice(), over].map(
    (one) => toOpsgenie(message([one]), { teams: [], tags: [] }, usual)[0],
  );
  expect(closed!.path).toContain(`${String(opened!.body["alias"])}/close`);
  const [sent, ended] = [notice(), over].map(
    (one) => toAlertmanager(message([one]), start + 90_000, 60_000, usual)[0]!,
  );
  expect(ended!["labels"]).toEqual(sent!["labels"]);
  expect(ended!["endsAt"]).toBe(new Date(start + 60_000).toISOString());
});

test("a message about several alerts counts those that ended", () => {
  const all = (["firing", "recovered", "ended"] as const).map((kind) =>
    notice({ kind, group: { region: kind } }),
  );
  expect(documentOf(message(all)).title).toContain("1 open, 1 recovered, 1 ended");
});

test("firing and recovery of an alert have the same keys, other alerts have others", () => {
  const keyOf = (one: StoredNotice): unknown =>
    toPagerduty(message([one]), "r".repeat(32), usual)["dedup_key"];
  expect(keyOf(notice({ kind: "recovered", at: start + 60_000 }))).toBe(keyOf(notice()));
  expect(keyOf(notice({ group: { region: "us" } }))).not.toBe(keyOf(notice()));
  expect(keyOf(notice({ tenant: "acme" }))).not.toBe(keyOf(notice()));
  const labelsOf = (one: StoredNotice): unknown =>
    toAlertmanager(message([one]), start, 60_000, usual)[0]!["labels"];
  expect(labelsOf(notice({ kind: "recovered", at: start + 60_000, value: 0 }))).toEqual(labelsOf(notice()));
});

test("templates name what the alert has", () => {
  const wording = wordingOf({
    templates: {
      title: "[{{severity}}] {{alert}}: {{value}} in {{labels.region}} ({{labels.area}})",
      text: "{{owner | no owner}} {{tenant|no tenant}} {{amountAtRisk}} since {{since}} {{replay}}",
    },
  });
  const part = toPart(notice(), details);
  expect(wording.title(part)).toBe("[page] Purchases fail: 0.41 in eu (checkout)");
  expect(wording.text(part)).toBe(
    "team-checkout no tenant 1,234.50 EUR since 2026-11-22 10:00:00 UTC npx telltale-cli replay alerts data.jsonl",
  );
});

test("amounts have the decimal places of their currency, whole ones have none, and what is left out is counted", () => {
  const amountsOf = (...amountAtRisk: NonNullable<NoticeDetails["amountAtRisk"]>): string =>
    wordingOf({ templates: { text: "{{amountAtRisk}}" } }).text(toPart(notice(), { amountAtRisk }));
  expect(
    amountsOf(
      { amount: 1234.5, currency: "EUR" },
      { amount: 500, currency: "eur" },
      { amount: 1234.5, currency: "JPY" },
      { amount: 12.3456, currency: "KWD" },
      { amount: 7.5, currency: "points" },
    ),
  ).toBe("1,234.50 EUR, 500 EUR, 1,235 JPY, 12.346 KWD, 7.5 points");
  const many = ["AUD", "CHF", "DKK", "EUR", "GBP", "JPY", "USD"];
  const text = amountsOf(...many.map((currency) => ({ amount: 5, currency })));
  expect(text).toBe("5 AUD, 5 CHF, 5 DKK, 5 EUR, 5 GBP and 2 more");
  const amountAtRisk = many.map((currency) => ({ amount: 5, currency }));
  const counted = toPart(notice(), { amountAtRisk, amountAtRiskCount: 250 });
  expect(wordingOf({ templates: { text: "{{amountAtRisk}}" } }).text(counted)).toBe(
    "5 AUD, 5 CHF, 5 DKK, 5 EUR, 5 GBP and 245 more",
  );
  expect(amountsOf({ amount: 5, currency: "" }, { amount: 3, currency: "@all evil.example" })).toBe(
    "5, 3 [@]all evil[.]example",
  );
});

test("a message says value, amount at risk, what differs, trace, runbook and how to replay it", () => {
  const { text } = toMailBody(documentOf(message([notice()])));
  expect(text).toBe(`Firing: Purchases fail (region = eu)

Four purchases of ten fail.
Customers cannot buy.
Money is lost.
Value: 0.41
Amount at risk: 1,234.50 EUR
Rule: Purchases fail
Severity: page
Owner: team-checkout
Since: 2026-11-22 10:00:00 UTC
region: eu

What differs:
- provider = acme: 93 % of the failed, 12 % of the others

Open alert: https://telltale.example/alerts/1
Example trace: https://telltale.example/traces/abc
Runbook: https://handbook.example/checkout

Replay it:
  npx telltale-cli replay alerts data.jsonl`);
});

test("a burn rate says what is left of the error budget, in each channel with fields", () => {
  const burning = toPart(
    notice({ content: { when: { burnRate: { objective: "Charges succeed", windows: [] } }, window: "5m" } }),
    { ...details, budget: { "budget left": 0.61, "budget lasts": 165_600 } },
  );
  const one: Message = { id: "m", kind: "alerts", parts: [burning] };
  const left = "61 % of the error budget is left, and used up in 1 d 22 h at this rate";
  expect(toAlertmanager(one, start, 60_000, usual)[0]!["annotations"]).toMatchObject({ error_budget: left });
  expect(toPagerduty(one, "r".repeat(32), usual)["payload"]).toMatchObject({
    custom_details: { budget: left },
  });
  expect(toOpsgenie(one, { teams: [], tags: [] }, usual)[0].body["details"]).toMatchObject({ budget: left });
  const facts = [{ name: "Error budget", value: left }];
  expect(toDocument(one, usual).sections[0]!.facts).toEqual(expect.arrayContaining(facts));
  const without: Message = { ...one, parts: [toPart(notice(), details)] };
  expect(JSON.stringify(toAlertmanager(without, start, 60_000, usual))).not.toContain("error_budget");
});

const adding = { content: { on: { transaction: "purchase", measure: "amount" }, when: { above: 5 } } };
const adds = "The amount adds EUR and USD: name a currency with a condition or a group.";

test.each(Object.entries(channelTexts))("%s says once that an amount adds currencies", (name, textOf) => {
  const saying = (currencies: readonly string[]): string =>
    textOf(message([notice(adding)], { ...details, currencies }));
  const text = saying(["EUR", "USD"]);
  expect(text).toContain(adds);
  // services with fields have it in a field, too
  const isField = ["pagerduty", "opsgenie", "alertmanager"].includes(name);
  expect(text.split("The amount adds").length - 1).toBe(isField ? 2 : 1);
  expect(saying(["EUR"])).not.toContain("The amount adds");
  const ofMany = { ...details, currencies: ["EUR", "USD"], currencyCount: 42 };
  expect(textOf(message([notice(adding)], ofMany))).toContain("The amount adds EUR, USD and 40 more:");
  // a currency is a text from telemetry, which programs get as it is
  const hostileText = saying(["EUR", "@here evil.example"]);
  expect(hostileText.includes("evil.example")).toBe(name === "webhook");
});

test("a message by a template and a reply say the currencies beside their text", () => {
  const one = message([notice(adding)], { ...details, currencies: ["EUR", "USD"] });
  const fact = { name: "Currencies", value: adds };
  expect(toDocument(one, usual).sections[0]!.facts).not.toContainEqual(fact);
  const wording = wordingOf({ templates: { text: "{{summary}}" } });
  expect(toDocument(one, wording).sections[0]!.facts).toContainEqual(fact);
  const naming = wordingOf({ templates: { text: "{{currencies | one currency}}" } });
  expect(toDocument(one, naming).sections[0]!.text).toBe(adds);
  expect(naming.text(toPart(notice(adding), details))).toBe("one currency");
  expect(followUpDocument(one, usual).sections[0]!.facts).toContainEqual(fact);
});

test("a card of Teams about one alert has its chart", () => {
  const one = documentOf(message([notice()], details));
  const images = (document: typeof one): readonly string[] =>
    [...JSON.stringify(toTeams(document)).matchAll(/"url":"data:image\/png;base64,([^"]+)"/g)].map(
      ([, content]) => Buffer.from(content!, "base64").toString("latin1", 1, 4),
    );
  expect(images(one)).toEqual(["PNG"]);
  expect(images({ ...one, sections: [...one.sections, ...one.sections] })).toEqual([]);
});

test("facts are in two columns, of a message about one alert in Teams", () => {
  const one = toDocument({ id: "m", kind: "alerts", parts: [toPart(notice(), details)] }, usual);
  const fields = (toSlack(one)["blocks"] as { fields?: { text: string }[] }[]).flatMap(
    (block) => block.fields ?? [],
  );
  expect(fields.map(({ text }) => text)).toContain("Amount at risk: 1,234.50 EUR");
  expect(fields.length).toBeLessThanOrEqual(10);
  const columns = (body: unknown): number => JSON.stringify(body).split('"ColumnSet"').length - 1;
  expect(columns(toTeams(one))).toBe(one.sections[0]!.facts.length);
  expect(columns(toTeams({ ...one, sections: [...one.sections, ...one.sections] }))).toBe(0);
});

test("for Alertmanager an alert that fires again with another severity is another one, and the former ends", () => {
  const again = notice({ kind: "firing", severity: "ticket", severityBefore: "page", since: start });
  const sent = toAlertmanager(message([again]), start, 60_000, usual);
  const severities = sent.map(({ labels }) => (labels as Record<string, string>)["severity"]);
  expect(severities).toEqual(["ticket", "page"]);
  const [fires, ended] = sent.map(({ endsAt }) => Date.parse(String(endsAt)));
  expect(fires).toBeGreaterThan(start);
  expect(ended).toBe(again.at);
});

test("Opsgenie changes the priority of the open alert, and PagerDuty that of the incident with its key", () => {
  const changes = [
    notice({ kind: "severity", severity: "ticket", severityBefore: "page" }),
    notice({ kind: "severity", severity: "page", severityBefore: "ticket" }),
    notice({ kind: "firing", severity: "ticket", severityBefore: "page" }),
  ];
  const [one, ...others] = changes.map((change) => message([change]));
  const { key } = one!.parts[0]!;
  const [fall, ...rises] = [one!, ...others].map((each) => toOpsgenie(each, { teams: [], tags: [] }, usual));
  const priority = (name: string) => ({
    method: "PUT",
    path: `/v2/alerts/telltale-${key}/priority?identifierType=alias`,
    body: { priority: name },
  });
  expect(fall).toEqual([priority("P3")]);
  // the alert may not be there: it is closed, or its firing was lost
  const open = { path: "/v2/alerts", body: { alias: `telltale-${key}` } };
  expect(rises).toMatchObject([
    [open, priority("P1")],
    [open, priority("P3")],
  ]);
  expect(toPagerduty(one!, "key", usual)).toMatchObject({
    dedup_key: `telltale-${key}`,
    event_action: "trigger",
    payload: { severity: "warning" },
  });
});

test("nothing invisible is in a message of any channel, whatever its values hold", () => {
  const invisible = "shop\u2060.exam\u00ADple\u200B\uFEFF\u2063\u180E";
  const part = toPart(
    notice({
      group: { region: invisible, service: invisible },
      reason: invisible,
      content: { on: { service: "shop", measure: "errors" }, when: { above: 0.3 }, window: "5m" },
    }),
    { ...details, differs: [invisible] },
  );
  const one: Message = { id: "m", kind: "alerts", parts: [part] };
  const document = toDocument(one, usual);
  const { subject, text, html } = toMailBody(document);
  const written = {
    slack: toSlack(document),
    teams: toTeams(document),
    mail: [subject, text, html],
    pagerduty: toPagerduty(one, "r".repeat(32), usual),
    opsgenie: toOpsgenie(one, { teams: [], tags: [] }, usual)[0].body["description"],
    browser: usual.title(part),
    // the id of a message is for programs
    annotations: toAlertmanager(one, start, 60_000, usual).map(({ annotations }) => ({
      ...(annotations as object),
      notice: "",
    })),
  };
  const found = Object.entries(written).filter(([, body]) =>
    /[\u00AD\u180E\u200B-\u200F\u2060-\u2064\uFEFF]/.test(JSON.stringify(body)),
  );
  expect(found.map(([channel]) => channel)).toEqual([]);
});
