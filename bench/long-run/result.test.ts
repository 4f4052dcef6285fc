import { expect, test } from "vitest";
import { faultsOf, summarize } from "./result.ts";
import type { RunEnd, RunInfo } from "./run.ts";
import type { Sample } from "./sample.ts";
import { describeRun, sparkline } from "./section.ts";

const rates = { traces: 5000, logs: 500, metrics: 500 };
const info: RunInfo = {
  minutes: 120,
  began: "2026-11-27T20:00:00.000Z",
  rates,
  rules: 50,
  intervalSeconds: 18,
  rangeSeconds: 900,
};
const end: RunEnd = {
  sentSeconds: 7200,
  figures: [{ what: "spans", sent: 36_000_000, stored: 36_000_000 }],
  sent: { acknowledged: { traces: 36_000_000, logs: 1, metrics: 1 }, retries: 3, waiting: 0, cpuMs: 9 },
  droppedByShop: 0,
};
const events = [{ at: 3240, what: "the console restarts", awaySeconds: 5 }];

function sampleAt(at: number): Sample {
  const wave = Math.sin(at / 100);
  const console = { pid: at < 3240 ? 7 : 8, memoryMb: 300 + 20 * wave, handles: 40, threads: 11 };
  return {
    at,
    processes: { console },
    store: { rows: at * 5000 + 1e6, parts: 80, tableBytes: at * 4e5, diskBytes: at * 4e5 + 8e7 },
    answersMs: { healthz: 2 + wave, traces: 40 + wave },
    rules: { rules: 50, notEvaluated: 0, ageSeconds: 12 },
  };
}

const samples = Array.from({ length: 400 }, (_, index) => sampleAt(index * 18));

test("a quiet run has no faults, and its section has the figures and a curve for each series", () => {
  const run = summarize(info, samples, events, end);
  expect(faultsOf(run)).toEqual([]);
  const section = describeRun(run, "tests ran meanwhile");
  expect(section).toContain("2 h at 5,000 spans, 500 log records and 500 metric points a second");
  expect(section).toContain("| 0:54:00 | the console restarts |");
  expect(section).toContain("| spans | 36,000,000 | 36,000,000 | equal |");
  expect(section).toMatch(/^\| console: memory \| \d+ MB \| \S+ ± \S+ \| flat \| `[▁▂▃▄▅▆▇█]{48}` \|$/m);
  expect(section.trimEnd()).toMatch(/; 2026-11-27; tests ran meanwhile$/);
});

test("names a leak, lost data, questions without an answer and rules that were not evaluated", () => {
  const leaking = samples.map(({ processes, ...sample }) => ({
    ...sample,
    processes: { console: { ...processes["console"]!, handles: 40 + Math.floor(sample.at / 60) } },
    answersMs: { ...sample.answersMs, traces: sample.at === 5400 ? null : 40 },
    rules: { rules: 50, notEvaluated: sample.at === 5418 ? 1 : 0, ageSeconds: sample.at === 5418 ? 300 : 12 },
  }));
  const lost = { ...end, figures: [{ what: "spans", sent: 10, stored: 9 }], droppedByShop: 4 };
  expect(faultsOf(summarize(info, leaking, events, lost))).toEqual([
    "console: handles grows",
    "spans: 10 sent, 9 stored",
    "rules were last evaluated 300 seconds ago",
    "rules were not evaluated in 1 samples",
    "the shop dropped 4 records",
    "1 questions had no answer",
  ]);
});

test("times of a run of minutes, which other tests disturb, are not judged; memory that is unknown is a fault", () => {
  const slower = samples.map(({ at, ...sample }, index) => ({
    ...sample,
    at: index * 1.5,
    answersMs: { healthz: at / 10, traces: at },
  }));
  const short = { ...info, minutes: 10, intervalSeconds: 2 };
  const run = summarize(short, slower, [], end);
  expect(run.series.filter(({ verdict }) => verdict === "grows").map(({ unit }) => unit)).toEqual([
    "ms",
    "ms",
    "ms",
  ]);
  expect(faultsOf(run)).toEqual([]);
  expect(faultsOf(summarize(short, slower.slice(0, 20), [], end))).toContain("console: memory is unknown");
});

test("what happens while a process is restarted does not count as a fault", () => {
  const away = samples.map((sample) =>
    Math.abs(sample.at - 3240) < 30
      ? { at: sample.at, processes: {}, answersMs: { healthz: null, traces: null } }
      : sample,
  );
  expect(faultsOf(summarize(info, away, events, end))).toEqual([]);
});

test("a run that was ended early says so, and without samples nothing is flat", () => {
  const early = summarize(info, samples.slice(0, 200), [], undefined);
  expect(faultsOf(early)).toEqual(["the run was ended early: figures were not compared"]);
  expect(describeRun(early, "")).toContain("**Ended early: 1 h of 2 h**");
  const none = faultsOf(summarize(info, [], [], end));
  expect(none).toContain("active parts is unknown");
  expect(none).toContain("the evaluation of rules was not seen");
});

test("a curve begins at zero, and has a dot where there is no sample", () => {
  expect(sparkline([0, 50, null, 100])).toBe("▁▅·█");
  expect(sparkline([100, 99, 101])).toBe("▇▇█".replaceAll("▇", "█"));
});
