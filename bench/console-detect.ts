// How good and how expensive is the anomaly detector? The score of the Numenta Anomaly Benchmark (NAB) for the corpus in the folder that
// TELLTALE_NAB or the first argument names (the layout of github.com/numenta/NAB), false alarms on noise, and planted shifts.
import { createDetector } from "detect";
import { falseAlarms, foundShifts } from "./detect/noise.ts";
import { noises } from "./detect/seeded.ts";
import { answer, type Figure } from "./figure.ts";
import { type CorpusFile, readCorpus } from "./nab/corpus.ts";
import { type CostProfile, crossValidate, scoreCorpus, type ScoredFile } from "./nab/score.ts";

const profiles: Readonly<Record<string, CostProfile>> = {
  standard: { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 },
  "reward low FP rate": { tpWeight: 1, fnWeight: 1, fpWeight: 0.22 },
  "reward low FN rate": { tpWeight: 1, fnWeight: 2, fpWeight: 0.11 },
};
const fiveMinutes = 300_000;
const week = 2016;
const series = Number(process.env["TELLTALE_BENCH_SERIES"] ?? 10_000);
const folder = process.env["TELLTALE_NAB"] ?? process.argv[2];
const corpus = folder === undefined ? [] : readCorpus(folder);

const figures = [...(corpus.length === 0 ? [] : onCorpus(corpus)), ...onNoise(), ...ofState()];
answer({
  question: "Anomaly detector: NAB, false alarms, cost",
  method:
    `${corpus.length} labelled files of NAB (github.com/numenta/NAB, ${corpus.reduce((sum, { values }) => sum + values.length, 0).toLocaleString("en")} points), ` +
    "scored as NAB does: one threshold for the corpus, 15 % probation. Held out: the threshold is the best one for the other files. " +
    `Noise: a week of ${series.toLocaleString("en")} seeded series with a value every five minutes; the budget is 5 false alarms a week in a hundred series. ` +
    "Shifts: three standard deviations, found within ten points. CPU time, not wall clock.",
  figures,
  ...(corpus.length === 0
    ? { lacks: "the corpus of NAB is missing: set TELLTALE_NAB to a folder with github.com/numenta/NAB" }
    : {}),
});

function onCorpus(files: readonly CorpusFile[]): Figure[] {
  const detector = createDetector();
  const before = process.cpuUsage();
  const scored: ScoredFile[] = files.map(({ name, times, values, windows }) => {
    const state = detector.start();
    return {
      name,
      windows,
      scores: times.map((time, index) => detector.step(state, time, values[index]).score),
    };
  });
  const { user, system } = process.cpuUsage(before);
  const points = files.reduce((sum, { values }) => sum + values.length, 0);
  const standard = scoreCorpus(scored, profiles["standard"]!);
  return [
    ...Object.entries(profiles).map(([name, profile]) =>
      figure(`NAB, ${name}`, scoreCorpus(scored, profile).normalized, "of 100"),
    ),
    figure("windows found", standard.detected, `of ${standard.windows}`),
    figure("false positives", standard.falsePositives, "points"),
    figure(
      "NAB, standard, each group held out",
      heldOut(scored, ({ name }) => name.split("/", 1)[0]!),
      "of 100",
    ),
    figure(
      "NAB, standard, five parts held out",
      heldOut(scored, (_, index) => index % 5),
      "of 100",
    ),
    figure("CPU time", (user + system) / points, "µs/point"),
  ];
}

function heldOut(scored: readonly ScoredFile[], foldOf: Parameters<typeof crossValidate>[2]): number {
  return crossValidate(scored, profiles["standard"]!, foldOf);
}

function onNoise(): Figure[] {
  const ofWeek = { points: week, intervalMs: fiveMinutes };
  return Object.entries(noises).flatMap(([name, noise]) => {
    // the promise is for normal noise; other kinds are smaller samples
    const count = name === "normal" ? series : Math.ceil(series / 20);
    const few = Math.ceil(series / 20);
    return [
      figure(`false alarms, ${name} noise`, falseAlarms(noise, count, ofWeek), "a week in 100 series"),
      ...[288, week].map((points) =>
        figure(
          `shifts found after ${points} points, ${name} noise`,
          foundShifts(noise, few, { points, intervalMs: fiveMinutes }),
          "%",
        ),
      ),
    ];
  });
}

function ofState(): Figure[] {
  const detector = createDetector();
  const state = detector.start();
  for (let point = 0; point < 10 * week; point++)
    detector.step(state, point * fiveMinutes, Math.sin(point) / 3);
  return [figure("state of a series as JSON", JSON.stringify(state).length, "bytes")];
}

function figure(name: string, value: number, unit: string): Figure {
  return { name, value, unit };
}
