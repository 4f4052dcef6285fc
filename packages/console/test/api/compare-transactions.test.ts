// Transactions of both sides of a comparison are read once where the sides share what is read, and have the same figures.
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureTransactions } from "../../src/api/compare/measure-transactions.ts";
import type { Side } from "../../src/api/compare/sides.ts";
import type { ApiContext } from "../../src/api/context.ts";
import { at, attributes, event, now, openApi, type TestApi } from "./harness.ts";

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
  });
});

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

test("a range and the one before it are one read, with the figures of each alone", async () => {
  const [base, current] = [side(120, 60), side(60, 0)];
  const together = await measured(base, current);
  expect(together.asked).toEqual(["transaction-figures"]);
  expect(together.byName[0]!.map(({ name }) => name)).toEqual(["gone", "purchase", "refund"]);
  expect(together.byName[1]!.map(({ name }) => name)).toEqual(["purchase", "refund"]);
  // of an hour that does not end where the other one begins
  const apart = [
    (await measured(base, side(59, 0))).byName[0],
    (await measured(side(121, 60), current)).byName[1],
  ];
  expect(together.byName).toEqual(apart);
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
