// Reads a folder with the layout of the Numenta Anomaly Benchmark: data/<group>/<name>.csv, labels/combined_windows.json.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** One labelled series. */
export interface CorpusFile {
  /** `realKnownCause/nyc_taxi.csv`. */
  readonly name: string;
  /** Unix ms. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Inclusive indices of points. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

type Labels = Readonly<Record<string, readonly (readonly [start: string, end: string])[]>>;

/** All files of `folder` that have labels, by name. */
export function readCorpus(folder: string): readonly CorpusFile[] {
  const labels = JSON.parse(
    readFileSync(path.join(folder, "labels/combined_windows.json"), "utf8"),
  ) as Labels;
  const data = path.join(folder, "data");
  return readdirSync(data, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll(path.sep, "/"))
    .filter((name) => labels[name] !== undefined)
    .toSorted()
    .map((name) => readFile(path.join(data, name), name, labels[name]!));
}

function readFile(file: string, name: string, labels: Labels[string]): CorpusFile {
  const rows = readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1);
  const texts = rows.map((row) => row.split(",", 2) as [string, string]);
  const stamps = texts.map(([time]) => time);
  return {
    name,
    times: stamps.map((time) => Date.parse(`${time.replace(" ", "T")}Z`)),
    values: texts.map(([, value]) => Number(value)),
    windows: labels.map(([start, end]) => [stamps.indexOf(secondsOf(start)), stamps.indexOf(secondsOf(end))]),
  };
}

/** Labels have microseconds, data has none. */
function secondsOf(time: string): string {
  return time.slice(0, 19);
}
