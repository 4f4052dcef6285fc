// From a rule in a file to the message that a receiver gets, in a console with everything; and that a restart sends nothing twice.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AlertResult,
  AlertsResult,
  ChannelsResult,
  DeliveriesResult,
  MadeToken,
  PreviewResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Endpoint, startEndpoint } from "../notify/endpoint.ts";
import { type SecuredConsole, startSecured } from "../security/secured-console.ts";

const rule = (name: string, more: object) => ({
  name,
  on: { metric: "jobs" },
  when: { above: 10 },
  every: "1s",
  onNoData: "fire",
  ...more,
});

let folder: string;
let endpoint: Endpoint;
let console_: SecuredConsole;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "telltale-messages-"));
  endpoint = await startEndpoint({ untilClosed: true });
  const rules = [
    rule("Queue grows", { severity: "page", runbook: "https://handbook.example/queue" }),
    rule("Known", { severity: "info" }),
  ];
  const objectives = [
    { name: "Paid", on: { transaction: "purchase", measure: "completion" }, target: 0.99, alerts: [] },
  ];
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "jobs.json"), JSON.stringify({ alerts: rules, objectives }));
  const channel = { name: "on call", type: "webhook", url: endpoint.url, routes: [{ severities: ["page"] }] };
  writeFileSync(join(folder, "channels.yaml"), JSON.stringify({ channels: [channel] }));
  console_ = await startSecured({
    alertRules: join(folder, "rules"),
    alertChannels: join(folder, "channels.yaml"),
    publicUrl: "https://telltale.example",
  });
});

afterAll(async () => {
  await console_?.stop();
  endpoint?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Message {
  readonly kind: string;
  readonly alerts: readonly {
    readonly text: string;
    readonly id: string;
    readonly alert: string;
    readonly key: string;
    readonly status: string;
    readonly reason: string;
    readonly url: string;
    readonly runbook: string;
    readonly replay: string;
  }[];
}

const messages = (): Message[] => endpoint.calls.map(({ body }) => JSON.parse(body) as Message);

test("a rule that fires reaches the channel that its severity is routed to, once", async () => {
  await endpoint.called(1);
  const [message] = messages();
  expect(message).toMatchObject({
    kind: "alerts",
    alerts: [{ alert: "Queue grows", runbook: "https://handbook.example/queue" }],
  });
  expect(message?.alerts[0]?.url).toMatch(/^https:\/\/telltale\.example\/alerts\/[0-9a-f]{16}$/);
  expect(message?.alerts[0]?.replay).toContain("--rule='Queue grows'");

  const { items } = await console_.read<AlertsResult>("GET", "/api/alerts");
  const id = (name: string): string => items.find((one) => one.rule === name)!.id;
  const outcomes = async (name: string): Promise<unknown[]> => {
    const { notices } = await console_.read<AlertResult>("GET", `/api/alerts/${id(name)}`);
    return notices.flatMap(({ deliveries }) =>
      deliveries.map(({ channel, outcome, status }) => [channel, outcome, status]),
    );
  };
  // the page says what the message says
  const found = await console_.read<AlertResult>("GET", `/api/alerts/${id("Queue grows")}`);
  expect(found.sentence).toMatch(/^Last value of jobs has no data since \d\d:\d\d UTC\.$/);
  expect(message?.alerts[0]?.text).toContain(found.sentence);
  // recorded after the answer
  await expect.poll(() => outcomes("Queue grows")).toEqual([["on call", "sent", 200]]);
  await expect.poll(() => outcomes("Known")).toEqual([["", "unrouted", null]]);
});

test("the list of channels says what was delivered, and the button sends a test", async () => {
  const { channels } = await console_.read<ChannelsResult>("GET", "/api/channels");
  expect(channels).toMatchObject([
    {
      name: "on call",
      kind: "webhook",
      target: new URL(endpoint.url).host,
      match: { severity: "page" },
      secrets: [],
      waiting: 0,
      dead: 0,
      lastDelivery: { outcome: "sent", status: 200 },
    },
  ]);
  const tested = await console_.read("POST", "/api/channels/on%20call/test");
  expect(tested).toMatchObject({ channel: "on call", outcome: "sent", status: 200 });
  expect(messages().at(-1)?.kind).toBe("test");
});

test("a preview names the channels that get a message of the edited rule", async () => {
  // then rules are known
  await endpoint.called(1);
  const channelsOf = async (severity: string, more = {}): Promise<PreviewResult["channels"]> => {
    const content = rule("Queue stalls", { severity, ...more });
    return (
      await console_.read<PreviewResult>("POST", "/api/alert-rules/preview", {
        body: { content, from: "-10m" },
      })
    ).channels;
  };
  expect(await channelsOf("page")).toEqual(["on call"]);
  expect(await channelsOf("ticket")).toEqual([]);
  const windows = [{ long: "1h", short: "5m", factor: 14.4, severity: "page" }];
  const burning = { on: undefined, when: { burnRate: { objective: "Paid", windows } } };
  expect(await channelsOf("ticket", burning)).toEqual(["on call"]);
});

test("the tokens of a tenant send five tests and no more, each with their name", async () => {
  const body = { name: "shop floor", scope: "alerts", tenant: "acme" };
  const { token } = await console_.read<MadeToken>("POST", "/api/tokens", { body });
  const before = endpoint.calls.length;
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    const response = await console_.ask("POST", "/api/channels/on%20call/test", { token });
    statuses.push(response.status);
    if (response.status !== 429) continue;
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(500);
    expect(await response.json()).toMatchObject({ code: "TOO_MANY_TESTS" });
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  expect(endpoint.calls).toHaveLength(before + 5);
  expect(messages().at(-1)!.alerts[0]).toMatchObject({
    tenant: "acme",
    reason: "Sent by shop floor (token) of the tenant acme.",
  });
  expect(await console_.read("POST", "/api/channels/on%20call/test")).toMatchObject({ outcome: "sent" });
});

test("after a restart what was sent is not sent again", async () => {
  const before = endpoint.calls.length;
  await console_.restart();
  const evaluated = async (): Promise<number> =>
    (await console_.read<AlertsResult>("GET", "/api/alerts")).evaluation.lastMs ?? 0;
  const first = await evaluated();
  await expect.poll(evaluated).toBeGreaterThan(first + 1_000);
  expect(endpoint.calls).toHaveLength(before);
  const { items } = await console_.read<DeliveriesResult>("GET", "/api/deliveries?channel=on%20call");
  expect(items).toHaveLength(1);
});

test(
  "the end of a rule reaches who got its firing, once, under the same key",
  { tags: ["extended"] },
  async () => {
    const before = messages().length;
    const [fired] = messages()[0]!.alerts;
    rmSync(join(folder, "rules", "jobs.json"));
    await endpoint.called(before + 1);
    const [ended] = messages().at(-1)!.alerts;
    expect(ended).toMatchObject({
      alert: "Queue grows",
      key: fired!.key,
      status: "ended",
      reason: "the rule was deleted",
    });
    const { items } = await console_.read<{
      items: readonly { kind: string; reason: string; rule: string }[];
    }>("GET", "/api/alert-history");
    expect(
      items
        .slice(0, 2)
        .map(({ kind, rule: name }) => [kind, name])
        .toSorted(),
    ).toEqual([
      ["ended", "Known"],
      ["ended", "Queue grows"],
    ]);
    const sent = async () =>
      (await console_.read<DeliveriesResult>("GET", "/api/deliveries?channel=on%20call")).items.length;
    await expect.poll(sent).toBe(2);
    expect(messages()).toHaveLength(before + 1);
  },
);
