// Orders and parcels on their way at random: refused and marked events, ways back, ends and new beginnings, two services, records that came
// twice, some that are older than any range, some that began months ago and go on, and one with more events than are read.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** What the types declare. Tickets declare nothing. */
export const declared = {
  order: {
    states: ["created", "paid", "packed", "shipped", "cancelled"],
    transitions: {
      created: ["paid", "cancelled"],
      paid: ["packed", "cancelled"],
      packed: ["shipped"],
      shipped: ["packed"],
    },
    timeoutMs: 40 * minute,
  },
  parcel: { states: ["taken", "carried", "given"], timeoutMs: undefined, transitions: undefined },
} as const satisfies Readonly<Record<string, Declared>>;

interface Declared {
  /** The first is where it begins. */
  readonly states: readonly string[];
  /** `undefined`: any state may follow any. */
  readonly transitions: Readonly<Record<string, readonly string[]>> | undefined;
  readonly timeoutMs: number | undefined;
}

const names = {
  order: [...declared.order.states, "created", "paid", "packed", "burnt"],
  parcel: declared.parcel.states,
  ticket: ["opened", "answered"],
} as const;
export const workflowTypes = ["order", "parcel", "ticket"] as const;
const types = ["order", "order", "order", "parcel", "ticket"] as const;

/** Definitions, as applications send them. */
export function definitionsOf(): RawRecord[] {
  return Object.entries<Declared>(declared).map(([name, { states, transitions, timeoutMs }]) => ({
    uid: `definition-${name}`,
    event: "telltale.definition",
    service: "shop",
    environment: "production",
    at: now - 6 * day,
    user: "",
    session: "",
    attributes: {
      "telltale.definition.kind": "workflow",
      "telltale.definition.name": name,
      "telltale.definition.states": states,
      ...(transitions !== undefined && { "telltale.definition.transitions": JSON.stringify(transitions) }),
      ...(timeoutMs !== undefined && { "telltale.definition.timeout_ms": timeoutMs }),
    },
  }));
}

export function workflowRecordsOf(seed: number, period: Period): RawRecord[] {
  const random = randomOf(seed);
  const count = random.whole(30, 150);
  return [
    ...Array.from({ length: count }, (_, index) => recordsOf(random, index)).flat(),
    ...longRecordsOf(period),
    ...lastingRecordsOf(period),
  ];
}

/** An order that is packed again and again: 1,200 events before the period, and 50 in it. */
function longRecordsOf({ from, to }: Period): RawRecord[] {
  const ways = ["packed", "shipped", "packed", "shipped", "packed", "burnt"];
  return Array.from({ length: 1_250 }, (_, index): RawRecord => {
    const name = ["created", "paid"][index] ?? ways[index % ways.length]!;
    return {
      uid: `long-${index}`,
      event: "telltale.workflow.event",
      service: index % 2 === 0 ? "shop" : "fulfilment",
      environment: "production",
      at: Math.floor(from + ((index - 1_199.5) * (to - from)) / 50),
      user: "",
      session: "",
      attributes: {
        "telltale.workflow.type": "order",
        "telltale.workflow.id": "flow-long",
        "telltale.workflow.event": name,
        "telltale.workflow.state": name,
      },
    };
  });
}

/** Tickets that began about 30 days and more before the end of the period, and are answered in it. */
function lastingRecordsOf({ from, to }: Period): RawRecord[] {
  return [29.9, 30.1, 31.5, 45, 300].flatMap((days) =>
    [to - days * day, (from + to) / 2].map((at, index): RawRecord => {
      const name = names.ticket[index]!;
      return {
        uid: `lasting-${days}-${index}`,
        event: "telltale.workflow.event",
        service: "shop",
        environment: "production",
        at: Math.floor(at),
        user: "",
        session: "",
        attributes: {
          "telltale.workflow.type": "ticket",
          "telltale.workflow.id": `flow-lasting-${days}`,
          "telltale.workflow.event": name,
          "telltale.workflow.state": name,
        },
      };
    }),
  );
}

function recordsOf(random: Random, index: number): RawRecord[] {
  const type = random.pick(types);
  // the same id, of another type
  const id = `flow-${random.chance(0.1) ? 0 : index}-${type === "order" ? index : 0}`;
  const began = now - (random.chance(0.1) ? random() * 20 * day : random() * 5 * 60 * minute);
  const environment = random.chance(0.1) ? "staging" : "production";
  const user = random.chance(0.5) ? `person-${random.whole(0, 9)}` : "";
  let at = began;
  let state = "";
  const records = Array.from({ length: random.whole(1, 7) }, (_none, step): RawRecord => {
    const name = random.pick(names[type]);
    const isEnd = random.chance(0.2);
    const isRefused = random.chance(0.1);
    if (!isRefused) state = name;
    const attributes = {
      "telltale.workflow.type": type,
      "telltale.workflow.id": id,
      ...(!isEnd && { "telltale.workflow.event": name }),
      // the process that ends it may not know its state
      ...(state !== "" && !(isEnd && step % 2 === 0) && { "telltale.workflow.state": state }),
      ...(!isEnd && random.chance(0.05) && { "telltale.workflow.illegal": true }),
    };
    const record: RawRecord = {
      uid: `${index}-${step}`,
      event: `telltale.workflow.${isEnd ? "ended" : "event"}`,
      service: random.pick(["shop", "fulfilment"]),
      environment,
      at: Math.floor(at),
      user,
      session: "",
      attributes,
    };
    at += random.pick([1000, minute, 20 * minute, 50 * minute]) * (0.1 + random());
    return record;
  }).filter((record) => record.at < now);
  const first = records[0];
  if (first?.event.endsWith(".event") === true && random.chance(0.3))
    records.unshift({ ...first, uid: `${index}-started`, event: "telltale.workflow.started" });
  return random.chance(0.1) ? [...records, ...records] : records;
}
