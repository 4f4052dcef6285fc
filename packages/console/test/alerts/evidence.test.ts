// What messages say of each source of a rule: an example trace, the amount at risk, what differs.
import type { Source } from "alerts";
import type { ErrorsResult, Money, TransactionsResult, TransactionTypeResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Evidence, findEvidence } from "../../src/alerts/messages/evidence.ts";
import {
  at,
  attributes,
  event,
  hex,
  id,
  log,
  now,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "../api/harness.ts";
import { createDetails } from "../../src/alerts/messages/details.ts";
import { entryOf } from "../../src/alerts/rules/known-rules.ts";
import type { NoticeDetails } from "../../src/notify/message.ts";
import { notice } from "../notify/notices.ts";
import { ProblemError } from "../../src/problem/problem.ts";
import type { RowSink } from "../../src/store/rows.ts";

const minute = 60_000;
const time = at(-2 * minute);
const payments = resource("payments");
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let index = 0; index < 620; index++)
      sink.businessEvent(
        event({
          kind: "transaction",
          phase: "ended",
          name: "purchase",
          entityId: `x${index}`,
          ...(index === 0 && { traceId: "purchase" }),
          resource: payments,
          timeNs: time,
          outcome: index < 560 ? "failed" : index < 600 ? "abandoned" : "completed",
          amount: "2.50",
          currency: index % 2 === 0 ? "EUR" : "USD",
          attributes: attributes({ region: index < 10 ? "us" : "eu" }),
        }),
      );
    // failed before the window, and once more in it: its first end counts
    for (const timeNs of [at(-20 * minute), time])
      sink.businessEvent(
        event({
          kind: "transaction",
          phase: "ended",
          name: "purchase",
          entityId: "again",
          resource: payments,
          timeNs,
          outcome: "failed",
          amount: "1000.00",
          currency: "EUR",
        }),
      );
    // the end of some does not name the currency
    for (let index = 0; index < 3; index++)
      for (const phase of ["started", "ended"])
        sink.businessEvent(
          event({
            kind: "transaction",
            phase,
            name: "transfer",
            entityId: `t${index}`,
            resource: payments,
            timeNs: time + (phase === "ended" ? 1n : 0n),
            ...(phase === "ended" ? { outcome: "failed" } : { amount: "3.00", currency: "EUR" }),
          }),
        );
    writeTies(sink);
    writeFares(sink);
    writeParcels(sink);
    // longer ago than an hour
    sink.businessEvent(
      event({
        kind: "transaction",
        phase: "ended",
        name: "rental",
        entityId: "l1",
        resource: payments,
        timeNs: at(-90 * minute),
        outcome: "failed",
        amount: "12.00",
        currency: "EUR",
      }),
    );
    sink.businessEvent(
      event({
        kind: "workflow",
        phase: "event",
        name: "order",
        entityId: "i1",
        state: "packed",
        traceId: "order",
        resource: payments,
        timeNs: at(-13 * minute),
      }),
    );
    // some are stuck by the limit of an alert; their type declares no timeout
    for (let index = 0; index < 120; index++)
      sink.businessEvent(
        event({
          kind: "workflow",
          phase: "event",
          name: "refund",
          entityId: `r${index}`,
          state: "asked",
          resource: payments,
          timeNs: at(-(index < 40 ? 30 : 1) * minute),
          attributes: attributes({ "refund.way": index < 40 ? "cheque" : "card" }),
        }),
      );
    // open, in the trace of an error
    sink.businessEvent(
      event({
        kind: "transaction",
        phase: "started",
        name: "refund",
        entityId: "r1",
        traceId: "error",
        resource: payments,
        timeNs: time,
        amount: "7.25",
        currency: "EUR",
      }),
    );
    const record = (traceId: string, eventName: string, body: string, more: Record<string, string> = {}) =>
      sink.log(
        log({
          resource: payments,
          timeNs: time,
          severity: 17,
          traceId,
          eventName,
          body,
          attributes: attributes(more),
          identity: BigInt(traceId.length),
        }),
      );
    record("error", "exception", "", {
      "exception.type": "TypeError",
      "telltale.error.fingerprint": "f1",
      shop: "north",
    });
    // newer errors of another service: of a group that occurred before, and of a new one without a trace
    const later = resource("mails");
    const mails = [
      { timeNs: at(-60 * minute), group: "f2" },
      { timeNs: at(-minute), traceId: "known", group: "f2" },
      { timeNs: at(-minute), group: "f3" },
    ];
    for (const [index, { timeNs, traceId, group }] of mails.entries())
      sink.log(
        log({
          resource: later,
          timeNs,
          severity: 17,
          ...(traceId !== undefined && { traceId }),
          eventName: "exception",
          body: "",
          attributes: attributes({
            "exception.type": `Error ${group}`,
            "telltale.error.fingerprint": group,
          }),
          identity: BigInt(100 + index),
        }),
      );
    sink.businessEvent(
      event({
        kind: "transaction",
        phase: "started",
        name: "letter",
        entityId: "l1",
        traceId: "known",
        resource: later,
        timeNs: time,
        amount: "99.50",
        currency: "EUR",
      }),
    );
    record("declined", "", "payment p1 declined");
    record("voucher", "voucher.rejected", "");
    const wait = series("wait", { resource: payments, type: 1 });
    const exemplar = { timeNs: time, traceId: id("slow", 16), spanId: id("s", 8), attributes: new Map() };
    sink.sample(sample(wait, time, 9, { exemplars: [{ ...exemplar, value: 9 }] }));
    // a group of which one operation is the cause
    for (let index = 0; index < 200; index++)
      sink.span(
        span({
          traceId: index === 50 ? "error" : `t${index}`,
          spanId: `s${index}`,
          resource: payments,
          startNs: at(-2 * minute + index),
          durationNs: 1_000_000n,
          name: "POST /pay",
          kind: 2,
          status: index >= 50 && index < 100 ? 2 : 0,
          attributes: attributes({ provider: index >= 50 && index < 100 ? "acme" : "other" }),
        }),
      );
  });
});

