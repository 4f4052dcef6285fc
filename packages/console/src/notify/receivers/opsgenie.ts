// Opsgenie's Alert API. https://docs.opsgenie.com/docs/alert-api
// The alias is that of the alert: Opsgenie deduplicates by it, and a recovery closes the alert by it. Messages and descriptions may hold
// HTML there: brackets become similar characters.
import { isOver } from "alerts";
import { alertSeverities } from "catalog/alert-severity";
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { documentText, partDocument, type Wording, wordingOf } from "../document.ts";
import { type Message, type MessageNotice, valuesOf } from "../message.ts";
import { visibleLine } from "quoting/unicode";
import { cut, withoutBrackets, withoutLinks } from "../text.ts";
import { sendJson } from "./post.ts";
import type { Receiver, Sent } from "./receiver.ts";

const priorities = { page: "P1", ticket: "P3", info: "P5" } as const;

export function createOpsgenie(channel: ChannelOf<"opsgenie">): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 1,
    joins: false,
    isStateful: true,
    async send(message, attempt) {
      const headers = { authorization: `GenieKey ${await attempt.secrets.read(channel.apiKey)}` };
      let sent: Sent = {};
      for (const { method = "POST", path, body } of toOpsgenie(message, channel, wording)) {
        const url = new URL(`${channel.url.replace(/\/$/, "")}${path}`);
        const { status } = await sendJson(
          { method, url, body, headers, timeoutMs: channel.timeout },
          attempt,
        );
        sent = { status };
      }
      return sent;
    },
  };
}

interface OpsgenieRequest {
  readonly method?: "PUT";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The requests, in their order. An alert that is open keeps its priority when it is sent again, so that another one is a request of its own.
 * One that is more urgent is also opened, if it is not there: it may be closed, or its firing was not sent.
 */
export function toOpsgenie(
  { parts }: Message,
  { teams, tags }: Pick<ChannelOf<"opsgenie">, "teams" | "tags">,
  wording: Wording,
): readonly [OpsgenieRequest, ...OpsgenieRequest[]] {
  const part = parts[0]!;
  const { notice, key } = part;
  const alias = `telltale-${key}`;
  if (isOver(notice.kind)) {
    const note = cut(withoutBrackets(wording.title(part)), 25_000);
    return [{ path: `/v2/alerts/${alias}/close?identifierType=alias`, body: { source: "Telltale", note } }];
  }
  const { kind, severity, severityBefore } = notice;
  const priority = priorities[severity];
  const body = {
    message: cut(withoutBrackets(wording.title(part)) || "Alert", 130),
    alias,
    description: cut(withoutBrackets(documentText(partDocument(part, wording))), 15_000),
    priority,
    source: "Telltale",
    entity: cut(withoutBrackets(visibleLine(notice.rule)), 512),
    details: detailsOf(part),
    tags: [...tags, severity].slice(0, 20).map((tag) => cut(tag, 50)),
    ...(teams.length > 0 && { responders: teams.map((name) => ({ name, type: "team" })) }),
  };
  const open = { path: "/v2/alerts", body };
  if (severityBefore === undefined) return [open];
  const change = {
    method: "PUT",
    path: `/v2/alerts/${alias}/priority?identifierType=alias`,
    body: { priority },
  } as const;
  const isFall = alertSeverities.indexOf(severity) > alertSeverities.indexOf(severityBefore);
  return kind === "severity" && isFall ? [change] : [open, change];
}

/** At most 8,000 characters together. */
function detailsOf(part: MessageNotice): Readonly<Record<string, string>> {
  const { value, currencies, usual, released, reason, status, owner, tenant, since, amountAtRisk, budget } =
    valuesOf(part);
  const { labels, group } = part.notice;
  const all = {
    status,
    value,
    currencies,
    usual,
    released,
    reason,
    owner,
    tenant,
    since,
    amountAtRisk,
    budget,
    notice: part.notice.id,
    ...labels,
    ...group,
  };
  const kept: [string, string][] = [];
  let left = 7_900;
  for (const [name, text = ""] of Object.entries(all)) {
    const short = [plain(name, 100), plain(text, 500)] as [string, string];
    left -= short[0].length + short[1].length;
    if (left < 0) break;
    if (text !== "") kept.push(short);
  }
  return Object.fromEntries(kept);
}

function plain(text: string, most: number): string {
  return cut(withoutBrackets(withoutLinks(text)), most);
}
