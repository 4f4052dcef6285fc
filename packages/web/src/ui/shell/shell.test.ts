import { expect, test } from "vitest";

import { conditionOf, describeCondition, draftOf } from "./filter-condition.ts";
import { suggestionsFor } from "./filter-suggestions.tsx";
import { matchEntries, traceIdIn, type PaletteEntry } from "./palette-entries.ts";
import { smooth } from "./pulse-foot.tsx";
import { localInput, readTime, utcSpan } from "./time-input.ts";

test.each([
  ["user.tier=gold", "user.tier=gold"],
  ["user.tier = gold ", "user.tier=gold"],
  ["user.tier is gold", "user.tier=gold"],
  ["user.tier not gold", "user.tier!=gold"],
  ["http.response.status_code>=500", "http.response.status_code>=500"],
  ["promo exists", "promo exists"],
  ["!promo exists", "!promo exists"],
  ["a=b=c", "a=b=c"],
  ["user.tier", undefined],
  ["user.tier=", undefined],
  ["", undefined],
  ["=gold", undefined],
])("typed %j is the condition %j", (typed, condition) => expect(conditionOf(typed)).toBe(condition));

test("describes a condition in words", () => {
  expect(describeCondition("user.tier=gold")).toEqual({ key: "user.tier", word: "is", value: "gold" });
  expect(describeCondition("user.tier!=gold").word).toBe("is not");
  expect(describeCondition("!promo exists")).toEqual({ key: "promo", word: "does not exist", value: "" });
  expect(draftOf("user.t")).toEqual({ key: "user.t", relation: undefined, value: "" });
});

test("suggestions match the current text, even while the response belongs to an earlier one", () => {
  const result = {
    keys: [
      { key: "order.id", count: 9 },
      { key: "user.tier", count: 5 },
    ],
    values: [{ value: "gold", count: 2 }],
  };
  expect(suggestionsFor(draftOf("user.t"), result).map(({ text }) => text)).toEqual(["user.tier="]);
  expect(suggestionsFor(draftOf("user.tier!=go"), { ...result, keys: [] }).map(({ text }) => text)).toEqual([
    "user.tier!=gold",
  ]);
  expect(suggestionsFor(draftOf("user.tier exists"), result)).toEqual([]);
});

const entry = (label: string, hint = ""): PaletteEntry => ({
  id: label,
  group: "Pages",
  label,
  hint,
  icon: "traces",
  keys: [],
  run: () => undefined,
});

test("the palette ranks matches at the beginning first", () => {
  const all = [entry("recheck"), entry("checkout", "funnel"), entry("Traces")];
  expect(matchEntries(all, "check").map(({ label }) => label)).toEqual(["checkout", "recheck"]);
  expect(matchEntries(all, "funnel").map(({ label }) => label)).toEqual(["checkout"]);
  expect(matchEntries(all, "")).toHaveLength(3);
  expect(matchEntries(all, "zzz")).toEqual([]);
});

test("the palette offers a search for traces when nothing else matches", () => {
  const opened: string[] = [];
  const finder = { ...entry(""), id: "span", findTraces: (name: string): void => void opened.push(name) };
  const all = [entry("Traces"), finder];
  expect(matchEntries(all, "").map(({ label }) => label)).toEqual(["Traces"]);
  expect(matchEntries(all, "tra").map(({ label }) => label)).toEqual(["Traces"]);
  const found = matchEntries(all, " Charge card ");
  expect(found.map(({ label }) => label)).toEqual(["Charge card"]);
  found[0]?.run();
  expect(opened).toEqual(["Charge card"]);
});

test("the palette opens a pasted trace id", () => {
  const opened: string[] = [];
  const all = [
    entry("Traces"),
    {
      ...entry(""),
      id: "trace",
      openTrace: (id: string) => {
        opened.push(id);
      },
    },
  ];
  const found = matchEntries(all, " 4BF92F3577B34DA6A3CE929D0E0E4736 ");
  expect(found.map(({ label }) => label)).toEqual(["4bf92f3577b34da6a3ce929d0e0e4736"]);
  found[0]?.run();
  expect(opened).toEqual(["4bf92f3577b34da6a3ce929d0e0e4736"]);
  expect(traceIdIn("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")).toBe(
    "4bf92f3577b34da6a3ce929d0e0e4736",
  );
  expect(traceIdIn("4bf92f35")).toBeUndefined();
});

test("typed times are in the viewer's zone", () => {
  const now = new Date(2026, 10, 20, 14, 48).getTime();
  expect(readTime("now", now)).toBe("now");
  expect(readTime("-90m", now)).toBe("-90m");
  expect(readTime(localInput(now))).toBe(new Date(now).toISOString());
  expect(readTime("13:05", now)).toBe(new Date(2026, 10, 20, 13, 5).toISOString());
  expect(readTime("yesterday at noon", now)).toBeNull();
  expect(utcSpan(Date.UTC(2026, 10, 20, 12, 48), Date.UTC(2026, 10, 20, 13, 48))).toBe(
    "2026-11-20 12:48 – 13:48 UTC",
  );
  expect(utcSpan(Date.UTC(2026, 10, 19, 12, 48), Date.UTC(2026, 10, 20, 13, 48))).toContain(
    "2026-11-20 13:48",
  );
});

test("the rate is smoothed over batches", () => {
  expect(smooth([0, 0, 0, 0, 100]).at(-1)).toBe(20);
  expect(smooth([])).toEqual([]);
});