afterAll(async () => api.close());

/** Transactions that two records end at the same time, in the trace of an error. */
function writeTies(sink: RowSink): void {
  const ties = resource("ties");
  for (let index = 0; index < 40; index++)
    for (const outcome of ["completed", "failed"])
      sink.businessEvent(
        event({
          kind: "transaction",
          phase: "ended",
          name: "tie",
          entityId: `tie${index}`,
          traceId: "tied",
          resource: ties,
          timeNs: time,
          outcome,
          amount: "1.00",
          currency: "EUR",
        }),
      );
  sink.log(
    log({
      resource: ties,
      timeNs: at(-3 * minute),
      severity: 17,
      traceId: "tied",
      eventName: "exception",
      body: "",
      attributes: attributes({
        "exception.type": "TieError",
        "telltale.error.fingerprint": "tie",
        shop: "north",
      }),
      identity: 1000n,
    }),
  );
}

/** Failed transactions of many currencies in the trace of an error; one changed its currency, one has none, and one was completed. */
function writeFares(sink: RowSink): void {
  const fares = resource("fares");
  const amounts = [
    ["900.00", "EUR"],
    ["5000.00", "JPY"],
    ["30.00", "USD"],
    ["20.00", "GBP"],
    ["10.00", "CHF"],
    ["7.50", "points"],
    ["6.00", "DKK"],
    ["5.00", ""],
  ] as const;
  const record = (index: number, amount: string, code: string, outcome: string, later = 0n): void =>
    sink.businessEvent(
      event({
        kind: "transaction",
        phase: outcome === "" ? "started" : "ended",
        name: "fare",
        entityId: `fare${index}`,
        traceId: "fares",
        resource: fares,
        timeNs: time + later,
        ...(outcome !== "" && { outcome }),
        amount,
        currency: code,
      }),
    );
  for (const [index, [amount, code]] of amounts.entries()) record(index, amount, code, "failed");
  record(20, "99.00", "EUR", "");
  record(20, "44.00", "USD", "abandoned", 1n);
  record(21, "70.00", "NOK", "completed");
  // the group is not new, and did not return
  for (const minutes of [20, 3])
    sink.log(
      log({
        resource: fares,
        timeNs: at(-minutes * minute),
        severity: 17,
        ...(minutes === 3 && { traceId: "fares" }),
        eventName: "exception",
        body: "",
        attributes: attributes({ "exception.type": "FareError", "telltale.error.fingerprint": "fare" }),
        identity: 1500n + BigInt(minutes),
      }),
    );
}

