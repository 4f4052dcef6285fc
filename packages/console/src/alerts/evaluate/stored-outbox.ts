// The outbox in the table of alert records.
import type { AlertRecord } from "../../store/alert-records.ts";
import type { AlertView } from "../view.ts";
import type { Delivery, Outbox, StoredNotice } from "../outbox.ts";

type View = Pick<AlertView, "queries" | "alertRecords">;

export interface OutboxOptions {
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<View>;
  readonly nowMs: () => number;
  /** Called for a tenant whose messages cannot be read. */
  readonly onError: (what: string, error: Error) => void;
}

export interface StoredOutbox extends Outbox {
  /** A round with messages was stored. */
  notify(): void;
  /** Steps of the delivery of `id` are recorded there, although it is no message of a round. */
  keep(id: string, place: Place): void;
}

const mostPending = 10_000;
/** Steps after which a channel does not get the message again. */
const finalOutcomes = ["sent", "dead", "unrouted"];
/** A message that could not be delivered for so long is no longer pending. */
const keptMs = 7 * 86_400_000;

/** Where the steps of a delivery are recorded. */
interface Place {
  readonly tenant: string;
  readonly rule: string;
  readonly alert: string;
  readonly ms: number;
}

export function createStoredOutbox(options: OutboxOptions): StoredOutbox {
  const { viewOf } = options;
  const listeners = new Set<() => void>();
  /** Of the messages that are pending, by id. */
  const places = new Map<string, Place>();

  async function add(noticeId: string, record: (place: Place) => AlertRecord): Promise<void> {
    const place = places.get(noticeId);
    // done before, by the same console: there is nothing to record any more
    if (place === undefined) return;
    const { alertRecords } = await viewOf(place.tenant);
    await alertRecords.add([record(place)]);
  }

  return {
    async pending() {
      const found = (await pendingOfAll(options)).toSorted((a, b) => a.at - b.at);
      for (const { id, tenant, rule, alertId, at } of found)
        places.set(id, { tenant, rule, alert: alertId, ms: at });
      return found.slice(0, mostPending);
    },
    record: (delivery) =>
      add(delivery.noticeId, ({ rule, alert }) => ({
        kind: "delivery",
        ms: delivery.at,
        version: 1,
        rule,
        alert,
        detail: delivery.outcome,
        id: JSON.stringify([delivery.noticeId, delivery.channel, delivery.attempt, delivery.outcome]),
        body: JSON.stringify(delivery),
      })),
    async done(noticeId) {
      await add(noticeId, ({ rule, alert, ms }) => ({
        kind: "done",
        ms,
        id: noticeId,
        version: 1,
        rule,
        alert,
        detail: "",
        body: "",
      }));
      places.delete(noticeId);
    },
    onNotices(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep: (id, place) => void places.set(id, place),
    notify() {
      for (const listener of listeners) listener();
    },
  };
}

/** Of all tenants, each once. */
async function pendingOfAll({ tenants, viewOf, nowMs, onError }: OutboxOptions): Promise<StoredNotice[]> {
  const byId = new Map<string, StoredNotice>();
  for (const tenant of await tenants()) {
    try {
      for (const notice of await pendingOf(await viewOf(tenant), nowMs())) byId.set(notice.id, notice);
    } catch (error) {
      // the messages of the others are sent
      onError(tenant === "" ? "messages of alerts" : `messages of alerts of ${tenant}`, error as Error);
    }
  }
  return [...byId.values()];
}

async function pendingOf({ queries }: View, nowMs: number): Promise<readonly StoredNotice[]> {
  const fromMs = nowMs - keptMs;
  const options = { priority: "background" } as const;
  const rows = await queries.run<{ id: string; body: string }>(
    "alert-pending",
    { fromMs, limit: mostPending },
    options,
  );
  if (rows.length === 0) return [];
  const steps = await queries.run<{ body: string }>(
    "alert-list",
    { kinds: ["delivery"], details: finalOutcomes, fromMs, toMs: nowMs + keptMs, limit: 10_000 },
    options,
  );
  const deliveries = new Map<string, Delivery[]>();
  for (const { body } of steps) {
    const delivery = JSON.parse(body) as Delivery;
    // the latest comes first
    deliveries.set(delivery.noticeId, [delivery, ...(deliveries.get(delivery.noticeId) ?? [])]);
  }
  return rows.map(({ id, body }) => ({
    ...(JSON.parse(body) as StoredNotice),
    deliveries: deliveries.get(id) ?? [],
  }));
}
