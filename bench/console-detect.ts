// How good and how expensive is the anomaly detector? The score of the Numenta Anomaly Benchmark (NAB) for the corpus in the folder that
// TELLTALE_NAB or the first argument names (the layout of github.com/numenta/NAB), false alarms on noise, and planted shifts.
import { createDetector } from "detect";
import { seasonal } from "./detect/seasonal.ts";
import { falseAlarms, foundShifts } from "./detect/noise.ts";
import { noises, poisson, seeded } from "./detect/seeded.ts";
import { answer, type Figure } from "./figure.ts";
import { type CorpusFile, readCorpus } from "./nab/corpus.ts";
import { generate } from "./nab/generated.ts";
import { type CostProfile, leftOut, scoreCorpus, type ScoredFile, together } from "./nab/score.ts";

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

/** Generated series that no constant was chosen with. */
const generatedSeeds = [5, 6];

const figures = [
  ...(corpus.length === 0 ? [] : onCorpus(corpus)),
  ...onSeasons(),
  ...onNoise(),
  ...ofState(),
];
answer({
  question: "Anomaly detector: NAB, false alarms, cost",
  method:
    `${corpus.length} labelled files of NAB (github.com/numenta/NAB, a part of its 58, ${corpus.reduce((sum, { values }) => sum + values.length, 0).toLocaleString("en")} points), ` +
    "scored as NAB does: one threshold for the corpus, 15 % probation. Visible: the threshold is the best one for these files, which flatters. " +
    "Left out: each category has the threshold that is best for all others and for generated series of five other kinds (mentions, roads, prices, servers, rhythms). " +
    "The constants were chosen by left-out figures, on generated series of other seeds. " +
    "Seasonal: five-minute values with a daily rhythm, no fault for 20 days, then a fall for 12 hours at any time of the day. " +
    `Noise: a week of ${series.toLocaleString("en")} seeded series with a value every five minutes; the budget is 5 false alarms a week in a hundred series. ` +
    "Shifts: three standard deviations, found within ten points. The rule for anomalies with its defaults is measured by alert-delay. CPU time, not wall clock.",
  figures,
  ...(corpus.length === 0
    ? { lacks: "the corpus of NAB is missing: set TELLTALE_NAB to a folder with github.com/numenta/NAB" }
    : {}),
});

function onCorpus(files: readonly CorpusFile[]): Figure[] {
  const before = process.cpuUsage();
  const visible = scoredOf(files);
  const { user, system } = process.cpuUsage(before);
  const points = files.reduce((sum, { values }) => sum + values.length, 0);
  const all = [...visible, ...scoredOf(generatedSeeds.flatMap(generate))];
  const standard = scoreCorpus(visible, profiles["standard"]!);
  return [
    ...Object.entries(profiles).flatMap(([name, profile]) => [
      figure(`NAB, visible, ${name}`, scoreCorpus(visible, profile).normalized, "of 100"),
      ...leftOutFigures(all, name, profile),
      figure(
        `NAB and generated series, one threshold, ${name}`,
        scoreCorpus(all, profile).normalized,
        "of 100",
      ),
    ]),
    figure("windows found, visible, standard", standard.detected, `of ${standard.windows}`),
    figure("false positives, visible, standard", standard.falsePositives, "points"),
    figure("CPU time", (user + system) / points, "µs/point"),
  ];
}

function scoredOf(files: readonly CorpusFile[]): ScoredFile[] {
  const detector = createDetector();
  return files.map(({ name, times, values, windows }) => {
    const state = detector.start();
    return {
      name,
      windows,
      scores: times.map((time, index) => detector.step(state, time, values[index]).score),
    };
  });
}

function categoryOf({ name }: ScoredFile): string {
  return name.split("/", 1)[0]!;
}

function isGenerated(category: string): boolean {
  return category.startsWith("generated");
}

function leftOutFigures(files: readonly ScoredFile[], name: string, profile: CostProfile): Figure[] {
  const results = leftOut(files, profile, categoryOf);
  const all = (label: string, isMeant: (category: string) => boolean): Figure => {
    const meant = [...results].filter(([category]) => isMeant(category)).map(([, result]) => result);
    return figure(label, together(meant, profile), "of 100");
  };
  return [
    all(`NAB, left out, ${name}`, (category) => !isGenerated(category)),
    ...(name === "reward low FN rate"
      ? []
      : [...results].map(([category, { normalized, windows, falsePositives }]) =>
          windows === 0
            ? figure(`left out, ${name}: ${category}`, falsePositives, "false positives")
            : figure(`left out, ${name}: ${category}`, normalized, "of 100"),
        )),
    all(`generated, left out, ${name}`, isGenerated),
  ];
}

function onSeasons(): Figure[] {
  return seasonal(100).flatMap(({ name, found, medianDelay, firstDay, weekly }) => [
    figure(`seasonal ${name}: found`, found, "%"),
    figure(`seasonal ${name}: median delay`, Math.min(999, medianDelay), "min"),
    figure(`seasonal ${name}: false alarms of the first day`, firstDay, "in 100 series"),
    figure(`seasonal ${name}: false alarms after it`, weekly, "a week in 100 series"),
  ]);
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
  const bytesOf = (valueOf: (point: number) => number): number => {
    const state = detector.start();
    for (let point = 0; point < 10 * week; point++) detector.step(state, point * fiveMinutes, valueOf(point));
    return JSON.stringify(state).length;
  };
  const random = seeded(1);
  return [
    figure(
      "state of a series as JSON",
      bytesOf((point) => Math.sin(point) / 3),
      "bytes",
    ),
    figure(
      "state of a series of whole numbers as JSON",
      bytesOf(() => poisson(random, 20)),
      "bytes",
    ),
  ];
}

function figure(name: string, value: number, unit: string): Figure {
  return { name, value, unit };
}
