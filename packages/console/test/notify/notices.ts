// Notices and parts for the tests of channels.
import type { Channel, ChannelOf, ChannelType } from "../../src/config/alert-channels/channel.ts";
import { channel } from "../../src/config/alert-channels/channel.ts";
import type { FindDetails } from "../../src/notify/describe.ts";
import type { NoticeDetails } from "../../src/notify/message.ts";
import type { StoredNotice } from "../../src/notify/outbox.ts";

export const start = Date.UTC(2026, 10, 22, 10, 0);

/** A notice of the alert “Purchases fail”. */
export function notice(overrides: Partial<StoredNotice> = {}): StoredNotice {
  const { rule = "Purchases fail", group = { region: "eu" }, kind = "firing", at = start } = overrides;
  return {
    id: `${rule} ${JSON.stringify(group)} ${kind} ${new Date(at).toISOString()}`,
    alertId: "0123456789abcdef",
    rule,
    group,
    kind,
    at,
    since: at,
    value: 0.41,
    severity: "page",
    owner: "team-checkout",
    summary: "Four purchases of ten fail.",
    description: "Customers cannot buy.\nMoney is lost.",
    runbook: "https://handbook.example/checkout",
    labels: { area: "checkout" },
    tenant: "",
    ...overrides,
  };
}

export const details: NoticeDetails = {
  url: "https://telltale.example/alerts/1",
  traceUrl: "https://telltale.example/traces/abc",
  amountAtRisk: [{ amount: 1234.5, currency: "EUR" }],
  differs: ["provider = acme: 93 % of the failed, 12 % of the others"],
  replay: "npx telltale-cli replay alerts data.jsonl",
  chart: {
    points: Array.from({ length: 60 }, (_, index) => ({
      at: start + index * 60_000,
      value: index < 40 ? 0.1 : 0.41,
    })),
    limit: 0.3,
  },
};

/** Finds these details at once. */
export const knowing =
  (known: NoticeDetails): FindDetails =>
  () => ({ known, read: async () => undefined });

/** A channel with the defaults of its type, and patience: the machine of tests may be busy. */
export function channelOf<Type extends ChannelType>(
  type: Type,
  fields: Readonly<Record<string, unknown>> = {},
): ChannelOf<Type> {
  return channel.parse({ name: type, type, timeout: "60s", ...fields }) as Channel as ChannelOf<Type>;
}

/** What an attacker writes into an attribute. */
export const attack = [
  "<!channel> <!here> <@U012AB3CD> @everyone <https://evil.example|Reset your password>",
  "[click](https://evil.example) ![x](https://evil.example/x.png) **bold** # head\n- list\r\nBcc: victim@example.com",
  '<img src=x onerror=alert(1)><script>alert(1)</script>"\'><a href="javascript:alert(1)">x</a>',
  "<at>Everyone</at> {{DATE(2026-11-22T10:00:00Z,SHORT)}} ${7*7} {{constructor}}",
  "\u202Eevil\u2066 \u0000\u001b[31mred \ud83d www.evil.example",
].join("\n");
