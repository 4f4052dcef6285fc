// The result of a run from what it has written, also of one that was ended early.
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import type { ComparedFigure } from "./figures.ts";
import { files, type RunEnd, type RunEvent, type RunInfo } from "./run.ts";
import type { Sample } from "./sample.ts";
import { judgeTrend, medianOf, type Point, type Trend } from "./trend.ts";

export interface Series extends Trend {
  readonly name: string;
  readonly unit: string;
  /** Whether a run is only good if this is known to be flat. Times of single questions may be too noisy. */
  readonly mustBeFlat: boolean;
  /** Medians over the whole run, `null` where there is no sample. */
  readonly curve: readonly (number | null)[];
}

export interface LongRun {
  readonly info: RunInfo;
  /** Of the run; what it took until its last sample when it was ended early. */
  readonly seconds: number;
  readonly isComplete: boolean;
  readonly machine: string;
  readonly samples: number;
  readonly share: number;
  readonly events: readonly RunEvent[];
  readonly series: readonly Series[];
  readonly rules: { readonly samples: number; readonly notEvaluated: number; readonly oldestSeconds: number };
  readonly unanswered: number;
  readonly figures: readonly ComparedFigure[];
  readonly end?: Omit<RunEnd, "figures">;
}

const pointsOfCurve = 48;
/** Seconds after an outage in which questions may stay without an answer and rules unevaluated. A sample takes seconds, so before it as well. */
const disturbedSeconds = { before: 30, after: 120 };

export function readRun(folder: string): LongRun {
  const read = (file: keyof typeof files): string => {
    const place = path.join(folder, files[file]);
    return existsSync(place) ? readFileSync(place, "utf8") : "";
  };
  const lines = <Line>(file: keyof typeof files): Line[] =>
    read(file)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
  if (read("info") === "")
    throw new Error(
      `Cannot find a run in ${folder}: expected its ${files.info}. Name the folder of \`--out\`.`,
    );
  const info = JSON.parse(read("info")) as RunInfo;
  const samples = lines<Sample>("samples");
  const end = read("end") === "" ? undefined : (JSON.parse(read("end")) as RunEnd);
  return summarize(
    info,
    samples,
    lines<RunEvent>("events").toSorted((a, b) => a.at - b.at),
    end,
  );
}

export function summarize(
  info: RunInfo,
  samples: readonly Sample[],
  events: readonly RunEvent[],
  end: RunEnd | undefined,
): LongRun {
  const seconds = Math.round(end === undefined ? (samples.at(-1)?.at ?? 0) : info.minutes * 60);
  // caches are still filling in a run of minutes
  const share = isShort(seconds) ? 0.5 : 0.1;
  const calm = samples.filter(({ at }) => !events.some((event) => isDisturbedBy(event, at)));
  const rules = calm.flatMap((sample) => sample.rules ?? []);
  return {
    info,
    seconds,
    isComplete: end !== undefined,
    machine: machine(),
    samples: samples.length,
    share,
    events,
    series: allSeries(samples).map(({ points, ...about }) => ({
      ...about,
      ...judgeTrend(points, { seconds, share, least: about.least }),
      curve: curveOf(points, seconds),
    })),
    rules: {
      samples: rules.length,
      notEvaluated: rules.filter((one) => one.notEvaluated > 0 || one.rules !== info.rules).length,
      oldestSeconds: Math.max(0, ...rules.map(({ ageSeconds }) => ageSeconds)),
    },
    unanswered: calm.flatMap(({ answersMs }) => Object.values(answersMs)).filter((ms) => ms === null).length,
    figures: end?.figures ?? [],
    ...(end && { end: { sentSeconds: end.sentSeconds, sent: end.sent, droppedByShop: end.droppedByShop } }),
  };
}

const isShort = (seconds: number): boolean => seconds < 3600;

function isDisturbedBy({ at, awaySeconds }: RunEvent, moment: number): boolean {
  const { before, after } = disturbedSeconds;
  return awaySeconds !== undefined && moment > at - before && moment < at + awaySeconds + after;
}

/** Rules are evaluated twice a minute at least. */
const mostSecondsOld = 120;

