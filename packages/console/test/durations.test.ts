// One grammar of durations: a text means the same wherever people write it.
import { checkRules, createEngine, momentOf, type RuleFile } from "alerts";
import { isEarlier, parseDays, parseTime, readLine } from "contract";
import { expect, test } from "vitest";
import { readDurationNs } from "../src/api/filter/filter.ts";
import { duration } from "../src/config/alert-channels/fields.ts";

const weekMs = 7 * 86_400_000;
const ruleFile = (every: string): RuleFile => ({
  alerts: [{ name: "a", on: { service: "shop", measure: "rate" }, when: { above: 1 }, every, window: "1w" }],
});

/** Milliseconds as each place reads them. */
const places: Readonly<Record<string, (text: string) => number | undefined>> = {
  "a rule": (text) => createEngine(ruleFile(text)).rules[0]?.everyMs,
  "a scenario": (text) => momentOf(`+${text}`, 0),
  "an alert channel": (text) => duration(0, 10 * weekMs, "1m").parse(text),
  "the filter of a request": (text) => readDurationNs(text) / 1e6,
  "the filter bar": (text) => readDurationNs(readLine(`duration>${text} error`)[0]!.value) / 1e6,
  "a time in an address": (text) => Number(parseTime(`now+${text.replaceAll(" ", "")}`, 0n)) / 1e6,
};

test.each([
  ["90s", 90_000],
  ["1.5h", 5_400_000],
  ["1h30m", 5_400_000],
  ["1 h 30 min", 5_400_000],
  ["2min", 120_000],
  ["1s500000us", 1500],
  ["1.1h", 3_960_000],
  ["1w", weekMs],
])("%s is %d ms everywhere", (text, ms) => {
  for (const [place, read] of Object.entries(places)) expect([place, read(text)]).toEqual([place, ms]);
});

test.each(["1y", "1h30", "5minutes", "-1h", ""])("%j is a duration nowhere", (text) => {
  for (const [place, read] of Object.entries(places)) {
    const found = attempt(() => read(text));
    expect([place, Number.isFinite(found)]).toEqual([place, false]);
  }
});

test("rules and channels say what they expect of less than a millisecond", () => {
  expect(checkRules(ruleFile("500us"))).toEqual([
    {
      path: "alerts[0].every",
      message: "is `500us`; expected a duration such as `90s`, `1.5h` or `1h30m`.",
      fix: "Write a number with a unit from `ms` to `w`, in whole milliseconds.",
    },
  ]);
  expect(duration(0, weekMs, "1m").safeParse("500us").success).toBe(false);
});

test("days and earlier periods of charts are of the same grammar", () => {
  expect(["1d12h", "1d24h", "1.5w"].map(parseDays)).toEqual([undefined, 2, undefined]);
  expect(["1.5h", "1h30m", "1w", "30s", "1y"].map(isEarlier)).toEqual([true, true, true, false, false]);
});

function attempt(read: () => number | undefined): number | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
