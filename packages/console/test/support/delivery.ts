// One delivery of three days ago with something of everything in it, as a spool holds it: rows are the same each time it comes.
import type { AnyValue } from "otlp";
import type { BusinessEventRow, LogRow, RowSink, SpanRow, WriteResult } from "../../src/store/rows.ts";
import { at, event, log, resource, span as spanOf } from "../api/harness.ts";

const day = 86_400_000;
/** Unix ns, `seconds` into the delivery. */
const then = (seconds: number): bigint => at(-3 * day + seconds * 1000);

const shop = resource("shop", { "service.version": "1.4.2" });
const span = (row: Parameters<typeof spanOf>[0]): SpanRow => spanOf({ resource: shop, ...row });

const spans: readonly SpanRow[] = [
  span({ traceId: "t1", spanId: "a", kind: 2, startNs: then(0), durationNs: 100_000_000n }),
  span({ traceId: "t1", spanId: "b", parentId: "a", startNs: then(1), status: 2 }),
  span({ traceId: "t1", spanId: "c", parentId: "a", startNs: then(2) }),
  span({ traceId: "t2", spanId: "d", kind: 2, startNs: then(70), status: 2 }),
];

const logs: readonly LogRow[] = [
  log({ timeNs: then(3), identity: 31n }),
  log({ timeNs: then(4), identity: 32n, severity: 13 }),
  log({
    timeNs: then(5),
    identity: 33n,
    severity: 17,
    eventName: "exception",
    attributes: new Map<string, AnyValue>([["exception.type", "PaymentError"]]),
  }),
];

function order(id: string, outcome: string, amount: string): BusinessEventRow[] {
  const own = { kind: "transaction", name: "purchase", entityId: id };
  return [
    event({ ...own, phase: "started", timeNs: then(0), uid: `${id}-started` }),
    event({ ...own, phase: "ended", timeNs: then(6), outcome, amount, currency: "EUR", uid: `${id}-ended` }),
  ];
}

function visit(who: string, step: string, seconds: number): BusinessEventRow {
  const person = who.startsWith("u") ? { userId: who } : { sessionId: who };
  const place = ["landing", "product", "paid"].indexOf(step);
  return event({
    kind: "journey",
    name: "checkout",
    step,
    stepIndex: place,
    timeNs: then(seconds),
    uid: `${who}-${step}`,
    ...person,
  });
}

const events: readonly BusinessEventRow[] = [
  ...order("order-1", "completed", "19.99"),
  ...order("order-2", "completed", "0.01"),
  ...order("order-3", "failed", "5"),
  visit("u1", "landing", 10),
  visit("u1", "product", 20),
  visit("u1", "paid", 30),
  visit("u2", "landing", 11),
  visit("s3", "landing", 12),
  visit("u3", "product", 22),
  event({
    kind: "workflow",
    name: "order",
    entityId: "order-1",
    phase: "event",
    step: "paid",
    state: "paid",
    timeNs: then(7),
    uid: "w-1",
  }),
  event({
    kind: "workflow",
    name: "order",
    entityId: "order-1",
    phase: "event",
    step: "sent",
    state: "sent",
    timeNs: then(8),
    uid: "w-2",
  }),
  event({
    kind: "interaction",
    name: "chat",
    phase: "ended",
    outcome: "solved",
    amount: "7.5",
    currency: "EUR",
    timeNs: then(9),
    uid: "i-1",
  }),
];

/** Half of the rows, or all of them. */
export function deliver(sink: RowSink, part: "half" | "all" = "all"): void {
  const some = <Row>(rows: readonly Row[]): readonly Row[] =>
    part === "half" ? rows.filter((_, index) => index % 2 === 0) : rows;
  for (const row of some(spans)) sink.span(row);
  for (const row of some(logs)) sink.log(row);
  for (const row of some(events)) sink.businessEvent(row);
  sink.identity({ tenant: "", sessionId: "s3", userId: "u3", seenMs: Number(then(22) / 1_000_000n) });
}

/** How many rows a whole delivery has. */
export const delivered: WriteResult["duplicates"] = {
  spans: spans.length,
  logRecords: logs.length,
  businessEvents: events.length,
};
