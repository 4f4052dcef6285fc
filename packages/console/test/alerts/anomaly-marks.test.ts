// What rules and people say of anomalies of the feed, on the real engine.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlertRule } from "alerts";
import { getMarkedAnomaly, listMarkedAnomalies } from "../../src/alerts/api/anomaly-marks.ts";
import { alertIdOf } from "../../src/alerts/ids.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import type { StoredAnomaly } from "../../src/store/anomalies.ts";
import type { Store } from "../../src/store/store.ts";
import { preparedLocation, type StoreLocation } from "../store-contract/locations.ts";
import { evaluateOn, minute, start } from "./evaluating.ts";

let location: StoreLocation;
let store: Store;

const [hour, nowMs] = [60 * minute, start + 10 * 60 * minute];
const iso = (ms: number): string => new Date(ms).toISOString();
const later = { name: "Next year", from: iso(nowMs + 24 * hour), to: iso(nowMs + 48 * hour) };
const holiday = { name: "Black Friday", from: iso(start), to: iso(start + 4 * hour) };
const rules: readonly AlertRule[] = [
  {
    name: "Purchases are unusual",
    on: { transaction: "purchase", measure: "count" },
    when: { any: [{ when: { anomaly: { holidays: [holiday, later] } } }, { when: { above: 1e6 } }] },
  },
  {
    name: "Errors by service",
    on: { service: "cart", measure: "errors" },
    groupBy: ["service.name"],
    when: { anomaly: {} },
  },
  { name: "A limit", on: { service: "mail", measure: "errors" }, when: { above: 0.5 } },
  {
    name: "A part",
    on: { service: "mail", measure: "errors", where: { region: "eu" } },
    when: { anomaly: { holidays: [holiday] } },
  },
];

const anomalyOf = (id: string, more: Partial<StoredAnomaly>): StoredAnomaly => ({
  tenant: "",
  id: id.padEnd(16, "0"),
  found: start / 1000 + 120,
  started: start / 1000,
  ended: 0,
  subject: "service",
  measure: "errors",
  service: "",
  environment: "",
  name: "",
  kind: "shift",
  direction: 1,
  expected: 1,
  observed: 9,
  score: 0.9,
  sentence: "It is higher, since today.",
  minutes: [],
  values: [],
  updated: start / 1000,
  ...more,
});

const accept = (rule: string, labels: Readonly<Record<string, string>>, ms: number) => ({
  kind: "note" as const,
  id: `${JSON.stringify(labels)} ${ms}`,
  version: 1,
  ms,
  rule,
  alert: alertIdOf(rule, labels),
  detail: "accept",
  body: JSON.stringify({ author: "anna", text: "", sinceMs: ms - minute }),
});

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open();
  for (const [n, content] of rules.entries())
    await saveThing(
      store.documents,
      { kind: "alert", id: `00000000000000a${n}` },
      { content, savedBy: "anna" },
      0,
    );
  // a round publishes the rules
  await evaluateOn(store).evaluate(start, {});
  const purchase = { subject: "transaction", measure: "rate", name: "purchase" };
  await store.anomalies.saveAnomalies([
    anomalyOf("a1", purchase),
    anomalyOf("a2", { ...purchase, started: start / 1000 + 5 * 3600, found: start / 1000 + 5 * 3600 }),
    anomalyOf("a3", { service: "cart", name: "cart" }),
    anomalyOf("a4", { service: "mail", name: "mail" }),
  ]);
  await store.alertRecords.add([
    accept("Errors by service", { "service.name": "cart" }, start + hour),
    accept("Errors by service", { "service.name": "mail" }, start + hour),
    // before it began
    accept("Errors by service", { "service.name": "cart" }, start - hour),
  ]);
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

const context = (): Parameters<typeof listMarkedAnomalies>[1] =>
  ({ ...store, nowMs: () => nowMs }) as Parameters<typeof listMarkedAnomalies>[1];

test("holidays and accepted levels of rules on the same series mark its anomalies", async () => {
  const range = { from: iso(start - hour), to: iso(nowMs), limit: 100 };
  const { items } = await listMarkedAnomalies(range as Parameters<typeof listMarkedAnomalies>[0], context());
  const black = {
    kind: "holiday",
    name: "Black Friday",
    rule: "Purchases are unusual",
    by: "",
    time: iso(start),
    until: holiday.to,
  };
  const accepted = {
    kind: "accepted",
    name: "",
    rule: "Errors by service",
    by: "anna",
    time: iso(start + hour),
    until: null,
  };
  expect(Object.fromEntries(items.map(({ id, marks }) => [id.slice(0, 2), marks]))).toEqual({
    a1: [black],
    // it began after the holiday, and the next one is ahead
    a2: [],
    a3: [accepted],
    // of another service, of a limit, and of a part of the service
    a4: [],
  });
  const id = "a1".padEnd(16, "0");
  const { anomaly } = await getMarkedAnomaly({ id } as Parameters<typeof getMarkedAnomaly>[0], context());
  expect(anomaly.marks).toEqual([black]);
});
