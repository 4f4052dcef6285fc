import type { SignalCompleteness } from "contract";
import { describe, expect, test } from "vitest";

import {
  completePart,
  describeLate,
  groupLate,
  lateOf,
  lateOfItems,
  type Services,
  silentSince,
  withComplete,
} from "./completeness.ts";

const now = Date.UTC(2026, 10, 20, 14, 48);
const at = (minutesAgo: number): string => new Date(now - minutesAgo * 60_000).toISOString();

function signalOf(
  service: string,
  signal: SignalCompleteness["signal"],
  state: SignalCompleteness["state"],
  minutesAgo = 0,
): SignalCompleteness {
  const behindMs = minutesAgo * 60_000;
  const lastReceivedAt = at(state === "silent" ? minutesAgo : 0);
  return { service, signal, state, completeUpTo: at(minutesAgo), behindMs, lastReceivedAt, source: "sender" };
}

const items = [
  signalOf("storefront", "spans", "current"),
  signalOf("storefront", "business", "late", 13),
  signalOf("checkout", "business", "late", 5),
  signalOf("payment", "business", "current"),
  signalOf("worker", "spans", "silent", 46),
  signalOf("worker", "logs", "silent", 40),
];

describe("late data", () => {
  test("is that of the signals and services of the subject, complete up to the oldest", () => {
    expect(lateOf(items, ["business"])?.upToMs).toBe(Date.parse(at(13)));
    expect(lateOf(items, ["business"], ["checkout", "payment"])?.upToMs).toBe(Date.parse(at(5)));
    expect(lateOf(items, ["business"], ["payment"])).toBeUndefined();
    expect(lateOf(items, ["spans", "logs"])).toBeUndefined();
  });

  test("is named with its service and by how much it is behind", () => {
    const words = (...services: string[]): string =>
      describeLate(lateOf(items, ["business", "spans"], services)!);
    expect(words("storefront")).toBe("business events of storefront are 13 min behind");
    expect(words("storefront", "checkout")).toBe(
      "business events of storefront and checkout are up to 13 min behind",
    );
    const more = [...items, signalOf("refunds", "spans", "late", 2)];
    expect(describeLate(lateOf(more, ["business", "spans"])!)).toBe(
      "business events and spans of storefront and 2 other services are up to 13 min behind",
    );
  });

  test("ends a range early, unless the range ended before", () => {
    const late = lateOf(items, ["business"]);
    const lastHour = { from: "-1h", to: "now", environment: "production" };
    expect(completePart(lastHour, late, now)).toEqual({ ...lastHour, to: at(13) });
    expect(completePart({ from: at(60), to: at(10) }, late, now)).toEqual({ from: at(60), to: at(13) });
    expect(completePart({ from: at(60), to: at(13) }, late, now)).toBeUndefined();
    expect(completePart(lastHour, undefined, now)).toBeUndefined();
    expect(completePart({ from: "-13m", to: "now" }, late, now)).toBe("none");
  });
});

test("a service is silent when it sends nothing at all, since its last record of any signal", () => {
  expect(silentSince(items, "worker")).toBe(at(40));
  expect(silentSince([...items, signalOf("worker", "metrics", "current")], "worker")).toBeUndefined();
  expect(silentSince(items, "storefront")).toBeUndefined();
  expect(silentSince(items, "unknown")).toBeUndefined();
});

describe("figures of late items", () => {
  const all = [
    { type: "purchase", started: 40, before: 500, services: ["storefront"] },
    { type: "refund", started: 7, before: 500, services: ["payment"] },
    { type: "order", started: 3, before: 500, services: ["checkout"] },
    { type: "gift", started: 2, before: 500, services: ["payment", "checkout"] },
    { type: "sign-up", started: 0, before: 500, services: [] },
  ];
  const how = {
    keyOf: ({ type }: (typeof all)[number]) => type,
    servicesOf: ({ services }: (typeof all)[number]) => services,
    withoutBefore: (item: (typeof all)[number]) => ({ ...item, before: 0 }),
  };
  const lateIn = (services?: Services) => lateOf(items, ["business"], services);
  const end = Date.parse(at(13));

  test("are those of complete time, to the oldest of them, or compared with nothing", () => {
    const complete = [
      { type: "purchase", started: 400, before: 500, services: ["storefront"] },
      { type: "refund", started: 70, before: 500, services: ["payment"] },
      { type: "gift", started: 20, before: 500, services: ["payment", "checkout"] },
    ];
    const completed = withComplete(all, complete, lateIn, how);
    expect(completed.map((item) => [item.started, item.before, item.late?.upToMs, item.lack])).toEqual([
      [400, 500, end, undefined],
      [7, 500, undefined, undefined],
      [3, 0, end, "not complete"],
      [20, 500, end, undefined],
      // Any service may be behind a type of which nothing has arrived.
      [0, 0, end, "not complete"],
    ]);
    expect(completed[2]?.late?.items.map(({ service }) => service)).toEqual(["checkout"]);
  });

  test("end where the services of the list are complete, not of others", () => {
    const [, refund, order, gift] = all;
    const own = [refund!, order!, gift!];
    expect(lateOfItems(own, how.servicesOf, lateIn)?.upToMs).toBe(Date.parse(at(5)));
    // of one of them it is not known
    expect(lateOfItems(all, how.servicesOf, lateIn)?.upToMs).toBe(end);
    expect(lateOfItems([refund!], how.servicesOf, lateIn)).toBeUndefined();
    expect(lateOfItems([], how.servicesOf, lateIn)).toBeUndefined();
    const ends = withComplete(own, own, lateIn, how).map(({ late }) => late?.upToMs);
    expect(ends).toEqual([undefined, Date.parse(at(5)), Date.parse(at(5))]);
  });

  test("are compared with nothing while it is not known what is late", () => {
    const completed = withComplete(all, [], undefined, how);
    expect(completed.map(({ before, lack }) => [before, lack])).toEqual(
      all.map(() => [0, "completeness unknown"]),
    );
  });

  test("stay as they are while nothing is late", () => {
    const completed = withComplete(all, [], () => undefined, how);
    expect(completed.map(({ started, before, late }) => [started, before, late])).toEqual(
      all.map(({ started, before }) => [started, before, undefined]),
    );
  });
});

test("services that are late with the same signals are one line", () => {
  const late = [
    signalOf("checkout", "spans", "late", 5),
    signalOf("checkout", "business", "late", 5),
    signalOf("storefront", "business", "late", 13),
    signalOf("payment", "business", "late", 2),
  ];
  expect(groupLate(late).map(describeLate)).toEqual([
    "business events of storefront and payment are up to 13 min behind",
    "business events and spans of checkout are 5 min behind",
  ]);
  expect(groupLate([])).toEqual([]);
});
