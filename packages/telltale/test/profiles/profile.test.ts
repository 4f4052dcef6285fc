// A profile as it leaves, judged by a decoder that is not ours: span, record and measurement agree.
import { expect, test } from "vitest";
import { profile, type ProfileFigures, start } from "../../src/index.ts";
import { attributesOf, hex, startReceiver } from "../engine/receiver.ts";

test("span, record and measurement of a profile", async () => {
  const receiver = await startReceiver();
  const telltale = start({ service: "search", endpoint: receiver.url });
  let figures: ProfileFigures | undefined;
  await profile("rank results", async () => [3, 1, 2], {
    items: (ranked: number[]) => ranked.length,
    onResult: (found) => (figures = found),
    thresholds: { fastMs: 60_000 },
    attributes: { "shop.area": "search" },
  });
  await telltale.stop();
  await receiver.close();

  const [span] = receiver.spans();
  const [record] = receiver.logs();
  const attributes = attributesOf(span);
  expect(span?.["name"]).toBe("rank results");
  expect(attributes).toMatchObject({
    "shop.area": "search",
    "telltale.profile.class": "fast",
    "telltale.profile.items": 3n,
    "telltale.profile.concurrent": 1n,
    "telltale.profile.memory_start_bytes": BigInt(figures?.memoryStartBytes ?? 0),
    "telltale.profile.memory_delta_bytes": BigInt(figures?.memoryDeltaBytes ?? 0),
    "telltale.profile.memory_peak_bytes": BigInt(figures?.memoryPeakBytes ?? 0),
  });
  expect(Object.keys(attributes)).toEqual(
    expect.arrayContaining(
      [
        "cpu_user_ms",
        "cpu_system_ms",
        "cpu_percent",
        "event_loop_utilization",
        "event_loop_delay_ms",
        "gc_ms",
        "gc_count",
        "items_per_second",
      ].map((name) => `telltale.profile.${name}`),
    ),
  );
  expect(record?.["eventName"]).toBe("telltale.profile.ended");
  expect([hex(record?.["traceId"]), hex(record?.["spanId"])]).toEqual([
    hex(span?.["traceId"]),
    hex(span?.["spanId"]),
  ]);
  expect(attributesOf(record)).toMatchObject({ ...attributes, "telltale.profile.name": "rank results" });
  expect(attributesOf(record)["log.record.uid"]).toMatch(/^[0-9a-f]{32}$/);
  const metric = receiver.metrics().find(({ name }) => name === "telltale.profile.duration");
  const point = metric?.["histogram"].dataPoints[0];
  expect([metric?.["unit"], point.count]).toEqual(["s", "1"]);
  expect(attributesOf(point)).toEqual({
    "telltale.profile.name": "rank results",
    "telltale.profile.class": "fast",
  });
  expect(hex(point.exemplars[0].spanId)).toBe(hex(span?.["spanId"]));
});
