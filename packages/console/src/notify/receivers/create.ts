// The receiver of a channel.
import type { Channel } from "../../config/alert-channels/channel.ts";
import { createAlertmanager } from "./alertmanager.ts";
import { type BrowserNotification, createBrowser } from "./browser.ts";
import { createEmail } from "./email.ts";
import { createOpsgenie } from "./opsgenie.ts";
import { createPagerduty } from "./pagerduty.ts";
import type { Receiver } from "./receiver.ts";
import { createSlackApp } from "./slack-app.ts";
import { createSlack } from "./slack.ts";
import { createStdout } from "./stdout.ts";
import { createTeams } from "./teams.ts";
import { createWebhook } from "./webhook.ts";

/** Where messages go that stay in this process. */
export interface LocalOutputs {
  /** A line with its end. */
  readonly write: (line: string) => void;
  /** Hands a notification to the pages that are open, of all consoles. */
  readonly show: (notification: BrowserNotification) => Promise<void>;
}

export function createReceiver(channel: Channel, { write, show }: LocalOutputs): Receiver {
  switch (channel.type) {
    case "webhook":
      return createWebhook(channel);
    case "slack":
      return channel.token === undefined ? createSlack(channel) : createSlackApp(channel, channel.token);
    case "teams":
      return createTeams(channel);
    case "pagerduty":
      return createPagerduty(channel);
    case "opsgenie":
      return createOpsgenie(channel);
    case "email":
      return createEmail(channel);
    case "alertmanager":
      return createAlertmanager(channel);
    case "stdout":
      return createStdout(channel, write);
    case "browser":
      return createBrowser(channel, show);
  }
}
