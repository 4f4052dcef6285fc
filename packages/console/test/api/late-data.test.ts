// Figures of pages compared with queries written for this test, over records of which some arrive hours late and some twice: people come
// more than once, a release is in the middle of the range, and requests are sampled.
// @module-tag extended
import type {
  CatalogObservedResult,
  CompareResult,
  DigestResult,
  FunnelResult,
  TransactionTypeResult,
  WorkflowTypeResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import { at, attributes, event, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
/** Minutes before now. */
const [start, release, end] = [180, 120, 60] as const;
const people = 40;
let arrivesMs = now - end * minute;
let api: TestApi;

interface Sent {
  readonly add: (sink: RowSink) => void;
  readonly isLate: boolean;
  readonly isRepeated: boolean;
}

/** The same choices each time: records by their number. */
function sentOf(count: number, add: (nth: number, sink: RowSink) => void): Sent[] {
  return Array.from({ length: count }, (_, nth) => ({
    add: (sink) => add(nth, sink),
    isLate: nth % 4 === 1,
    isRepeated: nth % 6 === 2,
  }));
}

/** Requests over four hours: every second one of them stands for four. */
const requests = sentOf(960, (nth, sink) => {
  const ago = 240 - nth / 4;
  const isNew = ago <= release;
  sink.span(
    span({
      traceId: `request-${nth}`,
      spanId: `request-${nth}`,
      name: "POST /buy",
      kind: 2,
      resource: resource("shop", { "service.version": isNew ? "2" : "1" }),
      startNs: at(-ago * minute),
      durationNs: BigInt(10 + (nth % 50)) * 1_000_000n,
      status: nth % (isNew ? 5 : 40) === 0 ? 2 : 0,
      traceState: nth % 2 === 0 ? "ot=th:c" : "",
    }),
  );
});

/** Each person buys again and again; of some purchases the end comes hours later than it happened. */
const purchases = sentOf(480, (nth, sink) => {
  const ago = 240 - Math.floor(nth / 2) - 0.5;
  const order = Math.floor(nth / 2);
  const isEnd = nth % 2 === 1;
  if (isEnd && order % 11 === 0) return;
  sink.businessEvent(
    event({
      kind: "transaction",
      name: "purchase",
      phase: isEnd ? "ended" : "started",
      entityId: `order-${order}`,
      userId: `u${order % people}`,
      sessionId: `s${Math.floor(order / 3)}`,
      timeNs: at(-(isEnd ? ago - 0.25 : ago) * minute),
      outcome: !isEnd ? "" : (ago <= release ? order % 3 !== 0 : order % 10 === 0) ? "failed" : "completed",
      durationMs: isEnd ? 15_000 : NaN,
      ...(isEnd && { amount: `${10 + (order % 7)}`, currency: "EUR" }),
      uid: `purchase-${nth}`,
    }),
  );
});

const steps = ["cart", "address", "pay"] as const;
const visits = sentOf(600, (nth, sink) => {
  const [visit, step] = [Math.floor(nth / 3), nth % 3];
  if (step > visit % 4) return;
  sink.businessEvent(
    event({
      kind: "journey",
      name: "checkout",
      phase: "step",
      step: steps[step]!,
      stepIndex: step,
      userId: `u${visit % people}`,
      timeNs: at(-(240 - visit * 1.2) * minute + step * 20_000 + visit),
      uid: `visit-${nth}`,
    }),
  );
});

const states = ["created", "paid", "shipped"] as const;
const orders = sentOf(400, (nth, sink) => {
  const [order, step] = [Math.floor(nth / 4), nth % 4];
  const isEnd = step === 3;
  if (isEnd && order % 3 === 0) return;
  const state = isEnd ? "shipped" : states[step]!;
  sink.businessEvent(
    event({
      kind: "workflow",
      name: "order",
      phase: isEnd ? "ended" : "event",
      step: isEnd ? "" : state,
      state,
      entityId: `order-${order}`,
      timeNs: at(-(300 - order * 2.4 - step * 35) * minute + order),
      uid: `workflow-${nth}`,
    }),
  );
});

const vouchers = sentOf(240, (nth, sink) =>
  sink.log(
    log({
      eventName: nth % 3 === 0 && nth > 130 ? "voucher.rejected" : "voucher.used",
      timeNs: at(-(240 - nth) * minute),
      observedNs: at(-(240 - nth) * minute),
      attributes: attributes({ "log.record.uid": `voucher-${nth}` }),
      identity: BigInt(nth + 1),
    }),
  ),
);

const all = [...requests, ...purchases, ...visits, ...orders, ...vouchers];

beforeAll(async () => {
  api = await openApi(undefined, undefined, () => arrivesMs);
  await api.write((sink) => {
    for (const { add, isLate } of all) if (!isLate) add(sink);
    sink.definition({
      tenant: "",
      kind: "funnel",
      name: "checkout",
      version: "1",
      steps: [...steps],
      states: [],
      transitionsJson: "",
      timeoutMs: 0,
      service: "shop",
      seenMs: now - 300 * minute,
    });
  });
  // what is late comes with what is sent again
  arrivesMs = now;
  await api.write((sink) => {
    for (const { add, isLate, isRepeated } of all.toReversed()) if (isLate || isRepeated) add(sink);
  });
});

afterAll(() => api.close());

const iso = (ago: number): string => new Date(now - ago * minute).toISOString();
const range = `from=${iso(start)}&to=${iso(end)}`;
const sqlTime = (ago: number): string => `toDateTime64('${iso(ago).slice(0, -1)}', 9, 'UTC')`;
const within = (column: string, from: number = start, to: number = end): string =>
  `${column} >= ${sqlTime(from)} AND ${column} < ${sqlTime(to)}`;

/** One number. */
async function ask(text: string): Promise<number> {
  const { rows } = await api.store.sql.table({ text, params: {}, maxRows: 2 });
  return Number(rows[0]![0]);
}

/** Spans once each: they are the same where trace and id are. */
const spans = `(SELECT * FROM spans LIMIT 1 BY trace_id, span_id)`;
const weight = `if(trace_state = 'ot=th:c', 4, 1)`;
const records = `(SELECT * FROM business_events LIMIT 1 BY uid)`;

interface Figure {
  readonly page: string;
  readonly figure: string;
  readonly console: number;
  readonly sql: number;
}

const compared: Figure[] = [];

function note(page: string, figure: string, found: number, sql: number): void {
  compared.push({ page, figure, console: found, sql });
}

/** Figures of the console that are not those of the query. */
function different(): readonly Figure[] {
  return compared.filter(({ console: found, sql }) => !(Math.abs(found - sql) < 1e-6));
}

test("records were late, and some came twice", async () => {
  expect(
    await ask(`SELECT countIf(received > ts + 3600) FROM business_events WHERE ${within("ts")}`),
  ).toBeGreaterThan(100);
  expect(all.filter(({ isRepeated }) => isRepeated).length).toBeGreaterThan(300);
});

test("transactions", async () => {
  const { summary } = await api.get<TransactionTypeResult>(`/api/transactions/purchase?${range}`);
  const count = async (condition: string): Promise<number> =>
    ask(`SELECT uniqExact(entity_id) FROM ${records} WHERE kind = 'transaction' AND ${condition}`);
  const { started, completed, failed, amounts } = summary.current;
  note("transactions", "started", started, await count(`phase = 'started' AND ${within("ts")}`));
  note("transactions", "completed", completed, await count(`outcome = 'completed' AND ${within("ts")}`));
  note("transactions", "failed", failed, await count(`outcome = 'failed' AND ${within("ts")}`));
  note(
    "transactions",
    "completed, EUR",
    Number(amounts[0]!.amount),
    await ask(
      `SELECT sum(amount) FROM ${records} WHERE kind = 'transaction' AND outcome = 'completed' AND ${within("ts")}`,
    ),
  );
  const before = await count(`outcome = 'completed' AND ${within("ts", 2 * start - end, start)}`);
  note("transactions", "completed before", summary.previous.completed, before);
  expect(different()).toEqual([]);
});

test("funnel", async () => {
  const { funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${range}&windowMs=86400000`);
  const times = steps.map((step) => `arraySort(groupArrayIf(ts, step = '${step}'))`);
  for (const [place, { name, people: found }] of funnel.steps.entries()) {
    const reached = [
      `notEmpty(t1)`,
      `arrayExists(b -> b > t1[1], t2)`,
      `arrayExists(c -> arrayExists(b -> b > t1[1] AND b < c, t2), t3)`,
    ].slice(0, place + 1);
    const sql = await ask(`SELECT countIf(${reached.join(" AND ")}) FROM (
      SELECT user_id, ${times.map((one, n) => `${one} AS t${n + 1}`).join(", ")}
      FROM ${records} WHERE kind = 'journey' AND ${within("ts")} GROUP BY user_id)`);
    note("funnel", `people at ${name}`, found, sql);
  }
  expect(different()).toEqual([]);
});

test("workflow", async () => {
  const { summary, states: found } = await api.get<WorkflowTypeResult>(`/api/workflows/order?${range}`);
  const own = `${records} WHERE kind = 'workflow' AND ts < ${sqlTime(end)}`;
  const events = await ask(`SELECT count() FROM ${own} AND phase = 'event' AND ${within("ts")}`);
  note("workflow", "events", summary.events, events);
  note(
    "workflow",
    "instances",
    summary.instances,
    await ask(`SELECT uniqExact(entity_id) FROM ${own} AND ${within("ts")}`),
  );
  note(
    "workflow",
    "ended",
    summary.ended,
    await ask(`SELECT uniqExact(entity_id) FROM ${own} AND phase = 'ended' AND ${within("ts")}`),
  );
  note(
    "workflow",
    "open",
    summary.open,
    await ask(
      `SELECT count() FROM (SELECT entity_id FROM ${own} GROUP BY entity_id HAVING countIf(phase = 'ended') = 0)`,
    ),
  );
  const paid = found.find(({ state }) => state === "paid")!;
  note(
    "workflow",
    "entries of paid",
    paid.entries,
    await ask(`SELECT count() FROM ${own} AND step = 'paid' AND ${within("ts")}`),
  );
  expect(different()).toEqual([]);
});

test("compare, before and after the release", async () => {
  const {
    changes: rows,
    base,
    now: after,
  } = await api.get<CompareResult>(
    `/api/compare?from=${iso(release)}&to=${iso(end)}&baseFrom=${iso(start)}&baseTo=${iso(release)}`,
  );
  note(
    "compare",
    "spans of base",
    base.spans,
    await ask(`SELECT count() FROM ${spans} WHERE ${within("start", start, release)}`),
  );
  note(
    "compare",
    "spans of now",
    after.spans,
    await ask(`SELECT count() FROM ${spans} WHERE ${within("start", release, end)}`),
  );
  const errors = rows.find(({ what }) => what === "errors")!;
  const share = async (from: number, to: number): Promise<number> =>
    ask(
      `SELECT sumIf(${weight}, status = 2) / sum(${weight}) FROM ${spans} WHERE ${within("start", from, to)}`,
    );
  note("compare", "error share of base", errors.base, await share(start, release));
  note("compare", "error share of now", errors.now, await share(release, end));
  const completion = rows.find(({ what }) => what === "completion")!;
  const completed = async (from: number, to: number): Promise<number> =>
    ask(`SELECT countIf(outcome = 'completed') / count() FROM ${records}
      WHERE kind = 'transaction' AND phase = 'ended' AND ${within("ts", from, to)}`);
  note("compare", "completion of base", completion.base, await completed(start, release));
  note("compare", "completion of now", completion.now, await completed(release, end));
  expect(different()).toEqual([]);
});

test("digest", async () => {
  const { moves, fresh, arrived } = await api.get<DigestResult>(
    `/api/digest?from=${iso(release)}&to=${iso(end)}`,
  );
  expect(arrived).toBe(true);
  const completion = moves.find(({ what }) => what === "completion")!;
  const completed = async (from: number, to: number): Promise<number> =>
    ask(`SELECT countIf(outcome = 'completed') / count() FROM ${records}
      WHERE kind = 'transaction' AND phase = 'ended' AND ${within("ts", from, to)}`);
  note("digest", "completion now", completion.now, await completed(release, end));
  note("digest", "completion before", completion.before, await completed(start, release));
  const isNew = await ask(`SELECT countIf(ts >= toStartOfHour(${sqlTime(release)})) > 0
    AND countIf(ts < toStartOfHour(${sqlTime(release)}) + 3600 AND ts >= toStartOfHour(${sqlTime(start)})) = 0
    FROM logs WHERE event_name = 'voucher.rejected'`);
  note("digest", "new events", fresh.filter(({ kind }) => kind === "event").length, isNew);
  expect(different()).toEqual([]);
});

test("catalog, in full hours", async () => {
  const found = await api.get<CatalogObservedResult>(`/api/catalog/observed?${range}`);
  const [from, to] = [found.from, found.to].map((time) => `toDateTime64('${time.slice(0, -1)}', 9, 'UTC')`);
  const inHours = (column: string): string => `${column} >= ${from} AND ${column} < ${to}`;
  note(
    "catalog",
    "spans POST /buy",
    found.spans.find(({ name }) => name === "POST /buy")!.count,
    await ask(`SELECT count() FROM ${spans} WHERE ${inHours("start")}`),
  );
  note(
    "catalog",
    "purchases",
    found.transactions[0]!.count,
    await ask(`SELECT uniqExact(entity_id) FROM ${records} WHERE kind = 'transaction' AND ${inHours("ts")}`),
  );
  note(
    "catalog",
    "events voucher.used",
    found.events.find(({ name }) => name === "voucher.used")!.count,
    await ask(`SELECT uniqExact(identity) FROM logs WHERE event_name = 'voucher.used' AND ${inHours("ts")}`),
  );
  note(
    "catalog",
    "steps of checkout",
    found.journeys.find(({ name }) => name === "checkout")!.count,
    await ask(`SELECT count() FROM ${records} WHERE kind = 'journey' AND ${inHours("ts")}`),
  );
  expect(different()).toEqual([]);
});
