// Transactions of the sides of a comparison have the figures of the pages of their ranges; two values of one range are read together.
import type { TransactionsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureTransactions } from "../../src/api/compare/measure-transactions.ts";
import type { MeasuredTransactions } from "../../src/compare/measured.ts";
import type { Side } from "../../src/api/compare/sides.ts";
import type { ApiContext } from "../../src/api/context.ts";
import { at, attributes, event, now, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let index = 0; index < 119; index++) {
      // the last two hours; each takes up to five minutes, so that some begin in the range before
      const beganMs = -(index + 1) * minute;
      const tookMs = ((index % 5) + 1) * minute;
      const own = {
        kind: "transaction",
        name: index % 3 === 0 ? "refund" : "purchase",
        entityId: `order-${index}`,
        userId: `u${index % 9}`,
        amount: "10",
        currency: "EUR",
        attributes: attributes({ provider: index % 2 === 0 ? "nordpay" : "harbourpay" }),
      };
      sink.businessEvent(event({ ...own, phase: "started", uid: `${index}-started`, timeNs: at(beganMs) }));
      if (beganMs + tookMs < 0)
        sink.businessEvent(
          event({
            ...own,
            phase: "ended",
            uid: `${index}-ended`,
            outcome: index % 7 === 0 ? "failed" : "completed",
            durationMs: tookMs,
            timeNs: at(beganMs + tookMs),
          }),
        );
    }
    // only before
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "gone",
        entityId: "g",
        phase: "ended",
        outcome: "completed",
        durationMs: 5,
        timeNs: at(-90 * minute),
      }),
    );
    writeTimeouts(sink);
    writeManyTypes(sink);
  });
});

const daysAgo = 3 * 1440;

/** Of six hours: records of a range alone begin twelve hours before it. */
function writeTimeouts(sink: Parameters<Parameters<TestApi["write"]>[0]>[0]): void {
  const add = (environment: string, id: string, hours: number, timeoutHours: number): void =>
    sink.businessEvent(
      event({
        resource: resource("shop", { "deployment.environment.name": environment }),
        kind: "transaction",
        name: "transfer",
        entityId: id,
        phase: timeoutHours === 0 ? "step" : "started",
        uid: `${environment}-${id}-${hours}`,
        timeoutMs: timeoutHours * 60 * minute,
        timeNs: at(-(daysAgo + hours * 60) * minute),
      }),
    );
  const end = (environment: string, id: string, hours: number): void =>
    sink.businessEvent(
      event({
        resource: resource("shop", { "deployment.environment.name": environment }),
        kind: "transaction",
        name: "transfer",
        entityId: id,
        phase: "ended",
        outcome: "completed",
        uid: `${environment}-${id}-${hours}-ended`,
        durationMs: 1,
        timeNs: at(-(daysAgo + hours * 60) * minute),
      }),
    );
  // abandoned in the range before, 11 to 5 hours before
  add("long", "base", 18, 12);
  // abandoned in the range, but its begin is before the records of the range alone
  add("long", "early", 22, 20);
  // abandoned 12 hours before, though the step alone would be abandoned in the range before
  add("short", "stepped", 18, 6);
  add("short", "stepped", 16.5, 0);
  add("short", "base", 13, 6);
  add("late", "base", 10, 2);
  end("late", "base", -2);
  add("late", "current", 4, 0);
  end("late", "current", 3);
  end("again", "current", 20);
  end("again", "current", 3);
}

/** 1,000 types in a range, and before it one that is busier than these. */
function writeManyTypes(sink: Parameters<Parameters<TestApi["write"]>[0]>[0]): void {
  const own = {
    resource: resource("shop", { "deployment.environment.name": "many" }),
    kind: "transaction",
    phase: "ended",
    outcome: "completed",
    durationMs: 5,
  };
  for (let index = 0; index < 1000; index++)
    sink.businessEvent(
      event({ ...own, name: `type ${index}`, entityId: "a", timeNs: at(-(daysAgo + 30) * minute) }),
    );
  for (let index = 0; index < 5; index++)
    sink.businessEvent(
      event({ ...own, name: "was busy", entityId: `${index}`, timeNs: at(-(daysAgo + 90) * minute) }),
    );
}

afterAll(() => api.close());

const side = (fromMinutes: number, toMinutes: number, more: Partial<Side> = {}): Side => {
  const range = { fromNs: at(-fromMinutes * minute), toNs: at(-toMinutes * minute) };
  return { range, minutes: range, environment: undefined, service: undefined, attribute: undefined, ...more };
};

