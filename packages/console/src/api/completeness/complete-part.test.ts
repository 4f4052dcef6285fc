// Where a comparison ends while data is late.
import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { readCompletePart } from "./complete-part.ts";
import type { LagRow } from "../../store/judge-completeness.ts";

const nowMs = Date.parse("2026-11-20T11:00:00.000Z");
const minute = 60_000;
const rangeOf = (fromMs: number, toMs: number) => ({
  fromNs: BigInt(fromMs) * 1_000_000n,
  toNs: BigInt(toMs) * 1_000_000n,
});
const hour = rangeOf(nowMs - 60 * minute, nowMs);

type Lags = Readonly<Partial<Record<LagRow["signal"], number>>>;

/** Signals of services with how late they are. Of those that are asked for, `concerned` sent business records. */
function contextOf(lags: Lags, ofService = "shop", concerned: readonly string[] = []): ApiContext {
  const rows = Object.entries(lags).map(([signal, lagMs]) => ({
    ofService,
    signal,
    receivedMs: nowMs,
    lagMs,
    heldMs: lagMs,
    usualMs: 0,
    gapMs: 1_000,
    said: true,
    seenMs: nowMs,
  }));
  const run = async (name: string, { services = [] }: { readonly services?: readonly string[] }) =>
    name === "completeness"
      ? rows
      : services
          .filter((one) => concerned.includes(one))
          .map((one) => ({ ofService: one, signal: "business" }));
  return { queries: { run }, nowMs: () => nowMs } as unknown as ApiContext;
}

const both = { signals: ["spans", "business"] } as const;

test("a range ends where the signal that is furthest behind is complete", async () => {
  const context = contextOf({ spans: 5 * minute, business: 13 * minute, logs: 40 * minute });
  expect(await readCompletePart(hour, both, context)).toEqual({
    range: rangeOf(nowMs - 60 * minute, nowMs - 13 * minute),
    completeUpTo: "2026-11-20T10:47:00.000Z",
    isAny: true,
  });
});

test("a range is whole while nothing is late, and where it ends before", async () => {
  const whole = { completeUpTo: null, isAny: true };
  expect(await readCompletePart(hour, both, contextOf({ spans: 0, logs: 40 * minute }))).toEqual({
    range: hour,
    ...whole,
  });
  const before = rangeOf(nowMs - 60 * minute, nowMs - 20 * minute);
  expect(await readCompletePart(before, both, contextOf({ spans: 5 * minute }))).toEqual({
    range: before,
    ...whole,
  });
});

test("of a range after that nothing is complete", async () => {
  const range = rangeOf(nowMs - 10 * minute, nowMs);
  const part = await readCompletePart(range, both, contextOf({ business: 13 * minute }));
  expect(part).toMatchObject({ range, isAny: false });
});

test("whom a late service concerns is known by what it sent before it was late", async () => {
  const lateBy = 3 * 60 * minute;
  const context = contextOf({ business: lateBy });
  const upTo = nowMs - lateBy;
  // its records are of the hour before it was late
  const run: ApiContext["queries"]["run"] = async (name, params, options) =>
    name !== "services-concerned"
      ? context.queries.run(name, params, options)
      : Date.parse(`${String(params?.["from"]).replace(" ", "T")}Z`) <= upTo - 60 * minute
        ? ([{ ofService: "shop", signal: "business" }] as never)
        : [];
  const asked = { ...context, queries: { ...context.queries, run } };
  const subject = { signals: ["business"], environments: ["production"] } as const;
  expect(await readCompletePart(hour, subject, asked)).toMatchObject({
    completeUpTo: new Date(upTo).toISOString(),
    isAny: false,
  });
});

test("only what late signals are made of is read", async () => {
  const context = contextOf({ business: 13 * minute, spans: 20 * minute, logs: 5 * minute });
  const asked: unknown[] = [];
  const run: ApiContext["queries"]["run"] = async (name, params, options) => {
    if (name === "services-concerned") asked.push(params?.["signals"]);
    return context.queries.run(name, params, options);
  };
  const subject = { signals: ["business", "logs"], environments: ["production"] } as const;
  await readCompletePart(hour, subject, { ...context, queries: { ...context.queries, run } });
  expect(asked).toEqual([["business", "logs"]]);
});

test("a service beyond the budget of names may be any that is late", async () => {
  const context = contextOf({ business: 13 * minute }, "shop", ["_OTHER"]);
  const subject = { signals: ["business"], environments: ["production"] } as const;
  expect((await readCompletePart(hour, subject, context)).completeUpTo).toBe("2026-11-20T10:47:00.000Z");
});

test.each<[string, object, string, string | null]>([
  ["of another environment", { environments: ["production"] }, "nightly", null],
  ["of the environment", { environments: ["production"] }, "shop", "2026-11-20T10:47:00.000Z"],
  [
    "of one of two environments",
    { environments: ["production", "test"] },
    "shop",
    "2026-11-20T10:47:00.000Z",
  ],
  [
    "while one side has all",
    { environments: ["production", undefined] },
    "nightly",
    "2026-11-20T10:47:00.000Z",
  ],
  ["without records of the kind", { kind: "interaction" }, "nightly", null],
])("a late service %s cuts a comparison only where it has to do with it", async (_, of, service, upTo) => {
  const context = contextOf({ business: 13 * minute, spans: 20 * minute }, service, ["shop"]);
  const { completeUpTo } = await readCompletePart(hour, { signals: ["business"], ...of }, context);
  expect(completeUpTo).toBe(upTo);
});
