// What people read of a message in each kind of channel.
import { toDocument, wordingOf } from "../../src/notify/document.ts";
import type { Message } from "../../src/notify/message.ts";
import { toAlertmanager } from "../../src/notify/receivers/alertmanager.ts";
import { type BrowserNotification, createBrowser } from "../../src/notify/receivers/browser.ts";
import { toJson } from "../../src/notify/receivers/json-message.ts";
import { toMailBody } from "../../src/notify/receivers/mail-body.ts";
import { toOpsgenie } from "../../src/notify/receivers/opsgenie.ts";
import { toPagerduty } from "../../src/notify/receivers/pagerduty.ts";
import type { Attempt } from "../../src/notify/receivers/receiver.ts";
import { toSlack } from "../../src/notify/receivers/slack.ts";
import { toTeams } from "../../src/notify/receivers/teams.ts";
import { channelOf, start } from "./notices.ts";

const usual = wordingOf({ templates: {} });

/** All text of a payload. */
const textsOf = (value: unknown): string =>
  typeof value === "string"
    ? `${value}\n`
    : typeof value === "object" && value !== null
      ? Object.values(value).map(textsOf).join("")
      : "";

/** By kind of channel. A webhook and standard output get the same JSON. */
export const channelTexts = {
  mail: (message) => toMailBody(toDocument(message, usual)).text,
  slack: (message) => textsOf(toSlack(toDocument(message, usual))["blocks"]),
  teams: (message) => textsOf(toTeams(toDocument(message, usual))),
  pagerduty: (message) => textsOf(toPagerduty(message, "r".repeat(32), usual)),
  opsgenie: (message) => textsOf(toOpsgenie(message, { teams: [], tags: [] }, usual)),
  alertmanager: (message) => textsOf(toAlertmanager(message, start + 60_000, 60_000, usual)),
  webhook: (message) => textsOf(toJson(message, "webhook", usual)),
  browser: (message) => {
    const shown: BrowserNotification[] = [];
    const receiver = createBrowser(channelOf("browser"), async (one) => void shown.push(one));
    // it shows before it waits, and needs nothing of an attempt
    void receiver.send(message, {} as Attempt);
    return textsOf(shown);
  },
} as const satisfies Readonly<Record<string, (message: Message) => string>>;

export type ReadChannel = keyof typeof channelTexts;
