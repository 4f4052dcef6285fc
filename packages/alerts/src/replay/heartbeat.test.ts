import { expect, test } from "vitest";
import { replay } from "./replay.ts";
import { scenario } from "./scenario.ts";
import { events } from "./tracks.ts";

test("an event that has to arrive and does not is an alert, and its return a recovery", () => {
  const rules = {
    alerts: [
      {
        name: "Backup missing",
        on: { event: "backup.done" },
        window: "2h",
        when: { absent: true },
      } as const,
    ],
  };
  const data = scenario({
    start: "2026-03-02T00:00:00Z",
    for: "12h",
    seed: 1,
    data: [events("backup.done", { perHour: { start: 60, "04:00": 0, "08:00": 60 } })],
  });
  const { changes } = replay(rules, data);
  expect(changes.map(({ kind, at }) => [kind, new Date(at).toISOString().slice(11, 13)])).toEqual([
    ["firing", "05"],
    ["recovered", "08"],
  ]);
});
