import { expect, test } from "vitest";
import { createQueryQueue } from "./queue.ts";
import { afterRollups } from "./after-rollups.ts";
import { readsRollups } from "./reads-rollups.ts";

test.each([
  ["SELECT 1 FROM spans WHERE resource_hash IN (\n SELECT hash FROM resources)", false],
  ["SELECT a FROM (SELECT b FROM logs) AS x", false],
  ["SELECT min(t0) FROM trace_summary", true],
  ["SELECT 1 FROM spans WHERE trace_id IN (SELECT trace_id FROM trace_summary)", true],
  ["SELECT 1 FROM spans AS s\nLEFT JOIN service_red AS r ON 1", true],
  ["SELECT from_state FROM business_events", false],
])("%s", (text, reads) => {
  expect(readsRollups(text)).toBe(reads);
});

test("only a query that reads roll-ups waits for them", async () => {
  let isRolledUp = false;
  const lane = afterRollups(createQueryQueue(), async () => void (isRolledUp = true)).lane("");
  await lane.run(async () => undefined, { needsRollups: false });
  expect(isRolledUp).toBe(false);
  await lane.run(async () => undefined, {});
  expect(isRolledUp).toBe(true);
});
