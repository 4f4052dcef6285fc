// What messages say of each source of a rule: an example trace, the amount at risk, what differs.
import type { Source } from "alerts";
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
    record("error", "exception", "", { "exception.type": "TypeError", "telltale.error.fingerprint": "f1" });
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
  expect(await find(failure, { region: "us" })).toMatchObject({
    amountAtRisk: [
      { currency: "EUR", amount: 12.5 },
      { currency: "USD", amount: 12.5 },
    ],
  });
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
  expect(await find({ sql: "SELECT 1 AS value" })).toEqual({});
});

test("what differs is said of failing requests", async () => {
  const { differs } = await find({ service: "payments", measure: "errors" });
  expect(differs?.[0]).toContain("acme");
});
