// A preview knows the levels that people accepted in the console.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPreviewer } from "../../src/alerts/read/preview.ts";
import { alertIdOf } from "../../src/alerts/ids.ts";
import { at, attributes, now, openApi, resource, sample, series, type TestApi } from "../api/harness.ts";

const minute = 60_000;
const [quiet, moved] = [26 * 60, 90];
const name = "Queue unusual";
const rule = {
  name,
  on: { metric: "jobs.waiting", aggregation: "average" },
  window: "1m",
  groupBy: ["region"],
  when: { anomaly: {} },
} as const;
let api: TestApi;

/** Ends with the day: from `now` a level for 26 hours, and another for the last 90 minutes, in two regions. */
beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (const region of ["eu", "us"]) {
      const own = series("jobs.waiting", { resource: resource("shop"), attributes: attributes({ region }) });
      for (let index = -quiet - moved; index < 0; index++) {
        const noise = 3 * Math.sin(index * 12.9898) + 2 * Math.sin(index * 78.233);
        sink.sample(sample(own, at(index * minute + 30_000), (index < -moved ? 100 : 300) + noise));
      }
    }
  });
}, 300_000);

afterAll(async () => api.close());

const previewed = async () => {
  const range = { from: now - (quiet + moved - 2) * minute, to: now };
  const { changes, errors } = await createPreviewer(api.store.queries).preview(
    { alerts: [rule] },
    name,
    range,
  );
  expect(errors).toEqual([]);
  return changes.map((one) => ({
    region: one.group["region"],
    kind: one.kind,
    minutes: (one.at - now) / minute,
    reason: one.reason,
  }));
};

test("the alert of a new level fires until its level is accepted, and no longer", async () => {
  const before = await previewed();
  expect(before.map(({ kind }) => kind)).toEqual(["firing", "firing"]);
  const fired = before[0]!.minutes;
  const note = (id: string, region: string, minutes: number) => ({
    kind: "note" as const,
    id,
    version: 1,
    ms: now + minutes * minute,
    rule: name,
    alert: alertIdOf(name, { region }),
    detail: "accept",
    // the console dated the firing differently
    body: JSON.stringify({ author: "ann", text: "", sinceMs: now + (fired + 1) * minute }),
  });
  await api.store.alertRecords.add([
    note("n1", "eu", -30.5),
    // of a firing that was over before this one began
    note("n2", "us", fired - 5),
  ]);
  const after = await previewed();
  expect(after.slice(0, 2)).toEqual(before);
  expect(after.slice(2)).toEqual([
    { region: "eu", kind: "recovered", minutes: -30, reason: "level accepted by ann" },
  ]);
});
