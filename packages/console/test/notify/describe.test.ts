import { expect, test } from "vitest";
import { notice } from "./notices.ts";
import { createDescribe } from "../../src/notify/describe.ts";

test("what is not found in time is named", async () => {
  const describe = createDescribe(
    () => ({
      known: { url: "https://telltale.example/alerts/1" },
      read: (add) => {
        add({ traceUrl: "https://telltale.example/traces/1" });
        return new Promise(() => undefined);
      },
    }),
    { waitMs: 5 },
  );
  expect(await describe.now(notice())).toEqual({
    url: "https://telltale.example/alerts/1",
    traceUrl: "https://telltale.example/traces/1",
    missing: ["chart", "usual value", "version released before", "what differs", "amount at risk"],
  });
});

test("currencies are missing only of a rule that may add several", async () => {
  const missingOf = async (on: object, group = {}): Promise<readonly string[] | undefined> => {
    const describe = createDescribe(() => ({ known: {}, read: () => new Promise(() => undefined) }), {
      waitMs: 5,
    });
    const content = { on, when: { above: 1 }, window: "5m" };
    return (await describe.now(notice({ content, group }))).missing;
  };
  const amount = { transaction: "purchase", measure: "amount" };
  expect(await missingOf(amount)).toContain("currencies");
  expect(await missingOf({ ...amount, measure: "failure" })).not.toContain("currencies");
  expect(await missingOf(amount, { "telltale.transaction.currency": "EUR" })).not.toContain("currencies");
});

test("nothing is missing of what there is not", async () => {
  const describe = createDescribe(() => ({ known: {}, read: async () => undefined }));
  expect(await describe.now(notice())).toEqual({});
  expect(await describe.later(notice())).toBeUndefined();
});

test("what is found after the message was sent is known later, without what the message had", async () => {
  const found = Promise.withResolvers<void>();
  const describe = createDescribe(
    () => ({
      known: {},
      async read(add) {
        add({ traceUrl: "https://telltale.example/traces/1" });
        await found.promise;
        add({ differs: ["provider = acme"] });
        add({ amountAtRisk: [] });
      },
    }),
    { waitMs: 5, followMs: 600_000 },
  );
  expect((await describe.now(notice())).missing).toEqual([
    "chart",
    "usual value",
    "version released before",
    "what differs",
    "amount at risk",
  ]);
  found.resolve();
  expect(await describe.later(notice())).toEqual({ differs: ["provider = acme"] });
});

test("a part that is found later has its count", async () => {
  const found = Promise.withResolvers<void>();
  const late = { amountAtRisk: [{ amount: 5, currency: "EUR" }], amountAtRiskCount: 250 };
  const describe = createDescribe(
    () => ({
      known: {},
      async read(add) {
        await found.promise;
        add(late);
      },
    }),
    { waitMs: 5, followMs: 600_000 },
  );
  await describe.now(notice());
  found.resolve();
  expect(await describe.later(notice())).toEqual(late);
});

test("what is not found before the console stops does not follow", async () => {
  const stop = new AbortController();
  const describe = createDescribe(() => ({ known: {}, read: () => new Promise(() => undefined) }), {
    waitMs: 5,
    followMs: 600_000,
    signal: stop.signal,
  });
  await describe.now(notice());
  stop.abort();
  expect(await describe.later(notice())).toBeUndefined();
});

test("nothing is looked for after a message that no channel can follow", async () => {
  const signals: AbortSignal[] = [];
  const describe = createDescribe(
    (_, signal) => {
      signals.push(signal);
      return { known: {}, read: () => new Promise(() => undefined) };
    },
    { waitMs: 5, followMs: 600_000, canFollow: ({ rule }) => rule === "Mailed" },
  );
  await describe.now(notice());
  expect(await describe.later(notice())).toBeUndefined();
  expect(signals[0]!.aborted).toBe(true);
  await describe.now(notice({ rule: "Mailed" }));
  expect(signals[1]!.aborted).toBe(false);
});
