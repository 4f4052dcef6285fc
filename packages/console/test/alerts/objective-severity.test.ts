// The alert of an objective on the real engine: its severity changes, and another console goes on with it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAlertsNow } from "../../src/alerts/api/alerts-now.ts";
import { createFiring } from "../../src/alerts/messages/firing.ts";
import { saveThing } from "../../src/alerts/rules/stored-things.ts";
import type { Store } from "../../src/store/store.ts";
import { preparedLocation, type StoreLocation } from "../store-contract/locations.ts";
import { type Evaluating, evaluateOn, minute, start } from "./evaluating.ts";

let location: StoreLocation;
let store: Store;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open();
  const content = {
    name: "Payments succeed",
    on: { service: "payments", measure: "errors" },
    target: 0.9,
    groupBy: ["region"],
  };
  const id = { kind: "objective", id: "0123456789abcdee" } as const;
  await saveThing(store.documents, id, { content, savedBy: "anna" }, 0);
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

const [none, slowly, fast] = [0, 0.35, 0.6].map((eu) => ({ eu }));

/** As the list of alerts shows it. */
async function shown(nowMs: number): Promise<readonly string[]> {
  const { alerts } = await readAlertsNow({ ...store, nowMs: () => nowMs } as Parameters<
    typeof readAlertsNow
  >[0]);
  return alerts.map(
    ({ rule, state, severity, labels }) => `${rule} ${state} ${severity} ${labels["severity"]}`,
  );
}

async function noticesOf({ evaluate }: Evaluating, at: number, values: Readonly<Record<string, number>>) {
  const round = await evaluate(at, values);
  return round?.notices.map(({ kind, severity, severityBefore, labels, rule, alertId }) => ({
    kind,
    severity,
    severityBefore,
    label: labels["severity"],
    alert: `${rule} ${alertId}`,
  }));
}

test("the severity of an objective's alert survives a restart and a takeover, and its messages are of one alert", async () => {
  const first = evaluateOn(store);
  await first.evaluate(start, none!);
  const fired = (await noticesOf(first, start + minute, slowly!))!;
  expect(fired).toMatchObject([{ kind: "firing", severity: "ticket", label: "ticket" }]);
  const { alert } = fired[0]!;
  expect(alert).toMatch(/^Payments succeed: error budget burns \w+$/);
  const name = "Payments succeed: error budget burns";
  expect(await shown(start + minute)).toEqual([`${name} firing ticket ticket`]);

  // another console takes over, and the severity rises
  first.leadership.lose();
  const second = evaluateOn(store);
  const page = { kind: "severity", severity: "page", severityBefore: "ticket", label: "page", alert };
  expect(await noticesOf(second, start + 2 * minute, fast!)).toEqual([page]);
  expect(await shown(start + 2 * minute)).toEqual([`${name} firing page page`]);

  // a restart of the store and the console
  await store.close();
  store = await location.open();
  const third = evaluateOn(store);
  expect(await noticesOf(third, start + 3 * minute, fast!)).toEqual([]);
  const ticket = { kind: "severity", severity: "ticket", severityBefore: "page", label: "ticket", alert };
  expect(await noticesOf(third, start + 4 * minute, slowly!)).toEqual([ticket]);
  const fourth = evaluateOn(store);
  expect(await noticesOf(fourth, start + 5 * minute, none!)).toMatchObject([
    { kind: "recovered", severity: "ticket", alert },
  ]);
});

test("an alert that fires is sent again as its receivers know it while a change of its severity is silenced", async () => {
  const silence = {
    name: "No pages",
    match: { severity: "page" },
    from: new Date(start).toISOString(),
    to: new Date(start + 60 * minute).toISOString(),
  };
  const id = { kind: "silence", id: "0123456789abcdef" } as const;
  await saveThing(store.documents, id, { content: silence, savedBy: "anna" }, 0);
  const again = evaluateOn(store);
  expect(await noticesOf(again, start + 10 * minute, slowly!)).toMatchObject([{ kind: "firing" }]);
  const round = await again.evaluate(start + 11 * minute, fast!);
  expect(round?.notices).toMatchObject([{ kind: "severity", withheld: { by: "silence" } }]);
  const firing = createFiring({
    tenants: async () => [],
    viewOf: async () => store as never,
    nowMs: () => start + 12 * minute,
  });
  // with the value of now, whatever the message said
  const value = round!.notices[0]!.value!;
  expect(value).toBeCloseTo(fast!.eu / 0.1);
  expect(await firing()).toMatchObject([{ kind: "firing", severity: "ticket", value }]);
});
