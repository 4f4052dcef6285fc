// Errors at random, and transactions that they reached: what makes figures differ is in every store.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawError, RawRecord, Weight } from "./telemetry.ts";

const minute = 60_000;
const day = 1440 * minute;
const spread = 4 * 60 * minute;

export interface ErrorTelemetry {
  readonly errors: readonly RawError[];
  readonly records: readonly RawRecord[];
  readonly from: number;
  readonly to: number;
}

interface Group {
  readonly fingerprint: string;
  readonly type: string;
  readonly message: (random: Random) => string;
  readonly service: string;
  readonly from: RawError["from"];
  /** When it first occurs. */
  readonly since: number;
}

export function errorTelemetryOf(seed: number): ErrorTelemetry {
  const random = randomOf(seed + 10_000);
  const to = random.chance(0.4) ? now : now - random.pick([minute, 1000, 1]) * random.whole(1, 60);
  const from =
    to - random.pick([60 * minute, random.whole(20, 120) * minute, random.whole(900, 6_000) * 1000]);
  const errors = [...groupsOf(random)].flatMap((group) => errorsOf(random, group));
  const old = random.chance(0.6) ? [errorOf(random, oldGroup, { uid: "old", at: now - 3 * day })] : [];
  return { errors: [...old, ...errors], records: transactionsOf(random, errors), from, to };
}

const oldGroup: Group = {
  fingerprint: "mails",
  type: "MailboxFullError",
  message: () => "the mailbox is full",
  service: "mail",
  from: "record",
  since: 0,
};

/** The first is mostly of one provider, and now and then says something else; the last one has a number in each message. */
function groupsOf(random: Random): readonly Group[] {
  const provider = (): string => (random.chance(0.8) ? "nordpay" : "harbourpay");
  const recent = now - random() * spread;
  return [
    {
      fingerprint: "provider",
      type: "ProviderTimeoutError",
      message: () => (random.chance(0.1) ? "no route to host" : `${provider()} did not answer in 1500 ms`),
      service: "payment",
      from: "span",
      since: 0,
    },
    { ...oldGroup, service: random.pick(["mail", "shop"]) },
    {
      fingerprint: "stock",
      type: "OutOfStockError",
      message: () => `no stock of sku-${random.whole(1, 1000)} left`,
      service: "shop",
      from: random.pick(["span", "record"]),
      since: recent,
    },
  ];
}

function errorsOf(random: Random, group: Group): RawError[] {
  return Array.from({ length: random.whole(5, 120) }, (_, index) => {
    const at = Math.max(group.since, now - spread) + random() * (now - Math.max(group.since, now - spread));
    const error = errorOf(random, group, { uid: `${group.fingerprint}-${index}`, at: Math.floor(at) });
    // on its way up two spans of its trace record it
    return error.from === "span" && random.chance(0.3)
      ? [error, { ...error, uid: `${error.uid}-again`, at: Math.min(error.at + 1, now - 1) }]
      : [error];
  })
    .flat()
    .filter(({ at }) => at < now);
}

function errorOf(random: Random, group: Group, own: Pick<RawError, "uid" | "at">): RawError {
  const { fingerprint, type, message, service, from } = group;
  return {
    ...own,
    from,
    fingerprint,
    type,
    message: message(random),
    isHandled: random.chance(0.6),
    service,
    version: random.pick(["1", "2"]),
    environment: random.chance(0.1) ? "staging" : "production",
    user: random.chance(0.6) ? `person-${random.whole(0, 15)}` : "",
    session: random.chance(0.6) ? `visit-${random.whole(0, 25)}` : "",
    trace: from === "span" || random.chance(0.7) ? `trace-${own.uid}` : "",
    weight: from === "span" ? random.pick([1, 1, 4, 100] as readonly Weight[]) : 1,
    attributes: {},
  };
}

const outcomes = ["completed", "completed", "failed", "abandoned"] as const;

/** Some with an error in one of their traces. They are in progress when it occurs, and end before the end of the range or after it. */
function transactionsOf(random: Random, errors: readonly RawError[]): RawRecord[] {
  const traced = errors.filter(({ trace }) => trace !== "");
  return Array.from({ length: random.whole(10, 60) }, (_, index): RawRecord[] => {
    const error = random.pick(traced);
    const isReached = random.chance(0.8);
    const trace = isReached ? error.trace : `elsewhere-${index}`;
    const began = error.at - random.whole(0, 30) * minute;
    const paid = {
      "telltale.transaction.amount": String(random.whole(1, 9_999) / 100),
      "telltale.transaction.currency": random.pick(["EUR", "EUR", "USD"]),
    };
    const isPaidAtBegin = random.chance(0.5);
    const attributes = {
      "telltale.transaction.type": random.pick(["purchase", "refund"]),
      "telltale.transaction.id": `order-${index}`,
    };
    const common = { service: "shop", environment: "production", user: "", session: "" };
    const start: RawRecord = {
      ...common,
      uid: `${index}-started`,
      event: "telltale.transaction.started",
      at: began,
      attributes: { ...attributes, ...(isPaidAtBegin && paid) },
    };
    const step: RawRecord = {
      ...common,
      uid: `${index}-step`,
      event: "telltale.transaction.step",
      at: error.at,
      trace,
      attributes: { ...attributes, "telltale.transaction.step": "pay" },
    };
    const ends = Array.from({ length: random.pick([0, 1, 1, 1, 2]) }, (_none, end): RawRecord => ({
      ...common,
      uid: `${index}-ended-${end}`,
      event: "telltale.transaction.ended",
      at: error.at + random.whole(1, 20) * minute + end * 25 * minute,
      // some end in the trace of the error, too
      ...(random.chance(0.3) && { trace }),
      attributes: {
        ...attributes,
        ...(random.chance(0.8) && paid),
        "telltale.transaction.outcome": random.pick(outcomes),
        "telltale.transaction.duration_ms": 1000,
      },
    }));
    const records = [start, step, ...ends].filter(({ at }) => at < now);
    return random.chance(0.1) ? [...records, ...records] : records;
  }).flat();
}
