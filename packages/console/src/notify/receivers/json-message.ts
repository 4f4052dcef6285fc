// A message as JSON for programs: webhook, standard output. Values are those of the alert, not escaped for people.
// `docs/guide/alert-channels.md` describes the fields; new ones may be added, and `version` changes when one changes its meaning.
import type { Wording } from "../document.ts";
import type { Message, MessageNotice } from "../message.ts";

export interface JsonMessage {
  readonly version: 1;
  /** The same for all attempts. */
  readonly id: string;
  readonly kind: Message["kind"];
  readonly channel: string;
  readonly alerts: readonly JsonAlert[];
  readonly digest?: Message["digest"];
}

interface JsonAlert {
  /** Of the notice: the same whenever and in whichever message it is sent. */
  readonly id: string;
  /** Of the alert: the same for its firing and its recovery. */
  readonly key: string;
  readonly status: MessageNotice["notice"]["kind"];
  readonly alert: string;
  readonly title: string;
  readonly text: string;
  readonly severity: string;
  /** What the message before said, if that was another one. */
  readonly severityBefore?: string;
  readonly owner?: string;
  readonly tenant: string;
  readonly group: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
  /** Of the value: `1` for a share, `s`, `/s`, that of the metric in UCUM; absent for counts. */
  readonly unit?: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly reason?: string;
  /** ISO 8601. */
  readonly at: string;
  readonly since: string;
  readonly runbook?: string;
  readonly url?: string;
  readonly traceUrl?: string;
  /** Median of the values in a time before the alert began. */
  readonly usual?: MessageNotice["details"]["usual"];
  /** Versions released shortly before. */
  readonly released?: MessageNotice["details"]["released"];
  readonly amountAtRisk?: MessageNotice["details"]["amountAtRisk"];
  /** Of all currencies, where there are more. */
  readonly amountAtRiskCount?: number;
  /** Of an amount that adds several: their codes. */
  readonly currencies?: MessageNotice["details"]["currencies"];
  /** Of all that it adds, where there are more. */
  readonly currencyCount?: number;
  readonly differs?: readonly string[];
  /** Parts that were not found in time. */
  readonly missing?: readonly string[];
  readonly replay?: string;
  readonly chart?: MessageNotice["details"]["chart"];
}

/** The same text for the same message, so that a retry has the same body. */
export function toJson({ id, kind, parts, digest }: Message, channel: string, wording: Wording): JsonMessage {
  return {
    version: 1,
    id,
    kind,
    channel,
    alerts: parts.map((part) => toJsonAlert(part, wording)),
    ...(digest !== undefined && { digest }),
  };
}

function toJsonAlert(part: MessageNotice, wording: Wording): JsonAlert {
  const { notice, key, details } = part;
  const { owner, value, unit = "", values, reason, runbook } = notice;
  return {
    id: notice.id,
    key,
    status: notice.kind,
    alert: notice.rule,
    title: wording.title(part),
    text: wording.text(part),
    severity: notice.severity,
    ...(notice.severityBefore !== undefined && { severityBefore: notice.severityBefore }),
    ...(owner !== undefined && { owner }),
    tenant: notice.tenant,
    group: notice.group,
    labels: notice.labels,
    ...(value !== undefined && { value }),
    ...(unit !== "" && { unit }),
    ...(values !== undefined && { values }),
    ...(reason !== undefined && { reason }),
    at: new Date(notice.at).toISOString(),
    since: new Date(notice.since).toISOString(),
    ...(runbook !== undefined && { runbook }),
    ...details,
  };
}