/** One error, in the west of parcels by one carrier, in the east of more by the other. */
function writeParcels(sink: RowSink): void {
  const parcels = resource("parcels");
  for (let index = 0; index < 400; index++) {
    const [area, carrier] = [index % 2 ? "east" : "west", index % 8 < 4 ? "slowpost" : "lostpost"];
    const fails = area === "east" ? carrier === "lostpost" : carrier === "slowpost" && index < 80;
    const timeNs = at(-4 * minute + index);
    const ofBoth = { traceId: `parcel${index}`, spanId: `p${index}`, resource: parcels };
    const name = "POST /send";
    const times = { startNs: timeNs, durationNs: 1_000_000n };
    sink.span(
      span({ ...ofBoth, ...times, name, kind: 2, status: 0, attributes: attributes({ area, carrier }) }),
    );
    const error = { "exception.type": "SendError", "telltale.error.fingerprint": "send", area };
    const record = { timeNs, severity: 17, eventName: "exception", identity: BigInt(2000 + index) };
    if (fails) sink.log(log({ ...ofBoth, ...record, body: "", attributes: attributes(error) }));
  }
}

async function find(source: Source, group: Readonly<Record<string, string>> = {}): Promise<Evidence> {
  let found: Evidence = {};
  const context = { queries: api.store.queries, nowMs: () => now };
  const window = { from: now - 5 * minute, to: now };
  await findEvidence({ source, group, window }, context, (part) => (found = { ...found, ...part }));
  return found;
}

test("the amount at risk has all that failed or were abandoned, by currency, of the group", async () => {
  const failure = { transaction: "purchase", measure: "failure" } as const;
  expect(await find(failure)).toMatchObject({
    traceId: hex("purchase", 16),
    amountAtRisk: [
      { currency: "EUR", amount: 750 },
      { currency: "USD", amount: 750 },
    ],
  });
  expect((await find(failure, { region: "eu" })).traceId).toBeUndefined();
  expect(await find(failure, { region: "us" })).toMatchObject({
    traceId: hex("purchase", 16),
    amountAtRisk: [
      { currency: "EUR", amount: 12.5 },
      { currency: "USD", amount: 12.5 },
    ],
  });
});

test("of a window with more than a query may read the amount at risk is at least that of its last hour", async () => {
  const read: number[] = [];
  const queries: typeof api.store.queries = {
    ...api.store.queries,
    async run(name, params, options) {
      if (name === "message-amounts") {
        const msOf = (text: unknown): number => Date.parse(`${String(text).slice(0, 19).replace(" ", "T")}Z`);
        const ms = msOf(params!["to"]) - msOf(params!["from"]);
        read.push(ms / minute);
        if (ms > 60 * minute)
          throw new ProblemError("QUERY_TOO_BROAD", "too many rows", "", { bound: "rows" });
      }
      return api.store.queries.run(name, params, options);
    },
  };
  const source: Source = { transaction: "purchase", measure: "failure" };
  const amountsOver = async (minutes: number): Promise<Evidence["amountAtRisk"]> => {
    let found: Evidence = {};
    const window = { from: now - minutes * minute, to: now };
    await findEvidence({ source, group: {}, window }, { queries, nowMs: () => now }, (part) => {
      found = { ...found, ...part };
    });
    return found.amountAtRisk;
  };
  const ofHour = (await amountsOver(60))!;
  expect(ofHour).not.toEqual([]);
  expect(await amountsOver(3 * 24 * 60)).toEqual(ofHour.map((one) => ({ ...one, atLeast: true })));
  expect(read).toEqual([60, 3 * 24 * 60, 60]);
});

