// The outbox in the table of alert records. One query reads what is pending of all tenants, a part at a time and of each tenant the same share;
// one insert stores the steps of many deliveries. A leader takes from it only while it is the leader, and messages of a tenant when its evaluation
// has begun: what a former leader has stored too late is not among them then.
import type { Leadership } from "../../lease/leader.ts";
import type { AlertStore, PendingRecord, TenantRecord } from "../../store/alert-records.ts";
import type { Delivery, Outbox, StoredNotice } from "../outbox.ts";

export interface OutboxOptions {
  readonly store: Pick<AlertStore, "pending" | "add">;
  readonly nowMs: () => number;
  /** Tenants whose evaluation the leader has begun. */
  readonly begun: (leadership: Leadership) => ReadonlySet<string>;
  /** Most messages that are read at once: of a tenant, and of all. Default: 1,000 and 10,000. */
  readonly each?: number;
  readonly most?: number;
}

export interface StoredOutbox {
  /** As a leader uses it. */
  of(leadership: Leadership): Outbox;
  /** Calls back when messages may be pending that were not. Returns how to stop that. */
  onNotices(listener: () => void): () => void;
  /** The next call of `pending` begins with the oldest messages: for a new leader, and for what another console has left. */
  rewind(): void;
  /** Whether there may be messages behind those that `pending` has returned. */
  readonly hasMore: boolean;
  /** A round with messages was stored, or the evaluation of a tenant has begun. */
  notify(): void;
  /** Steps of the delivery of `id` are recorded there, although it is not a message of a round. */
  keep(id: string, key: RecordKey): void;
}

/** A message that could not be delivered for so long is no longer pending. */
const keptMs = 7 * 86_400_000;

/** The record to which the steps of a delivery belong. */
interface RecordKey {
  readonly tenant: string;
  readonly rule: string;
  readonly alert: string;
  readonly ms: number;
}

export function createStoredOutbox(options: OutboxOptions): StoredOutbox {
  const { store, nowMs, begun, each = 1_000, most = 10_000 } = options;
  const listeners = new Set<() => void>();
  /** Of the messages that are pending, by id. */
  const keys = new Map<string, RecordKey>();
  /** By tenant: the last message that was read. Messages are decided in the order of their versions. */
  const after = new Map<string, { readonly version: string; readonly id: string }>();
  let hasMore = true;

  const of = (leadership: Leadership): Outbox => ({
    async pending(hasRoom) {
      // one that begins while this is read may have been read before
      const tenants = new Set(begun(leadership));
      const all = await store.pending(nowMs() - keptMs, { after, each, most });
      if (!leadership.isHeld()) throw new Error("the lease was lost");
      // the sender is called when the others have begun
      const ready = all.filter(({ tenant }) => tenants.has(tenant));
      // what there is no room for is read again: later messages of an alert must not come before
      const rows = ready.filter(({ tenant }) => hasRoom(tenant));
      const read = new Map<string, number>();
      for (const { tenant, version, id } of rows) {
        after.set(tenant, { version, id });
        read.set(tenant, (read.get(tenant) ?? 0) + 1);
      }
      const isPart = all.length === most || rows.length < ready.length;
      hasMore = isPart || [...read.values()].some((count) => count === each);
      const found = rows.map(toNotice).toSorted((a, b) => a.at - b.at);
      for (const { id, tenant, rule, alertId, at } of found)
        keys.set(id, { tenant, rule, alert: alertId, ms: at });
      return found;
    },
    record: recordTo(store, keys),
  });

  return {
    of,
    rewind() {
      after.clear();
      hasMore = true;
    },
    get hasMore() {
      return hasMore;
    },
    onNotices(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep: (id, key) => void keys.set(id, key),
    notify() {
      for (const listener of listeners) listener();
    },
  };
}

/** Stores steps of deliveries in one insert, and forgets the keys of messages that are done. */
function recordTo(store: Pick<AlertStore, "add">, keys: Map<string, RecordKey>): Outbox["record"] {
  return async (deliveries, done) => {
    await store.add([
      ...toRecords(deliveries, ({ noticeId }) => keys.get(noticeId), deliveryRecord),
      ...toRecords(done, (id) => keys.get(id), doneRecord),
    ]);
    for (const id of done) keys.delete(id);
  };
}

/** All steps of a message without a key were recorded before, by the same console. */
function toRecords<Step>(
  steps: readonly Step[],
  keyOf: (step: Step) => RecordKey | undefined,
  record: (step: Step, key: RecordKey) => TenantRecord,
): readonly TenantRecord[] {
  return steps.flatMap((step) => {
    const key = keyOf(step);
    return key === undefined ? [] : [record(step, key)];
  });
}

function toNotice({ body, version, deliveries }: PendingRecord): StoredNotice {
  return {
    ...(JSON.parse(body) as StoredNotice),
    round: Number(version),
    deliveries: deliveries.map((one) => JSON.parse(one) as Delivery),
  };
}

function deliveryRecord(delivery: Delivery, { tenant, rule, alert }: RecordKey): TenantRecord {
  const { noticeId, channel, attempt, outcome, at } = delivery;
  return {
    tenant,
    kind: "delivery",
    ms: at,
    version: 1,
    rule,
    alert,
    detail: outcome,
    id: JSON.stringify([noticeId, channel, attempt, outcome]),
    body: JSON.stringify(delivery),
  };
}

function doneRecord(id: string, { tenant, rule, alert, ms }: RecordKey): TenantRecord {
  return { tenant, kind: "done", ms, id, version: 1, rule, alert, detail: "", body: "" };
}
