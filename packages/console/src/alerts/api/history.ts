// Reads what happened to alerts: changes, messages with their deliveries, notes.
import type { AlertChange, AlertDelivery, AlertNote, AlertNotice } from "contract";
import type { Change } from "alerts";
import { type ApiContext, type QueryParams, run } from "../../api/context.ts";
import type { Range } from "../../api/time/range.ts";
import type { AlertRecordKind } from "../../store/alert-records.ts";
import { alertIdOf } from "../ids.ts";
import type { Delivery, StoredNotice } from "../outbox.ts";

export interface RecordRow {
  readonly kind: AlertRecordKind;
  readonly ms: string;
  readonly id: string;
  readonly rule: string;
  readonly alert: string;
  readonly detail: string;
  readonly body: string;
}

export interface RecordQuery {
  readonly kinds: readonly AlertRecordKind[];
  readonly range: Range;
  readonly limit: number;
  readonly rule?: string | undefined;
  readonly alert?: string | undefined;
  readonly details?: readonly string[] | undefined;
  /** Of deliveries. */
  readonly channel?: string | undefined;
  /** The key of the last record of the page before, as parameters of the query. */
  readonly after?: QueryParams;
}

/** Records, the latest first. */
export async function readRecords(context: ApiContext, query: RecordQuery): Promise<RecordRow[]> {
  const { kinds, range, limit, rule, alert, details, channel, after } = query;
  return run<RecordRow>(context, "alert-list", {
    kinds,
    limit,
    rule,
    alert,
    details,
    channel,
    fromMs: toMs(range.fromNs),
    toMs: toMs(range.toNs + 999999n),
    ...after,
  });
}

function toMs(ns: bigint): number {
  return Number(ns / 1_000_000n);
}

export function toChange({ body }: Pick<RecordRow, "body">): AlertChange {
  return toAlertChange(JSON.parse(body) as Change);
}

/** @param change those of earlier versions have no unit. */
export function toAlertChange(change: Change & { readonly unit?: string | undefined }): AlertChange {
  const { at, id, rule, group, kind, from, to, value, unit, values, reason, severity } = change;
  return {
    id,
    rule,
    group,
    kind,
    from,
    to,
    value: value ?? null,
    ...(unit !== undefined && { unit }),
    values: values ?? {},
    reason: reason ?? "",
    ...(severity !== undefined && { severity }),
    alertId: alertIdOf(rule, group),
    time: new Date(at).toISOString(),
  };
}

export function toDelivery({ body, rule }: Pick<RecordRow, "body" | "rule">): AlertDelivery {
  const delivery = JSON.parse(body) as Delivery;
  const { noticeId, channel, attempt, at, outcome, status = null, ms = null, error = "" } = delivery;
  return { noticeId, rule, channel, attempt, time: new Date(at).toISOString(), outcome, status, ms, error };
}

export function toNotice(
  { body }: Pick<RecordRow, "body">,
  deliveries: readonly AlertDelivery[],
): AlertNotice {
  const {
    id,
    alertId,
    rule,
    group,
    at,
    kind,
    since,
    severity,
    value = null,
    unit,
    withheld = null,
  } = JSON.parse(body) as StoredNotice;
  return {
    id,
    alertId,
    rule,
    group,
    kind,
    severity,
    value,
    ...(unit !== undefined && { unit }),
    withheld,
    time: new Date(at).toISOString(),
    since: new Date(since).toISOString(),
    deliveries: deliveries.filter(({ noticeId }) => noticeId === id).toReversed(),
  };
}

/** A note as it is stored. */
export interface NoteBody {
  readonly author: string;
  readonly text: string;
  /** Unix ms since when the state lasted that it is about. */
  readonly sinceMs: number;
}

const dayNs = 86_400n * 1_000_000_000n;

/** The last days, to a minute from now: clocks of consoles differ. */
export function lastDays({ nowMs }: ApiContext, days: bigint): Range {
  const nowNs = BigInt(Math.floor(nowMs())) * 1_000_000n;
  return { fromNs: nowNs - days * dayNs, toNs: nowNs + 60_000_000_000n };
}

export function toNote({ id, ms, detail, body }: RecordRow): AlertNote {
  const { author, text, sinceMs } = JSON.parse(body) as NoteBody;
  return {
    id,
    time: new Date(Number(ms)).toISOString(),
    author,
    kind: detail as AlertNote["kind"],
    text,
    since: new Date(sinceMs).toISOString(),
  };
}
