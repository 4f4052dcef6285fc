// What is said of detectors, by what their leader has stored.
import type { DetectorsResult } from "contract";
import { detectorNames } from "contract";
import { expect, test } from "vitest";
import type { DetectorPass } from "../../store/detector-passes.ts";
import type { ApiContext } from "../context.ts";
import { detectorRoutes } from "./detectors.ts";

const now = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const ago = (minutes: number): number => now - minutes * minute;
const iso = (ms: number): string => new Date(ms).toISOString();

async function ask(
  passes: readonly DetectorPass[],
  {
    startedMs = ago(60),
    seesAll = true,
    enabled = new Set(detectorNames),
  }: {
    readonly startedMs?: number;
    readonly seesAll?: boolean;
    readonly enabled?: ReadonlySet<"anomalies" | "bottlenecks" | "history">;
  } = {},
): Promise<DetectorsResult["detectors"]> {
  const [route] = detectorRoutes({ passes: { read: async () => passes }, enabled, startedMs });
  const context = { nowMs: () => now, caller: { seesAll } } as unknown as ApiContext;
  return ((await route!.handler({}, context)) as DetectorsResult).detectors;
}

const current = (detector: string): DetectorPass => ({ detector, untilMs: ago(3), reason: "" });

test("detectors that keep up are known, also after one failure", async () => {
  const found = await ask([
    current("anomalies"),
    { ...current("bottlenecks"), reason: "Timeout exceeded" },
    current("history"),
  ]);
  expect(found.map(({ name, completeTo, unknown }) => [name, completeTo, unknown])).toEqual(
    detectorNames.map((name) => [name, iso(ago(3)), null]),
  );
});

test("one that fails is unknown since its last complete run, with the reason of the store", async () => {
  const passes = [{ detector: "bottlenecks", untilMs: ago(13), reason: "Timeout exceeded" }];
  const unknownOf = async (seesAll: boolean) =>
    (await ask(passes, { seesAll })).find(({ name }) => name === "bottlenecks")!.unknown;
  expect(await unknownOf(true)).toEqual({ since: iso(ago(13)), reason: "Timeout exceeded" });
  expect(await unknownOf(false)).toEqual({ since: iso(ago(13)), reason: "Its queries fail." });
});

test("times of a clock that is ahead are those of now", async () => {
  const [anomalies] = await ask([{ detector: "anomalies", untilMs: ago(-600), reason: "" }]);
  expect(anomalies).toMatchObject({ completeTo: iso(now), unknown: null });
});

test("one that is behind without a failure, and one that no console runs, are unknown", async () => {
  const [anomalies, bottlenecks] = await ask([{ detector: "anomalies", untilMs: ago(6), reason: "" }]);
  expect(anomalies!.unknown).toEqual({ since: iso(ago(6)), reason: "It is behind." });
  expect(bottlenecks!.unknown).toEqual({ since: null, reason: "No console has run it." });
});

test("a console that has just started says nothing of detectors that have not run yet", async () => {
  expect((await ask([], { startedMs: ago(4) })).map(({ unknown }) => unknown)).toEqual([null, null, null]);
});

test("detectors that are switched off are not listed", async () => {
  expect((await ask([], { enabled: new Set(["history"]) })).map(({ name }) => name)).toEqual(["history"]);
});

test("says which part was left out, and why", async () => {
  const leftOut = { fromMs: ago(30), toMs: ago(20), reason: "Memory limit exceeded" };
  const [, bottlenecks] = await ask([{ ...current("bottlenecks"), leftOut }]);
  expect(bottlenecks!.leftOut).toEqual({
    from: iso(ago(30)),
    to: iso(ago(20)),
    reason: "Memory limit exceeded",
  });
});
