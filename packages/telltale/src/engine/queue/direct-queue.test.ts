import { afterEach, expect, test } from "vitest";
import { start, type Telltale, trace } from "../../index.ts";
import type { Batch } from "../../export/index.ts";

let telemetry: Telltale | undefined;
afterEach(async () => telemetry?.stop());

function keeping(): { readonly taken: Batch[]; readonly exporter: Parameters<typeof start>[0] } {
  const taken: Batch[] = [];
  const exporter = {
    name: "here",
    take: (batch: Batch) => void taken.push(batch),
    send: async () => ({ exported: 0, dropped: 0 }),
  };
  return { taken, exporter: { service: "test", exporters: [exporter], handleExit: false } };
}

test("an exporter that takes within the call loses nothing of a burst that no queue would hold", () => {
  const { taken, exporter } = keeping();
  telemetry = start(exporter);
  for (let at = 0; at < 10_000; at++) trace("burst", () => at);
  const { traces } = telemetry.stats();
  expect(traces).toEqual({ queued: 10_000 % 512, exported: 10_000 - (10_000 % 512), dropped: {} });
  expect(taken.reduce((sum, { items }) => sum + items, 0)).toBe(traces.exported);
});

test("the stop hands over what is left", async () => {
  const { taken, exporter } = keeping();
  telemetry = start(exporter);
  trace("before", () => {});
  await telemetry.stop();
  expect(taken.filter(({ signal }) => signal === "traces")).toHaveLength(1);
});
