// Prometheus' Alertmanager, API v2. https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
// Alertmanager forgets an alert that is not sent again until `endsAt`: the sender sends all that fire again at intervals.
import { isOver } from "alerts";
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { allLabels } from "../route.ts";
import { type Wording, wordingOf } from "../document.ts";
import { type Message, type MessageNotice, valuesOf } from "../message.ts";
import { visibleLine } from "quoting/unicode";
import { cut, safeUrl } from "../text.ts";
import { postJson } from "./post.ts";
import type { Receiver } from "./receiver.ts";

/** An alert that fires ends when it has been missing this many times, as Prometheus does it. */
const missingTimes = 4;

export function createAlertmanager(channel: ChannelOf<"alertmanager">): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 100,
    joins: true,
    isStateful: true,
    async send(message, attempt) {
      const { authorization } = channel;
      const headers =
        authorization === undefined ? {} : { authorization: await attempt.secrets.read(authorization) };
      const base = await attempt.secrets.readUrl(channel.url);
      const url = new URL(`${base.pathname.replace(/\/$/, "")}/api/v2/alerts`, base);
      const body = toAlertmanager(message, attempt.now(), channel.resendEvery, wording);
      const { status } = await postJson({ url, body, headers, timeoutMs: channel.timeout }, attempt);
      return { status };
    },
  };
}

/** The body of the request: a list of `postableAlert`. */
export function toAlertmanager(
  { parts }: Message,
  nowMs: number,
  resendEveryMs: number,
  wording: Wording,
): readonly Readonly<Record<string, unknown>>[] {
  return parts.flatMap(withFormer).map((part) => {
    const { notice, details } = part;
    const hasEnded = isOver(notice.kind);
    const endsAt = hasEnded ? notice.since : nowMs + missingTimes * resendEveryMs;
    const url = safeUrl(details.url);
    return {
      labels: labelsOf(part),
      annotations: annotationsOf(part, wording),
      // when it began to fire is not known at its recovery: Alertmanager keeps the earliest beginning
      startsAt: new Date(notice.since).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      ...(url !== undefined && { generatorURL: url }),
    };
  });
}

/**
 * Alertmanager knows an alert by all of its labels: with another severity it is another one, and the one with the former severity ends
 * (docs/adr/142).
 */
function withFormer(part: MessageNotice): readonly MessageNotice[] {
  const { severityBefore, at } = part.notice;
  if (severityBefore === undefined) return [part];
  const former = { ...part.notice, kind: "ended", severity: severityBefore, since: at } as const;
  return [part, { ...part, notice: former }];
}

/** Equal for the firing and the recovery of an alert, which is how Alertmanager knows it. */
function labelsOf({ notice }: MessageNotice): Readonly<Record<string, string>> {
  const { alert, ...rest } = allLabels(notice);
  const all = { ...rest, ...(notice.tenant !== "" && { tenant: notice.tenant }) };
  const labels = new Map([["alertname", cut(visibleLine(alert!), 1000)]]);
  for (const name of Object.keys(all).toSorted()) {
    const value = cut(visibleLine(all[name as keyof typeof all] ?? ""), 1000);
    // to Alertmanager an empty label is an absent one
    if (value !== "") labels.set(freeName(labels, name), value);
  }
  return Object.fromEntries(labels);
}

/** Versions before 0.27 take only these characters. Names that become equal get a number. */
function freeName(taken: ReadonlyMap<string, string>, name: string): string {
  const base = cut(name, 200)
    .replaceAll(/[^a-zA-Z0-9_]/g, "_")
    .replace(/^(?=\d|$)/, "_");
  let free = base;
  for (let count = 2; taken.has(free); count++) free = `${base}_${count}`;
  return free;
}

function annotationsOf(part: MessageNotice, wording: Wording): Readonly<Record<string, string>> {
  const values = valuesOf(part);
  const all = {
    summary: wording.title(part),
    description: wording.text(part),
    sentence: values["sentence"],
    value: values["value"],
    currencies: values["currencies"],
    usual: values["usual"],
    released_before: values["released"],
    reason: values["reason"],
    runbook_url: values["runbook"],
    trace_url: values["trace"],
    amount_at_risk: values["amountAtRisk"],
    error_budget: values["budget"],
    differs: values["differs"],
    missing: values["missing"],
    replay: values["replay"],
    notice: visibleLine(part.notice.id),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== "" && value !== undefined),
  ) as Record<string, string>;
}
