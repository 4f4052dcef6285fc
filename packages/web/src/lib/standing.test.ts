// The verdicts of services and funnels: late data, what earlier days say, open alerts, and little evidence.
import type { Alert, FunnelSummary, SignalCompleteness } from "contract";
import { expect, test } from "vitest";

import type { PeriodFigures } from "./service-verdict.ts";
import { funnelStanding, serviceStanding } from "./standing.ts";

const figures = (errorRate: number, entries = 1000): PeriodFigures => ({ entries, errorRate, p95Ms: 100 });
const healthyDays = [0.003, 0.002, 0.004, 0.003].map((share) => figures(share));
const always = (errorRate: number) => ({ ...figures(errorRate), previous: figures(errorRate) });
const alert = (on: object, severity: Alert["severity"] = "page"): Alert =>
  ({ state: "firing", severity, group: {}, condition: { on } }) as unknown as Alert;
const nothing = { isRead: true, days: [], alerts: [] };

test("an outage of a service that is as old as the range before is bad by earlier days", () => {
  expect(serviceStanding("cart", always(0.03), nothing)).toMatchObject({ state: "good", kind: "off" });
  expect(
    serviceStanding("cart", always(0.12), { isRead: true, days: healthyDays, alerts: [] }),
  ).toMatchObject({
    state: "bad",
    kind: "error",
    word: "12.0 % fail, usually 0.30 %",
  });
});

test("without earlier days a service of which a twentieth fails is bad", () => {
  expect(serviceStanding("cart", always(0.12), nothing)).toMatchObject({
    state: "bad",
    kind: "error",
    word: "12.0 % fail",
  });
  expect(serviceStanding("cart", { ...figures(0.12, 10), previous: null }, nothing).state).toBe("few");
});

test("a service that fails as often on other days is as usual, and one bad day does not become usual", () => {
  const days = [0.12, 0.11, 0.13, 0.12].map((share) => figures(share));
  expect(serviceStanding("cart", always(0.12), { isRead: true, days, alerts: [] }).state).toBe("good");
  const oneBad = [...healthyDays, figures(0.12)];
  expect(serviceStanding("cart", always(0.12), { isRead: true, days: oneBad, alerts: [] }).state).toBe("bad");
});

test("an open alert about a service or its group is bad, one about another is not", () => {
  const of = (...alerts: Alert[]) =>
    serviceStanding("cart", always(0.01), { isRead: true, days: [], alerts });
  expect(of(alert({ service: "cart" }))).toMatchObject({ state: "bad", kind: "error", word: "alert open" });
  expect(of(alert({ service: "cart" }, "ticket")).kind).toBe("warn");
  expect(of({ ...alert({ metric: "m" }), group: { "service.name": "cart" } }).state).toBe("bad");
  expect(of(alert({ service: "storefront" }), alert({ funnel: "cart" })).state).toBe("good");
});

test("an objective that burns decides before what earlier days say, and is named", () => {
  const burns = (severity: Alert["severity"]): Alert => ({
    ...alert({}, severity),
    condition: {
      on: { service: "cart", measure: "errors" },
      when: { burnRate: { objective: "Cart answers" } },
    },
  });
  const of = (...alerts: Alert[]) =>
    serviceStanding("cart", always(0.12), { isRead: true, days: healthyDays, alerts });
  expect(of(alert({ service: "cart" }), burns("page"))).toMatchObject({
    kind: "error",
    word: "objective missed",
  });
  expect(of(burns("page"), burns("page")).word).toBe("2 objectives missed");
  expect(of(burns("ticket")).word).toBe("12.0 % fail, usually 0.30 %");
});

test("late data is unknown before anything else, and few requests are too little", () => {
  const late = { upToMs: 0, items: [{ service: "cart" } as SignalCompleteness] };
  const known = { isRead: true, days: healthyDays, alerts: [alert({ service: "cart" })] };
  expect(serviceStanding("cart", { ...always(0.12), late }, known).state).toBe("unknown");
  expect(serviceStanding("cart", { ...figures(0.5, 4), previous: null }, nothing).state).toBe("few");
});

test("of a period before that is not known, or earlier days that are not read, nothing is said", () => {
  const unread = { ...nothing, isRead: false };
  const word = (previous: PeriodFigures | null | undefined, standing = nothing) =>
    serviceStanding("cart", { ...figures(0.01), previous }, standing).word;
  expect([word(undefined), word(null, unread), word(figures(0, 5), unread)]).toEqual(
    Array.from({ length: 3 }, () => "not compared"),
  );
  expect(word(figures(0, 20), unread)).toBe("steady");
});

test("nothing is steady without anything before it", () => {
  const service = (previous: PeriodFigures | null) =>
    serviceStanding("cart", { ...figures(0.01), previous }, nothing).word;
  expect([service(null), service(figures(0, 5)), service(figures(0, 20))]).toEqual([
    "no earlier data",
    "few before",
    "steady",
  ]);
  const before = (entered: number) =>
    funnelStanding({ ...funnel(200), previous: [entered, 0] }, nothing, false).word;
  expect([before(0), before(5)]).toEqual(["no earlier data", "few before"]);
});

function funnel(done: number, entered = 1000): FunnelSummary {
  const steps = [
    { name: "cart", people: entered },
    { name: "done", people: done },
  ];
  return {
    name: "checkout",
    steps,
    previous: [entered, done],
    conversion: done / entered,
    previousConversion: done / entered,
  } as unknown as FunnelSummary;
}

test("a funnel that converts less than on earlier days is bad, however long it has", () => {
  const days = [410, 420, 415].map((done) => funnel(done));
  expect(funnelStanding(funnel(200), nothing, false).state).toBe("good");
  expect(funnelStanding(funnel(200), { isRead: true, days, alerts: [] }, false)).toMatchObject({
    state: "bad",
    word: "20.0 % convert, usually 41.5 %",
  });
  expect(funnelStanding(funnel(412), { isRead: true, days, alerts: [] }, false)).toMatchObject({
    state: "good",
    kind: "off",
  });
  expect(funnelStanding(funnel(200), { isRead: true, days, alerts: [] }, true).state).toBe("few");
  expect(
    funnelStanding(funnel(412), { isRead: true, days, alerts: [alert({ funnel: "checkout" })] }, false).state,
  ).toBe("bad");
});

test("a funnel of which one step fell has fallen, unless earlier days say that it is as usual", () => {
  // fewer of those with a cart paid, more came to it
  const fell = {
    ...funnel(300, 1000),
    steps: [{ people: 1000 }, { people: 700 }, { people: 300 }],
    previous: [1000, 500, 330],
  } as unknown as FunnelSummary;
  expect(funnelStanding(fell, nothing, false)).toMatchObject({ state: "bad", word: "fell" });
  expect(funnelStanding(fell, nothing, true).state).toBe("few");
  const days = [310, 290, 305].map((done) => funnel(done));
  expect(funnelStanding(fell, { isRead: true, days, alerts: [] }, false)).toMatchObject({
    state: "good",
    word: "usual",
  });
});
