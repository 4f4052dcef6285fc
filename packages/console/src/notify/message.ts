// A message before it has the form of a channel: one or several notices with what is known about each, a digest, or a test.
import { cut, lines, oneLine, safeUrl, withoutLinks } from "./text.ts";
import type { Chart } from "./chart/chart.ts";
import { alertKeyOf } from "./key.ts";
import type { StoredNotice } from "./outbox.ts";

/** What the console knows beyond the notice. Everything is optional: a message is sent without what cannot be found in time. */
export interface NoticeDetails {
  /** Address of the alert's page. */
  readonly url?: string;
  readonly chart?: Chart;
  readonly amountAtRisk?: { readonly amount: number; readonly currency: string };
  /** One sentence a line: which attribute values carry it. */
  readonly differs?: readonly string[];
  /** Address of an example trace. */
  readonly traceUrl?: string;
  /** The command that replays the alert. */
  readonly replay?: string;
}

/** One notice in a message. */
export interface Part {
  readonly notice: StoredNotice;
  readonly key: string;
  readonly details: NoticeDetails;
}

/** What moved in a week. */
export interface Digest {
  /** Stable: receivers deduplicate by it. */
  readonly id: string;
  /** Empty for the only or first one. */
  readonly tenant: string;
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly url?: string;
}

export interface Message {
  /** Stable over all attempts. */
  readonly id: string;
  readonly kind: "alerts" | "digest" | "test";
  /** Empty in a digest. */
  readonly parts: readonly Part[];
  readonly digest?: Digest;
}

export function toPart(notice: StoredNotice, details: NoticeDetails): Part {
  return { notice, key: alertKeyOf(notice), details };
}

const statusOf: Readonly<Record<StoredNotice["kind"], string>> = {
  firing: "Firing",
  recovered: "Recovered",
  noData: "No data",
  error: "Error",
  reminder: "Still firing",
};

/** Values of a part by the names of templates, as plain text. Values that come from telemetry make no links. */
export function valuesOf({ notice, details }: Part): Readonly<Record<string, string>> {
  const { amountAtRisk: risk } = details;
  return {
    alert: oneLine(notice.rule),
    status: statusOf[notice.kind],
    severity: notice.severity,
    owner: oneLine(notice.owner ?? ""),
    summary: oneLine(notice.summary ?? ""),
    description: lines(notice.description ?? ""),
    value: notice.value === undefined ? "" : formatValue(notice.value),
    reason: withoutLinks(cut(notice.reason ?? "", 500)),
    group: groupText(notice),
    tenant: oneLine(notice.tenant),
    since: formatTime(notice.since),
    at: formatTime(notice.at),
    runbook: safeUrl(notice.runbook) ?? "",
    url: safeUrl(details.url) ?? "",
    trace: safeUrl(details.traceUrl) ?? "",
    amountAtRisk: risk === undefined ? "" : formatAmount(risk),
    differs: (details.differs ?? [])
      .slice(0, 10)
      .map((line) => withoutLinks(cut(line, 300)))
      .join("\n"),
    replay: oneLine(cut(details.replay ?? "", 1000)),
  };
}

/** `region = eu, provider = acme`. */
function groupText({ group }: StoredNotice): string {
  return Object.keys(group)
    .toSorted()
    .map((name) => `${withoutLinks(cut(name, 100))} = ${withoutLinks(cut(group[name] ?? "", 200))}`)
    .join(", ");
}

/** `2026-11-22 10:04:00 UTC`. */
function formatTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Whole numbers as they are, others with four digits. */
function formatValue(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(4)));
}

function formatAmount({ amount, currency }: NonNullable<NoticeDetails["amountAtRisk"]>): string {
  const code = /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : undefined;
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(amount);
  return code === undefined ? number : `${number} ${code}`;
}

/** Group and labels by name, as a template reads them. */
export function labelTextOf({ notice: { labels, group } }: Part, name: string): string {
  const value = Object.hasOwn(group, name)
    ? group[name]
    : Object.hasOwn(labels, name)
      ? labels[name]
      : undefined;
  return value === undefined ? "" : cut(withoutLinks(value), 200);
}
