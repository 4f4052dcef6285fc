// What a channel may be: one entry of the file of alert channels. `docs/guide/alert-channels.md` describes every field.
import { alertSeverities } from "contract";
import * as z from "zod";
import {
  duration,
  emailAddress,
  headers,
  hostName,
  plainUrl,
  secret,
  secretUrl,
  text,
  url,
} from "./fields.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const route = z.strictObject({
  severities: z.array(z.enum(alertSeverities)).min(1).optional(),
  owners: z.array(text).min(1).optional(),
  tenants: z.array(z.string().max(100)).min(1).optional(),
  alerts: z.array(text).min(1).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const template = z.string().max(2000, "expected at most 2,000 characters");

/** Fields of every channel. */
const common = {
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/,
      "expected a name of 1 to 63 letters, digits, spaces and `._-`",
    ),
  routes: z.array(route).min(1).optional(),
  sendResolved: z.boolean().default(true),
  rateLimit: z
    .strictObject({
      messages: z.int().min(1).max(10_000),
      per: duration(1000, day, "1m"),
    })
    .prefault({ messages: 60, per: "1m" }),
  templates: z.strictObject({ title: template.optional(), text: template.optional() }).prefault({}),
  timeout: duration(100, 60_000, "10s").prefault("10s"),
  retryFor: duration(1000, 7 * day, "1d").prefault("1d"),
};

/** Fields of channels whose messages may hold several alerts. */
const grouped = {
  ...common,
  group: z
    .strictObject({
      by: z.array(text).default([]),
      wait: duration(0, hour, "30s").prefault("30s"),
      interval: duration(0, day, "5m").prefault("5m"),
    })
    .optional(),
  digest: z.boolean().default(false),
};

const webhook = z.strictObject({
  ...grouped,
  type: z.literal("webhook"),
  url,
  secret: secret.optional(),
  headers: headers.prefault({}),
});

/** Either the `url` of an incoming webhook, or the `token` of an app and the channel that it writes `to`. */
const slack = z.strictObject({
  ...grouped,
  type: z.literal("slack"),
  url: secretUrl.optional(),
  token: secret.optional(),
  to: text.optional(),
  api: plainUrl.prefault("https://slack.com/api"),
});

const teams = z.strictObject({ ...grouped, type: z.literal("teams"), url: secretUrl });

const pagerduty = z.strictObject({
  ...common,
  type: z.literal("pagerduty"),
  routingKey: secret,
  url: plainUrl.prefault("https://events.pagerduty.com/v2/enqueue"),
});

const opsgenie = z.strictObject({
  ...common,
  type: z.literal("opsgenie"),
  apiKey: secret,
  url: plainUrl.prefault("https://api.opsgenie.com"),
  teams: z.array(text).max(50).default([]),
  tags: z.array(text).max(20).default([]),
});

const email = z.strictObject({
  ...grouped,
  type: z.literal("email"),
  host: hostName,
  port: z.int().min(1).max(65_535).default(587),
  /** `implicit`: TLS from the first byte (port 465); `required`: STARTTLS or nothing; `optional`: STARTTLS where offered; `off`. */
  tls: z.enum(["implicit", "required", "optional", "off"]).default("required"),
  user: text.optional(),
  password: secret.optional(),
  from: emailAddress,
  to: z.array(emailAddress).min(1).max(50),
});

const alertmanager = z.strictObject({
  ...common,
  type: z.literal("alertmanager"),
  url,
  authorization: secret.optional(),
  resendEvery: duration(1000, hour, "1m").prefault("1m"),
});

const stdout = z.strictObject({ ...grouped, type: z.literal("stdout") });

const browser = z.strictObject({ ...common, type: z.literal("browser") });

export const channel = z
  .discriminatedUnion(
    "type",
    [webhook, slack, teams, pagerduty, opsgenie, email, alertmanager, stdout, browser],
    {
      error:
        "expected one of webhook, slack, teams, pagerduty, opsgenie, email, alertmanager, stdout, browser",
    },
  )
  .superRefine((one, context) => {
    if (one.type === "alertmanager" && !one.sendResolved)
      context.addIssue({
        code: "custom",
        path: ["sendResolved"],
        message:
          "expected `true` or no such field: Alertmanager needs to know recoveries and has a setting of its own",
      });
    if (one.type === "slack") {
      const isApp = one.token !== undefined && one.to !== undefined;
      const isNeither = one.token === undefined && one.to === undefined;
      if (one.url === undefined ? !isApp : !isNeither)
        context.addIssue({
          code: "custom",
          path: ["url"],
          message: "expected either `url`, of an incoming webhook, or `token` and `to`, of an app",
        });
    }
    if (one.type !== "email") return;
    if ((one.user === undefined) !== (one.password === undefined))
      context.addIssue({
        code: "custom",
        path: ["user"],
        message: "expected both `user` and `password`, or neither",
      });
    if (one.user !== undefined && (one.tls === "off" || one.tls === "optional"))
      context.addIssue({
        code: "custom",
        path: ["tls"],
        message: "expected `implicit` or `required`: without TLS the password could be read on its way",
      });
  });

const heartbeat = z.strictObject({
  name: common.name,
  url,
  every: duration(10_000, day, "5m").prefault("5m"),
  timeout: common.timeout,
});

/** The file. */
export const channelFile = z.strictObject({
  channels: z.array(channel).max(100, "expected at most 100 channels").default([]),
  heartbeats: z.array(heartbeat).max(20, "expected at most 20 heartbeats").default([]),
});

/** One channel, checked, with its defaults. */
export type Channel = z.output<typeof channel>;
export type ChannelType = Channel["type"];
export type ChannelOf<Type extends ChannelType> = Extract<Channel, { type: Type }>;
export type Route = z.output<typeof route>;
/** A URL that is called while evaluation works. */
export type HeartbeatTarget = z.output<typeof heartbeat>;

export interface AlertChannels {
  readonly channels: readonly Channel[];
  readonly heartbeats: readonly HeartbeatTarget[];
  /** Files of secrets are named from this folder. */
  readonly folder: string;
}