test("the amount at risk of a currency has those whose end does not name it", async () => {
  const failure = { transaction: "transfer", measure: "failure" } as const;
  expect(await find(failure, { "telltale.transaction.currency": "EUR" })).toMatchObject({
    amountAtRisk: [{ currency: "EUR", amount: 9 }],
  });
});

test("of two ends at the same time the one counts that counts on the page of the transactions", async () => {
  const { types } = await api.get<TransactionsResult>("/api/transactions?from=-5m");
  const { completed, failed } = types.find(({ type }) => type === "tie")!.current;
  expect(completed + failed).toBe(40);
  const page = await api.get<ErrorsResult>("/api/errors?from=-5m&service=ties");
  expect(page.items.map(({ atRisk }) => atRisk?.[0]?.amount)).toEqual([String(failed)]);
  expect((await find({ transaction: "tie", measure: "failure" })).amountAtRisk).toEqual([
    { currency: "EUR", amount: failed },
  ]);
});

test("the amount at risk has each currency that the pages have, in their order", async () => {
  const atRisk = [
    { currency: "", amount: 5 },
    { currency: "CHF", amount: 10 },
    { currency: "DKK", amount: 6 },
    { currency: "EUR", amount: 900 },
    { currency: "GBP", amount: 20 },
    { currency: "JPY", amount: 5000 },
    { currency: "USD", amount: 74 },
    { currency: "points", amount: 7.5 },
  ];
  const numbers = (money: readonly Money[]) =>
    money.map(({ currency, amount }) => ({ currency, amount: Number(amount) }));
  const page = await api.get<ErrorsResult>("/api/errors?from=-5m&service=fares");
  expect(numbers(page.items[0]!.atRisk!)).toEqual(atRisk);
  // one was abandoned in dollars
  const { reasons } = await api.get<TransactionTypeResult>("/api/transactions/fare?from=-5m");
  const lostOf = (one: string) => numbers(reasons.find(({ outcome }) => outcome === one)!.lost);
  expect(lostOf("abandoned")).toEqual([{ currency: "USD", amount: 44 }]);
  expect(lostOf("failed")).toEqual(
    atRisk.map((one) => (one.currency === "USD" ? { ...one, amount: 30 } : one)),
  );
  expect((await find({ transaction: "fare", measure: "failure" })).amountAtRisk).toEqual(atRisk);
  expect((await find({ errors: "any", service: "fares" })).amountAtRisk).toEqual(atRisk);
  const inDollars = { "telltale.transaction.currency": "USD" };
  expect((await find({ transaction: "fare", measure: "amount" }, inDollars)).amountAtRisk).toEqual([
    { currency: "USD", amount: 74 },
  ]);
});

test("an alert on errors has the amount at risk that the page of its group has", async () => {
  const page = await api.get<ErrorsResult>("/api/errors?from=-5m&service=payments");
  expect(page.items.map(({ atRisk }) => atRisk)).toEqual([[{ currency: "EUR", amount: "7.25" }]]);
  for (const errors of ["any", "new"] as const)
    expect((await find({ errors, service: "payments" })).amountAtRisk).toEqual([
      { currency: "EUR", amount: 7.25 },
    ]);
});

test("an alert on new errors has the amount of all its groups", async () => {
  const { items } = await api.get<ErrorsResult>("/api/errors?from=-5m");
  const amounts = items
    .filter(({ fingerprint }) => !["f2", "fare"].includes(fingerprint))
    .map(({ atRisk }) => Number(atRisk?.[0]?.amount ?? 0));
  expect(amounts.filter((amount) => amount > 0)).toHaveLength(2);
  const amount = amounts.reduce((sum, one) => sum + one, 0);
  for (const source of [{ errors: "new" }, { errors: "new", where: { shop: "north" } }] as const)
    expect((await find(source)).amountAtRisk).toEqual([{ currency: "EUR", amount }]);
});

