import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../../../test/support/temporary.ts";
import * as z from "zod";
import type { ProblemError } from "../../problem/problem.ts";
import { channelFile } from "./channel.ts";
import { readAlertChannels } from "./read-channels.ts";
import { templateNames } from "./template.ts";

const env = { HOOK: "https://hooks.slack.example/services/T0/B0/secret-token", KEY: "k".repeat(32) };

function read(
  text: string,
  files: Readonly<Record<string, string>> = {},
): ReturnType<typeof readAlertChannels> {
  const folder = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const path = join(folder, "channels.yaml");
  writeFileSync(path, text);
  return readAlertChannels(path, env);
}

function mistakesOf(text: string, files?: Readonly<Record<string, string>>): string {
  const problem = problemOf(text, files);
  expect(problem).toMatchObject({ name: "ProblemError", code: "BAD_OPTION" });
  return (problem as ProblemError).text.replace(/`[^`]*channels\.yaml`/, "`FILE`");
}

function problemOf(text: string, files?: Readonly<Record<string, string>>): unknown {
  try {
    return read(text, files);
  } catch (error) {
    return error;
  }
}

const one = (fields: string): string => `channels:\n  - { name: a, ${fields} }\n`;

test("reads channels with their defaults, from YAML and JSON", () => {
  const { channels, heartbeats } = read(`
channels:
  - name: chat
    type: slack
    url: { env: HOOK }
    routes: [{ severities: [page], labels: { env: prod } }]
    group: { by: [alert] }
heartbeats:
  - { name: watchdog, url: https://watch.example/ping }
`);
  expect(channels).toEqual([
    {
      name: "chat",
      type: "slack",
      url: { env: "HOOK" },
      api: "https://slack.com/api",
      routes: [{ severities: ["page"], labels: { env: "prod" } }],
      group: { by: ["alert"], wait: 30_000, interval: 300_000 },
      rateLimit: { messages: 60, per: 60_000 },
      templates: {},
      sendResolved: true,
      digest: false,
      timeout: 10_000,
      retryFor: 86_400_000,
    },
  ]);
  expect(heartbeats).toEqual([
    { name: "watchdog", url: "https://watch.example/ping", every: 300_000, timeout: 10_000 },
  ]);
  expect(read('{"channels":[{"name":"out","type":"stdout"}]}').channels[0]).toMatchObject({ type: "stdout" });
  expect(read("").channels).toEqual([]);
});

test("reads every kind of channel", () => {
  const { channels } = read(
    `
channels:
  - { name: a, type: webhook, url: https://in.example/hook, secret: { file: key }, headers: { X-Team: shop, Authorization: { env: KEY } } }
  - { name: b, type: slack, url: { env: HOOK } }
  - { name: c, type: teams, url: { file: key } }
  - { name: d, type: pagerduty, routingKey: { env: KEY } }
  - { name: e, type: opsgenie, apiKey: { env: KEY }, url: https://api.eu.opsgenie.com, teams: [shop] }
  - { name: f, type: email, host: smtp.example, user: u, password: { env: KEY }, from: a@example.com, to: [b@example.com] }
  - { name: g, type: alertmanager, url: http://10.0.0.7:9093, resendEvery: 30s }
  - { name: h, type: stdout }
  - { name: i, type: browser }
  - { name: j, type: slack, token: { env: KEY }, to: C012AB3CD }
`,
    { key: "secret" },
  );
  expect(channels.map(({ type }) => type)).toEqual([
    "webhook",
    "slack",
    "teams",
    "pagerduty",
    "opsgenie",
    "email",
    "alertmanager",
    "stdout",
    "browser",
    "slack",
  ]);
});

describe("names the place, the expectation and the fix of", () => {
  test.each([
    ["a kind that does not exist", one("type: pager"), "channels[0].type: expected one of webhook, slack,"],
    ["a missing kind", "channels: [{ name: a }]", "channels[0].type: expected one of webhook,"],
    ["an unknown field", one("type: stdout, colour: red"), "channels[0].colour: unknown field"],
    ["an unknown field of the file", "channel: []", "channel: unknown field"],
    [
      "a duration",
      one("type: stdout, timeout: 5 seconds"),
      "channels[0].timeout: expected a duration such as `10s`",
    ],
    [
      "Slack without a channel to write to",
      one("type: slack, token: { env: KEY }"),
      "channels[0].url: expected either `url`, of an incoming webhook, or `token` and `to`, of an app",
    ],
    ["two ways to Slack", one("type: slack, url: { env: HOOK }, to: C012AB3CD"), "expected either `url`"],
    ["a duration out of range", one("type: stdout, timeout: 2h"), "from 0.1 s to 60 s"],
    [
      "a severity",
      one("type: stdout, routes: [{ severities: [critical] }]"),
      "channels[0].routes[0].severities[0]",
    ],
    [
      "an address",
      one("type: email, host: h, from: not-an-address, to: [a@example.com]"),
      "channels[0].from: expected one address",
    ],
    [
      "a mail header in an address",
      one('type: email, host: h, from: a@example.com, to: ["a@example.com\\nBcc: b@example.com"]'),
      "channels[0].to[0]",
    ],
    [
      "a password without TLS",
      one(
        "type: email, host: h, tls: off, user: u, password: { env: KEY }, from: a@example.com, to: [a@example.com]",
      ),
      "channels[0].tls: expected `implicit` or `required`",
    ],
    [
      "a user without a password",
      one("type: email, host: h, user: u, from: a@example.com, to: [a@example.com]"),
      "expected both `user` and `password`",
    ],
    [
      "a URL that is not a web address",
      one("type: webhook, url: 'file:///etc/passwd'"),
      "channels[0].url: expected an http or https URL",
    ],
    [
      "a secret URL in the file",
      one("type: slack, url: https://hooks.slack.example/x"),
      "channels[0].url: expected a reference, because this URL is a secret: `{ env: NAME }`",
    ],
    [
      "a header of the console",
      one("type: webhook, url: https://a.example, headers: { Webhook-Id: x }"),
      "the console sets this one",
    ],
    [
      "a placeholder",
      one("type: stdout, templates: { title: '{{rule}}' }"),
      "channels[0].templates.title: `{{rule}}` is unknown; expected `{{labels.NAME}}` or one of alert, status,",
    ],
    [
      "an open placeholder",
      one("type: stdout, templates: { text: 'a {{alert' }"),
      "`{{` at character 3 has no `}}`",
    ],
    [
      "a variable that is not set",
      one("type: slack, url: { env: NOT_SET }"),
      "channels[0].url: the environment variable `NOT_SET` is empty or not set; set it before the console starts",
    ],
    [
      "a file that does not exist",
      one("type: slack, url: { file: nowhere }"),
      "channels[0].url: cannot read the file `nowhere` (ENOENT)",
    ],
    [
      "a recovery that Alertmanager needs",
      one("type: alertmanager, url: http://a.example, sendResolved: false"),
      "channels[0].sendResolved: expected `true`",
    ],
    [
      "a name that is there twice",
      "channels: [{ name: a, type: stdout }, { name: a, type: browser }]",
      "channels[1].name: `a` is also the name of channels[0]",
    ],
    [
      "groups where the service groups",
      one("type: pagerduty, routingKey: { env: KEY }, group: {}"),
      "channels[0].group: unknown field",
    ],
  ])("%s", (_, text, expected) => {
    expect(mistakesOf(text)).toContain(expected);
  });
});

test("lists all mistakes at once", () => {
  expect(
    mistakesOf(
      "channels: [{ name: a, type: slack, url: { env: NO_1 } }, { name: b, type: slack, url: { env: NO_2 } }]",
    ),
  ).toBe(
    "Cannot use the alert channels `FILE`: channels[0].url: the environment variable `NO_1` is empty or not set; set it before the console starts; " +
      "channels[1].url: the environment variable `NO_2` is empty or not set; set it before the console starts. The guide on alert channels has every field.",
  );
});

test.each([
  ["a URL of Slack", one("type: slack, url: 'https://hooks.slack.example/services/hunter2'")],
  ["a URL with a password", one("type: webhook, url: 'https://user:hunter2@in.example/'")],
  ["a URL with a query", one("type: webhook, url: 'https://in.example/?token=hunter2'")],
  ["a header", one("type: webhook, url: https://in.example, headers: { X-Api-Key: hunter2 }")],
  ["a key", one("type: pagerduty, routingKey: hunter2")],
  ["a key in a reference", one("type: pagerduty, routingKey: { value: hunter2 }")],
  ["a variable with a bad name", one("type: slack, url: { env: 'https://hooks.slack.example/hunter2' }")],
  ["a file that is not YAML", "channels: [ { name: hunter2, type: slack, url: 'hunter2 }"],
  ["a file with a bad tag", "channels: !!js/function 'hunter2'"],
])("a secret in the file is a mistake that is not repeated: %s", (_, text) => {
  expect(mistakesOf(text)).not.toContain("hunter2");
});

test("a label named env in a route is not a reference to a secret", () => {
  expect(read(one("type: stdout, routes: [{ labels: { env: prod } }]")).channels).toHaveLength(1);
});

test("reports a file that cannot be read", () => {
  expect(() => readAlertChannels(join(temporaryDirectory(), "none.yaml"), env)).toThrow(
    /Cannot read the alert channels/,
  );
});

describe("the guide", () => {
  const guide = readFileSync(
    join(import.meta.dirname, "../../../../../docs/guide/alert-channels.md"),
    "utf8",
  );

  test("has examples that are accepted, of every kind of channel", () => {
    const blocks = [...guide.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text!);
    // the guide has a rule, too
    const examples = blocks.filter((text) => !text.startsWith("alerts:"));
    const types = examples.flatMap((text) => {
      const variables = [...text.matchAll(/env: (\w+)/g)].map(([, name]) => [name!, "secret"]);
      const folder = temporaryDirectory();
      for (const [, file] of text.matchAll(/file: ([\w-]+)/g)) writeFileSync(join(folder, file!), "secret");
      writeFileSync(join(folder, "channels.yaml"), text);
      const { channels } = readAlertChannels(join(folder, "channels.yaml"), Object.fromEntries(variables));
      return channels.map(({ type }) => type);
    });
    expect(examples.length).toBeGreaterThan(10);
    expect(new Set(types).size).toBe(9);
  });

  test("names every field and every name of templates", () => {
    const named = new Set([...guide.matchAll(/[\w.]+/g)].map(([name]) => name));
    const schema = z.toJSONSchema(channelFile, { io: "input" });
    expect(new Set(propertiesOf(schema)).size).toBeGreaterThan(30);
    expect(propertiesOf(schema).filter((name) => !named.has(name))).toEqual([]);
    expect(templateNames.filter((name) => !named.has(name))).toEqual([]);
    const [, section = ""] = /\n## Templates\n(.*?)\n## /s.exec(guide) ?? [];
    const cells = [...section.matchAll(/^\| (`[^|]*`) \|/gm)].map(([, cell]) => cell!);
    const listed = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
    expect(listed.toSorted()).toEqual([...templateNames, "labels.NAME"].toSorted());
  });
});

/** Names of all properties anywhere in a JSON schema. */
function propertiesOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(propertiesOf)];
}
