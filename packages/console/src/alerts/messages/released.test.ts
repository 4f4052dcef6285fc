import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import { findReleased } from "./released.ts";

const minuteMs = 60_000;
const began = Date.parse("2026-03-02T12:00:00Z");

interface Row {
  readonly version: string;
  readonly previous?: string;
  readonly source?: "reported" | "observed";
  readonly minutes?: number;
}

/** What the query of deploys is asked, and a context in which it answers with `rows`. */
function contextOf(rows: readonly Row[]): { readonly asked: unknown[]; readonly context: ApiContext } {
  const asked: unknown[] = [];
  const run = (name: string, params: unknown): Promise<unknown> => {
    asked.push([name, params]);
    return Promise.resolve(
      rows.map(({ version, previous = "", source = "observed", minutes = 0 }) => ({
        service: "payments",
        environment: "production",
        version,
        previous,
        source,
        timeNs: String(BigInt(began + minutes * minuteMs) * 1_000_000n),
        seenNs: "0",
      })),
    );
  };
  return {
    asked,
    context: { queries: { run }, nowMs: () => began + 600 * minuteMs } as unknown as ApiContext,
  };
}

const ofPayments = { service: "payments", began, at: began + 5 * minuteMs };

test("a version that a service changed to has its time and the one before", async () => {
  const { context } = contextOf([{ version: "2.1.0", previous: "2.0.0", minutes: -10 }]);
  expect(await findReleased(ofPayments, context)).toEqual([
    { service: "payments", version: "2.1.0", previous: "2.0.0", at: began - 10 * minuteMs },
  ]);
});

test("the first version of a service counts only where it was reported", async () => {
  const seen = contextOf([{ version: "1.0.0" }]);
  expect(await findReleased(ofPayments, seen.context)).toEqual([]);
  const reported = contextOf([{ version: "1.0.0", source: "reported" }]);
  expect(await findReleased(ofPayments, reported.context)).toMatchObject([
    { version: "1.0.0", previous: "" },
  ]);
});

test("of many versions the three latest are named, first versions not counted", async () => {
  const { context } = contextOf([
    { version: "5", previous: "4" },
    { version: "0" },
    { version: "4", previous: "3", minutes: -1 },
    { version: "3", previous: "2", minutes: -2 },
    { version: "2", previous: "1", minutes: -3 },
  ]);
  const found = await findReleased(ofPayments, context);
  expect(found.map(({ version }) => version)).toEqual(["5", "4", "3"]);
});

test.each([
  ["a minute after the alert began", 5, "2026-03-02 12:01:00"],
  ["the message, when that is sooner", 0, "2026-03-02 12:00:00"],
])("releases are looked for from an hour before the alert to %s", async (_, minutes, to) => {
  const { asked, context } = contextOf([]);
  await findReleased({ ...ofPayments, at: began + minutes * minuteMs }, context);
  const text = JSON.stringify(asked);
  expect(asked).toHaveLength(1);
  expect(text).toContain("2026-03-02 11:00:00");
  expect(text).toContain(to);
  expect(text).toContain('"service":"payments"');
});

test("an alert without a service looks at the releases of all", async () => {
  const { asked, context } = contextOf([]);
  await findReleased({ ...ofPayments, service: undefined }, context);
  expect(JSON.stringify(asked)).not.toContain("payments");
});
