import { expect, test } from "vitest";

import { pages } from "../../all-pages.ts";
import type { Page } from "../page.ts";
import { describeCondition, draftOf } from "./filter-draft.ts";
import { fieldsOf } from "./filter-fields.ts";
import { suggestionsFor } from "./filter-suggestions.ts";
import { keyGroups, shellActionOf } from "./keys.ts";
import { logIdIn, matchEntries, traceIdIn, type PaletteEntry } from "./palette-entries.ts";
import { smooth } from "./pulse-foot.tsx";
import { localInput, readTime, utcSpan } from "./time-input.ts";

test("describes a condition in words", () => {
  expect(describeCondition("user.tier=gold")).toEqual({ key: "user.tier", word: "is", value: "gold" });
  expect(describeCondition("user.tier!=gold").word).toBe("is not");
  expect(describeCondition("!promo exists")).toEqual({ key: "promo", word: "does not exist", value: "" });
  expect(describeCondition("!error")).toEqual({ key: "not error", word: "", value: "" });
  expect(describeCondition("gold")).toEqual({ key: "gold", word: "is not a condition", value: "" });
});

test.each([
  ["user.t", { start: 0, key: "user.t", operator: undefined }],
  ["error dur", { start: 6, key: "dur", operator: undefined }],
  ["error ", { start: 6, key: "", operator: undefined }],
  ["a=1 tier=go", { start: 4, key: "tier", operator: "=", value: "go" }],
  ["!tier=go", { start: 0, sign: "!", key: "tier", operator: "!=", value: "go" }],
  ["tier= ", { start: 0, key: "tier", operator: "=", value: "" }],
  ["err", { start: 0, key: "err", operator: undefined }],
  ["error", { start: 0, key: "error", operator: undefined }],
])("the draft of %j", (line, draft) => expect(draftOf(line)).toMatchObject(draft));

test("suggestions match the current text, even while the response belongs to an earlier one", () => {
  const result = {
    keys: [
      { key: "order.id", count: 9, type: "string", unit: "" },
      { key: "order.total", count: 7, type: "double", unit: "EUR" },
      { key: "user.tier", count: 5, type: "", unit: "" },
    ],
    values: [
      { value: "gold", count: 2 },
      { value: "gold plus", count: 1 },
      { value: "silver", count: 0 },
    ],
  };
  const texts = (line: string, signal: "spans" | "logs" = "spans"): readonly string[] =>
    suggestionsFor(draftOf(line), signal, result).map(({ text }) => text);
  expect(texts("user.t")).toEqual(["user.tier="]);
  expect(texts("error user.tier!=go")).toEqual(["user.tier!=gold", 'user.tier!="gold plus"']);
  expect(texts("user.tier exists")).toEqual([]);
  // a declared number is compared; a declared value that did not arrive says so
  expect(suggestionsFor(draftOf("order.t"), "spans", result)).toEqual([
    { text: "order.total>=", label: "order.total", about: "double EUR", count: 7 },
  ]);
  expect(suggestionsFor(draftOf("user.tier=si"), "spans", result)).toEqual([
    { text: "user.tier=silver", label: "silver", about: "declared", count: undefined },
  ]);
  expect(texts("e")).toEqual([
    "error",
    "service=",
    "name=",
    "entry=",
    "order.id=",
    "order.total>=",
    "user.tier=",
  ]);
  expect(texts("sev", "logs")).toEqual(["severity>="]);
  expect(texts("duration>5")).toEqual(["duration>250ms", "duration>500ms", "duration>5s"]);
  expect(texts("!status=o")).toEqual(["status!=ok", "status!=error"]);
  expect(texts("!serv")).toEqual(["!service="]);
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

test("the palette offers what a text may be where no name is, and a person unless a name begins with it", () => {
  const opened: string[] = [];
  const byText = (kind: string, isLikely: boolean): PaletteEntry => ({
    ...entry("", kind),
    id: kind,
    byText: { isLikely, run: (text) => void opened.push(`${kind} ${text}`) },
  });
  const all = [entry("Traces"), byText("person", true), byText("span", false)];
  const labels = (typed: string): string[] => matchEntries(all, typed).map(({ label }) => label);
  expect(labels("")).toEqual(["Traces"]);
  expect(labels("tra")).toEqual(["Traces"]);
  expect(labels("race")).toEqual(["Traces", "race"]);
  const found = matchEntries(all, " Charge card ");
  expect(found.map(({ label, hint }) => [label, hint])).toEqual([
    ["Charge card", "person"],
    ["Charge card", "span"],
  ]);
  for (const { run } of found) run();
  expect(opened).toEqual(["person Charge card", "span Charge card"]);
});

test("the palette opens a pasted id by its form", () => {
  const opened: string[] = [];
  const byId = (kind: string, idIn: (text: string) => string | undefined): PaletteEntry => ({
    ...entry("", kind),
    id: kind,
    byId: { idIn, open: (id) => void opened.push(`${kind} ${id}`) },
  });
  const all = [entry("Traces"), byId("trace", traceIdIn), byId("log", logIdIn)];
  for (const typed of [" 4BF92F3577B34DA6A3CE929D0E0E4736 ", "1795756262487000000-9823412345"]) {
    const found = matchEntries(all, typed);
    expect(found.map(({ label }) => label)).toEqual([typed.trim().toLowerCase()]);
    found[0]?.run();
  }
  expect(opened).toEqual(["trace 4bf92f3577b34da6a3ce929d0e0e4736", "log 1795756262487000000-9823412345"]);
  expect(logIdIn("2026-11")).toBeUndefined();
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

test("every key has one meaning, and every page a letter of its own", () => {
  const bound = keyGroups.flatMap(({ entries }) =>
    entries.flatMap(({ keys, actions = [] }) => actions.map((action, at) => [keys[at], action])),
  );
  expect(new Set(bound.map(([key]) => key)).size).toBe(bound.length);
  for (const [key, action] of bound) expect(shellActionOf(key!)).toBe(action);
  const letters = Object.values(pages).flatMap(({ navigation }: Page) => navigation?.letter ?? []);
  expect(letters.length).toBeGreaterThan(20);
  expect(new Set(letters).size).toBe(letters.length);
  expect(shellActionOf("x")).toBeUndefined();
});

test("business records have fields of their own, and values of them", () => {
  const of = (line: string): readonly string[] =>
    suggestionsFor(draftOf(line, fieldsOf("records")), "records").map(({ text }) => text);
  expect(of("outc")).toEqual(["outcome="]);
  expect(of("kind=tr")).toEqual(["kind=transaction"]);
  expect(of("dur")).toEqual([]);
});
