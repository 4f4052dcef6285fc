// Which messages are pending after leaders have changed: those of the newest term, and of each term before up to its end.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlertRecord } from "../../src/store/alert-records.ts";
import { createAlertRecords } from "../../src/store/alert-records.ts";
import type { Store } from "../../src/store/store.ts";
import { preparedLocation, type StoreLocation } from "../store-contract/locations.ts";

const roundsOfTerm = 2 ** 32;
const sentMs = Date.parse("2026-11-20T09:00:00Z");

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

const record = (kind: AlertRecord["kind"], id: string, version: number, body: object): AlertRecord => ({
  kind,
  ms: kind === "term" ? 0 : sentMs,
  id,
  version,
  rule: "",
  alert: "",
  detail: "",
  body: JSON.stringify(body),
});

const notice = (term: number, round: number): AlertRecord =>
  record("notice", `${term}/${round}`, term * roundsOfTerm + round, {});

async function pendingOf(tenant: string): Promise<readonly string[]> {
  const pending = await store.alerts.pending(sentMs - 1, { after: new Map(), each: 100, most: 100 });
  return pending.filter((one) => one.tenant === tenant).map(({ id }) => id);
}

test("messages of a former leader are pending up to the end of its term, and not after it", async () => {
  const term = {
    begun: 5 * roundsOfTerm,
    lease: 5,
    base: 0,
    ends: [2 * roundsOfTerm + 7, 4 * roundsOfTerm + 3],
    unjudged: roundsOfTerm + 9,
  };
  const notices = [
    [1, 9],
    [1, 10],
    [2, 7],
    [2, 8],
    [3, 1],
    [4, 3],
    [4, 4],
    [5, 1],
  ] as const;
  await createAlertRecords(store.alerts.add, "shop").add([
    record("term", "term", term.begun, term),
    ...notices.map(([number, round]) => notice(number, round)),
  ]);
  expect(await pendingOf("shop")).toEqual(["1/9", "2/7", "4/3", "5/1"]);
});