test("the amount at risk is of the whole window of the rule", async () => {
  const on = { transaction: "rental", measure: "failure" } as const;
  const content = { name: "Rentals fail", on, when: { above: 0.1 }, window: "2h" };
  const text = JSON.stringify({ entries: [entryOf({ kind: "alert", id: "", content })], files: [] });
  const { queries } = api.store;
  const run: typeof queries.run = async (name, params, options) =>
    name === "alert-current"
      ? ([{ kind: "rules", id: "", newest: "1", text }] as never)
      : queries.run(name, params, options);
  const { read } = createDetails({
    publicUrl: undefined,
    pageUrl: () => "http://127.0.0.1:4319",
    nowMs: () => now,
    viewOf: async () => ({ queries: { ...queries, run } }) as never,
  })(
    { ...notice(), tenant: "", rule: content.name, group: {}, at: now, since: now },
    new AbortController().signal,
  );
  let details: NoticeDetails = {};
  await read((part) => (details = { ...details, ...part }));
  expect(details.amountAtRisk).toEqual([{ currency: "EUR", amount: 12 }]);
});

test("an alert on new or returned errors has the amount of their groups alone", async () => {
  expect((await find({ errors: "new", service: "mails" })).amountAtRisk).toBeUndefined();
  expect(await find({ errors: "returning", quietFor: "30m" })).toMatchObject({
    traceId: hex("known", 16),
    amountAtRisk: [{ currency: "EUR", amount: 99.5 }],
  });
  expect(await find({ errors: "returning", quietFor: "2h" })).toEqual({});
});

test.each<[Source, string]>([
  [{ errors: "any", service: "payments" }, "error"],
  [{ errors: "new", type: "TypeError" }, "error"],
  [{ log: "payment * declined", severity: "warn" }, "declined"],
  [{ event: "voucher.rejected" }, "voucher"],
  [{ metric: "wait" }, "slow"],
  [{ workflow: "order", measure: "stuck", longerThan: "10m" }, "order"],
])("%o has an example trace", async (source, trace) => {
  expect((await find(source)).traceId).toBe(hex(trace, 16));
});

test("what has no trace, and other values, have no evidence", async () => {
  expect(await find({ errors: "any", type: "RangeError" })).toEqual({});
  expect(await find({ log: "payment * declined", severity: "fatal" })).toEqual({});
  expect(await find({ log: "payment * declined" }, { region: "us" })).toEqual({});
  expect(await find({ metric: "wait" }, { region: "us" })).toEqual({});
  const stuck = { workflow: "order", measure: "stuck", longerThan: "10m" } as const;
  expect(await find(stuck, { region: "us" })).toEqual({});
  expect(await find({ sql: "SELECT 1 AS value" })).toEqual({});
});

test("what differs is said of failing requests", async () => {
  const { differs } = await find({ service: "payments", measure: "errors" });
  expect(differs?.[0]).toContain("acme");
});

test("what differs of stuck instances is by the limit of the alert", async () => {
  const { differs } = await find({ workflow: "refund", measure: "stuck", longerThan: "10m" });
  expect(differs?.[0]).toContain("cheque");
});

test("what differs of errors has the conditions of the rule and its group", async () => {
  const differsOf = async (...of: Parameters<typeof find>) => (await find(...of)).differs?.[0] ?? "";
  expect(await differsOf({ errors: "any", type: "SendError" })).toContain("area=east");
  const inWest = [
    await differsOf({ errors: "any", service: "parcels", where: { area: "west" } }),
    await differsOf({ errors: "any", type: "SendError" }, { area: "west", "exception.type": "SendError" }),
  ];
  for (const sentence of inWest) expect(sentence).toContain("slowpost");
});
