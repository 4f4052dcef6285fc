// Accepted levels on the real engine: the query finds that of each firing, however many notes there are.
import { createEngine, type EngineState } from "alerts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAcceptances } from "../../src/alerts/evaluate/acceptances.ts";
import { alertIdOf } from "../../src/alerts/ids.ts";
import type { Store } from "../../src/store/store.ts";
import { type StoreLocation, preparedLocation } from "../store-contract/locations.ts";
import { minute, start } from "./evaluating.ts";

let location: StoreLocation;
let store: Store;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open();
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

const name = "Latency o'clock";
const engine = createEngine({
  alerts: [{ name, on: { metric: "latency" }, groupBy: ["region"], when: { anomaly: {} } }],
});
const group = (region: string) =>
  ({ labels: { region }, state: "firing", since: start, at: start, seen: start }) as const;
const regions = ["eu", "us", "ap"];
const groups = Object.fromEntries(regions.map((region) => [region, group(region)]));
const state: EngineState = { version: 1, rules: { [name]: { at: start, groups, leftOut: 0 } } };

test("finds the acceptance of each firing, beside many of others and of former firings", async () => {
  let id = 0;
  const accept = (region: string, author: string, sinceMs: number, ms: number) => ({
    kind: "note" as const,
    id: `n${id++}`,
    version: 1,
    ms,
    rule: name,
    alert: alertIdOf(name, { region }),
    detail: "accept",
    body: JSON.stringify({ author, text: "", sinceMs }),
  });
  await store.alertRecords.add([
    // the clock of the console that took it was behind
    accept("eu", "ann", start, start - minute / 2),
    accept("us", "ben", start - 60 * minute, start + minute),
    ...Array.from({ length: 1500 }, () => accept("ap", "cem", start, start + 2 * minute)),
  ]);
  const asking = { nowMs: start + 5 * minute, isLatest: true } as const;
  const accepted = await readAcceptances(store.queries, engine.rules, state, asking);
  expect(regions.map((region) => accepted?.(name, group(region)))).toEqual(["ann", undefined, "cem"]);
});
