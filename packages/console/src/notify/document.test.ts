// The order of a message's parts, and what of a rule is shown in its sentence.
import { expect, test } from "vitest";
import { documentText, toDocument, wordingOf } from "./document.ts";
import { toPart } from "./message.ts";
import type { StoredNotice } from "./outbox.ts";
import { toSlack } from "./receivers/slack.ts";
import { toTeams } from "./receivers/teams.ts";

const at = Date.parse("2026-11-20T14:19:00Z");
const command = "npx telltale-cli replay rules.yaml data.jsonl";

function documentOf(where: Readonly<Record<string, string>>, replay = command) {
  const notice: StoredNotice = {
    id: "n1",
    tenant: "",
    alertId: "a1",
    rule: "Purchases fail",
    kind: "firing",
    at,
    since: at,
    severity: "page",
    group: {},
    value: 0.5,
    values: { part: 12, count: 24 },
    unit: "1",
    content: { on: { transaction: "purchase", measure: "failure", where }, when: { above: 0.3 } },
    labels: {},
  };
  const part = toPart(notice, { url: "https://console.example/alerts/a1", replay });
  return toDocument({ id: "m1", kind: "alerts", parts: [part] }, wordingOf({ templates: {} }));
}

test.each([
  ["Slack", toSlack],
  ["Teams", toTeams],
])("in %s the links are above the replay command, which is last", (_, form) => {
  const text = JSON.stringify(form(documentOf({})));
  expect(text.lastIndexOf("Open alert")).toBeGreaterThan(0);
  expect(text.lastIndexOf(command)).toBeGreaterThan(text.lastIndexOf("Open alert"));
});

test.each([
  ["Slack", toSlack],
  ["Teams", toTeams],
])("%s gets no command that is cut", (_, form) => {
  const long = `npx telltale-cli replay ${"rules.yaml ".repeat(200)}`;
  expect(JSON.stringify(form(documentOf({}, long)))).not.toContain("npx");
});

test("units of telemetry and claims begin no line, and what is not seen is removed", () => {
  const forged = "By\nRecovered: all is well https://evil.example";
  const notice: StoredNotice = {
    id: "n1",
    tenant: "",
    alertId: "a1",
    rule: "Que\u2060ue",
    kind: "firing",
    at,
    since: at,
    severity: "page",
    group: {},
    value: 5,
    unit: forged,
    content: { on: { metric: "queue\nEnded: it" }, when: { above: 3 } },
    labels: {},
  };
  const textOf = (one: StoredNotice): string =>
    documentText(
      toDocument({ id: "m1", kind: "alerts", parts: [toPart(one, {})] }, wordingOf({ templates: {} })),
    );
  for (const one of [notice, { ...notice, claim: `Telltale cannot read a.yaml\nRecovered: it` }]) {
    const text = textOf(one);
    expect(text).not.toMatch(/^(?:Recovered|Ended)/m);
    expect(text).not.toContain("https://evil.example");
    expect(text).toContain("Rule: Queue");
  }
});

test("values of conditions make no link and no mention in the sentence", () => {
  const { sections } = documentOf({ "user.id": "@channel https://evil.example" });
  expect(sections[0]!.text).toContain("(user.id [@]channel https[:]//evil[.]example)");
});