/** Why the run is not good, in words; empty for a good one. Times in a run of minutes say what other tests did beside it. */
export function faultsOf(run: LongRun): string[] {
  const { figures, rules, unanswered, isComplete, end } = run;
  const judged = isShort(run.info.minutes * 60) ? run.series.filter(({ unit }) => unit !== "ms") : run.series;
  return [
    ...(isComplete ? [] : ["the run was ended early: figures were not compared"]),
    ...judged.filter(({ verdict }) => verdict === "grows").map(({ name }) => `${name} grows`),
    ...judged
      .filter(({ verdict, mustBeFlat }) => verdict === "unknown" && mustBeFlat)
      .map(({ name }) => `${name} is unknown`),
    ...figures
      .filter(({ sent, stored }) => sent !== stored)
      .map(({ what, sent, stored }) => `${what}: ${sent} sent, ${stored} stored`),
    ...(rules.samples === 0 ? ["the evaluation of rules was not seen"] : []),
    ...(rules.oldestSeconds > mostSecondsOld
      ? [`rules were last evaluated ${rules.oldestSeconds} seconds ago`]
      : []),
    ...(rules.notEvaluated > 0 ? [`rules were not evaluated in ${rules.notEvaluated} samples`] : []),
    ...(end !== undefined && end.droppedByShop > 0 ? [`the shop dropped ${end.droppedByShop} records`] : []),
    ...(unanswered > 0 ? [`${unanswered} questions had no answer`] : []),
  ];
}

interface RawSeries {
  readonly name: string;
  readonly unit: string;
  readonly least: number;
  readonly mustBeFlat: boolean;
  readonly points: readonly Point[];
}

function allSeries(samples: readonly Sample[]): RawSeries[] {
  const processes = [...new Set(samples.flatMap((sample) => Object.keys(sample.processes)))];
  const questions = Object.keys(samples[0]?.answersMs ?? {});
  const series = (
    [name, unit, least, mustBeFlat = true]: readonly [string, string, number, boolean?],
    valueOf: (sample: Sample) => number | undefined,
    lifeOf: (sample: Sample) => number = () => 0,
  ): RawSeries => ({
    name,
    unit,
    least,
    mustBeFlat,
    points: samples.flatMap((sample) => {
      const value = valueOf(sample);
      return value === undefined || !Number.isFinite(value)
        ? []
        : [{ at: sample.at, value, life: lifeOf(sample) }];
    }),
  });
  const ofProcess = (process: string): RawSeries[] =>
    (
      [
        ["memoryMb", "memory", "MB", 10],
        ["handles", "handles", "", 10],
        ["threads", "threads", "", 10],
      ] as const
    ).map(([field, label, unit, least]) =>
      series(
        [`${process}: ${label}`, unit, least],
        (sample) => sample.processes[process]?.[field],
        (sample) => sample.processes[process]?.pid ?? 0,
      ),
    );
  return [
    ...processes.flatMap(ofProcess),
    series(
      ["disk: bytes for each row", "bytes", 2],
      ({ store }) => (store?.diskBytes ?? Number.NaN) / (store?.rows ?? 0),
    ),
    series(["active parts", "", 30], ({ store }) => store?.parts),
    series(
      ["event loop of the console: time of `/healthz`", "ms", 5],
      ({ answersMs }) => answersMs["healthz"] ?? undefined,
    ),
    series(["all questions of pages together", "ms", 50], ({ answersMs }) => sumOf(Object.values(answersMs))),
    ...questions
      .filter((name) => name !== "healthz")
      .map((name) =>
        series([`question: ${name}`, "ms", 10, false], ({ answersMs }) => answersMs[name] ?? undefined),
      ),
  ];
}

/** Only where each has a value. */
function sumOf(values: readonly (number | null)[]): number | undefined {
  return values.includes(null) ? undefined : values.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

function curveOf(points: readonly Point[], seconds: number): (number | null)[] {
  const width = seconds / pointsOfCurve;
  return Array.from({ length: pointsOfCurve }, (_, index) => {
    const own = points.filter(({ at }) => Math.floor(at / width) === index).map(({ value }) => value);
    return own.length === 0 ? null : Number(medianOf(own).toPrecision(4));
  });
}

function machine(): string {
  const [first] = cpus();
  return `${first?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.versions.node}`;
}