async function measured(base: Side, current: Side) {
  const asked: string[] = [];
  const queries: ApiContext["queries"] = {
    run: (name, params, options) => {
      asked.push(name);
      return api.store.queries.run(name, params, options);
    },
  };
  const parts = await measureTransactions({ base, now: current }, { queries, nowMs: () => now });
  const byName = parts.map(({ transactions }) => transactions.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  return { asked, byName };
}

/** What the page of a range has, as a comparison measures it. */
async function ofPage({ range, environment }: Side) {
  const [from, to] = [range.fromNs, range.toNs].map((ns) => new Date(Number(ns / 1_000_000n)).toISOString());
  const more = environment === undefined ? "" : `&environment=${environment}`;
  const { types } = await api.get<TransactionsResult>(`/api/transactions?from=${from}&to=${to}${more}`);
  return types.flatMap(({ type: name, current: { started, completed, failed, abandoned, p95Ms } }) =>
    started + completed + failed + abandoned === 0
      ? []
      : [{ name, ended: completed + failed + abandoned, completed, p95Ms }],
  );
}

/** Without what the page of all types does not show. */
const asPage = (transactions: readonly MeasuredTransactions[]) =>
  transactions.map(({ name, ended, completed, p95Ms }) => ({ name, ended, completed, p95Ms }));

test("a range and the one before it have the figures of their pages", async () => {
  const [base, current] = [side(120, 60), side(60, 0)];
  const { byName } = await measured(base, current);
  expect(byName[0]!.map(({ name }) => name)).toEqual(["gone", "purchase", "refund"]);
  expect(byName[1]!.map(({ name }) => name)).toEqual(["purchase", "refund"]);
  const pages = [await ofPage(base), await ofPage(current)];
  expect(byName.map(asPage)).toEqual(pages.map((one) => one.toSorted((a, b) => (a.name < b.name ? -1 : 1))));
});

test("two values of an attribute in one range are one read of each type", async () => {
  const of = (value: string): Side => side(60, 0, { attribute: { key: "provider", value } });
  const both = await measured(of("nordpay"), of("harbourpay"));
  expect(both.asked).toEqual(["transaction-figures", "transaction-groups", "transaction-groups"]);
  const base = side(120, 60, { attribute: { key: "provider", value: "nordpay" } });
  const apart = await measured(base, of("harbourpay"));
  expect(both.byName[1]).toEqual(apart.byName[1]);
  expect(both.byName.flat().every(({ ended }) => ended > 0)).toBe(true);
});

test("amounts are of those that were completed, and of those that were not, with their people", async () => {
  const whole = await measured(side(120, 60), side(60, 0));
  const ofValues = await measured(
    ...(["nordpay", "harbourpay"].map((value) => side(60, 0, { attribute: { key: "provider", value } })) as [
      Side,
      Side,
    ]),
  );
  for (const { ended, completed, amounts, lostAmounts, name, lostPeople } of [
    ...whole.byName,
    ...ofValues.byName,
  ].flat()) {
    if (name === "gone") continue;
    expect([amounts["EUR"], lostAmounts["EUR"]]).toEqual([
      `${completed * 10}`,
      `${(ended - completed) * 10}`,
    ]);
    expect(lostPeople).toBeGreaterThan(0);
    expect(lostPeople).toBeLessThanOrEqual(Math.min(9, ended - completed));
  }
});

test.each([
  { environment: "long", base: 1, current: 0 },
  { environment: "short", base: 1, current: 0 },
  // abandoned in the base, whose page does not read its late end
  { environment: "late", base: 1, current: 1 },
  // completed before the records that the page of the range reads, and again in the range
  { environment: "again", base: 0, current: 1 },
])("with $environment ends each side has the figures of its page", async ({ environment, ...ended }) => {
  const of = (from: number, to: number): Side =>
    side(daysAgo + from * 60, daysAgo + to * 60, { environment });
  const [base, current] = [of(11, 5), of(5, -1)];
  const { byName } = await measured(base, current);
  expect(byName.map(asPage)).toEqual([await ofPage(base), await ofPage(current)]);
  expect(byName.map((one) => one.reduce((sum, { ended: count }) => sum + count, 0))).toEqual([
    ended.base,
    ended.current,
  ]);
});

test("of more than 1,000 types, one that was busy before is not cut", async () => {
  const of = (from: number, to: number): Side => side(daysAgo + from, daysAgo + to, { environment: "many" });
  const { byName } = await measured(of(120, 60), of(60, 0));
  expect(byName[0]).toMatchObject([{ name: "was busy", completed: 5 }]);
});
