// PagerDuty's Events API v2. https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
// Its deduplication key is that of the alert: a repeated event changes the open incident, and a recovery resolves it.
import { isOver } from "alerts";
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { wordingOf, type Wording } from "../document.ts";
import { type Message, type MessageNotice, valuesOf } from "../message.ts";
import { visibleLine } from "quoting/unicode";
import { cut, safeUrl, withoutLinks } from "../text.ts";
import { postJson } from "./post.ts";
import type { Receiver } from "./receiver.ts";

const severities = { page: "critical", ticket: "warning", info: "info" } as const;

export function createPagerduty(channel: ChannelOf<"pagerduty">): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 1,
    joins: false,
    isStateful: true,
    async send(message, attempt) {
      const routingKey = await attempt.secrets.read(channel.routingKey);
      const body = toPagerduty(message, routingKey, wording);
      const { status } = await postJson(
        { url: new URL(channel.url), body, timeoutMs: channel.timeout },
        attempt,
      );
      return { status };
    },
  };
}

/** The body of the request. */
export function toPagerduty(
  { parts }: Message,
  routingKey: string,
  wording: Wording,
): Readonly<Record<string, unknown>> {
  const part = parts[0]!;
  const { notice, key } = part;
  const event = { routing_key: routingKey, dedup_key: `telltale-${key}` };
  if (isOver(notice.kind)) return { ...event, event_action: "resolve" };
  return {
    ...event,
    event_action: "trigger",
    client: "Telltale",
    ...(safeUrl(part.details.url) !== undefined && { client_url: safeUrl(part.details.url) }),
    links: linksOf(part),
    payload: {
      summary: cut(wording.title(part) || visibleLine(notice.rule), 1024),
      source: cut(sourceOf(part), 255),
      severity: severities[notice.severity],
      timestamp: new Date(notice.since).toISOString(),
      class: cut(visibleLine(notice.rule), 255),
      custom_details: detailsOf(part, wording),
    },
  };
}

/** The affected system: the service or the group of the alert. */
function sourceOf({ notice: { group, rule, tenant } }: MessageNotice): string {
  const service = group["service"] ?? group["service.name"];
  return withoutLinks(service ?? (tenant === "" ? rule : tenant)) || "telltale";
}

function linksOf({
  notice,
  details,
}: MessageNotice): readonly { readonly href: string; readonly text: string }[] {
  const all = { "Open alert": details.url, "Example trace": details.traceUrl, Runbook: notice.runbook };
  return Object.entries(all).flatMap(([text, url]) => {
    const href = safeUrl(url);
    return href === undefined ? [] : [{ href, text }];
  });
}

function detailsOf(part: MessageNotice, wording: Wording): Readonly<Record<string, string>> {
  const values = valuesOf(part);
  const named = [
    "alert",
    "status",
    "value",
    "currencies",
    "usual",
    "released",
    "reason",
    "group",
    "owner",
    "tenant",
    "since",
    "amountAtRisk",
    "budget",
    "differs",
    "missing",
    "replay",
  ] as const;
  const known = named.map((name) => [name, values[name] ?? ""] as const);
  const all = [
    ["text", wording.text(part)] as const,
    ...known,
    ["notice", withoutLinks(part.notice.id)] as const,
  ];
  return Object.fromEntries(
    all.filter(([, value]) => value !== "").map(([name, value]) => [name, cut(value, 2000)]),
  );
}
