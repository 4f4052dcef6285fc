// Generated stores with and without a fault, and how often the cause is the first finding at each place. As a script, it prints the counts:
// `node run.ts STORES FIRST_SEED [known|made-up] [FILE]`. With FILE, it notes each seed there, and does not run those that are in it.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { DiffersResult } from "contract";
import { now, openApi, type TestApi } from "../../api/harness.ts";
import { chooseFault } from "./fault.ts";
import { inWords, namesCause } from "./judge.ts";
import { makeUpShape } from "./made-up-shape.ts";
import { placesOf, type PlaceName } from "./places.ts";
import type { Shape } from "./shape.ts";
import { shapes } from "./shapes.ts";
import { spreadMs, writeVisits } from "./visits.ts";

export interface Score {
  right: number;
  asked: number;
}

/** By place: with a fault, and without one. */
export interface Scores {
  readonly faults: Map<PlaceName, Score>;
  readonly healthy: Map<PlaceName, Score>;
  /** What went wrong, in words. */
  readonly misses: string[];
}

/** The hour of the visits, ms from now. */
const beginMs = -spreadMs - 60_000;

/** A store of its own for each seed with a fault, and one without. */
export async function runStores(seeds: readonly number[], shapeOf: (seed: number) => Shape): Promise<Scores> {
  const scores: Scores = { faults: new Map(), healthy: new Map(), misses: [] };
  for (const seed of seeds)
    for (const isFaulty of [true, false]) {
      // rows that arrive when they were made are not late
      const api = await openApi(undefined, undefined, () => now);
      try {
        await runStore(api, shapeOf(seed), seed, isFaulty, scores);
      } finally {
        await api.close();
      }
    }
  return scores;
}

async function runStore(
  api: TestApi,
  shape: Shape,
  seed: number,
  isFaulty: boolean,
  scores: Scores,
): Promise<void> {
  const fault = chooseFault(shape, seed);
  await api.write((sink) => writeVisits(sink, shape, isFaulty ? fault : undefined, seed, beginMs));
  const iso = (ms: number): string => new Date(now + ms).toISOString();
  const range = `from=${iso(beginMs)}&to=${iso(beginMs + spreadMs)}`;
  for (const { name, query } of await placesOf(api, shape, fault, range)) {
    if (!isFaulty && name === "error") continue;
    const result = await api.get<DiffersResult>(`/api/differs?${range}&${query}`);
    if (result.verdict === "few" && !isFaulty) continue;
    const isRight = isFaulty ? namesCause(result, fault, shape) : result.verdict === "nothing";
    const all = isFaulty ? scores.faults : scores.healthy;
    const score = all.get(name) ?? { right: 0, asked: 0 };
    all.set(name, score);
    score.asked += 1;
    if (isRight) score.right += 1;
    else {
      const cause = fault.cause.map(({ key, value }) => `${key}=${value}`).join(" and ");
      const planted = isFaulty
        ? `${fault.effect} of ${fault.service} ${fault.operation.name} where ${cause}`
        : "nothing";
      const miss = `${shape.name} ${seed}, ${name}: ${planted} → ${inWords(result)}`;
      scores.misses.push(miss);
      if (import.meta.main) console.error(miss);
    }
  }
}

/** The three shapes in turn. */
export function knownShape(seed: number): Shape {
  return shapes[seed % shapes.length]!;
}

export function inTable(scores: ReadonlyMap<PlaceName, Score>): string {
  const rows = [...scores].map(([name, { right, asked }]) => `${name} ${right}/${asked}`);
  const [right, asked] = [...scores.values()].reduce(([a, b], one) => [a + one.right, b + one.asked], [0, 0]);
  return `${right}/${asked} = ${((100 * right) / Math.max(1, asked)).toFixed(1)} % (${rows.join(", ")})`;
}

/** Runs the seeds that are not in `file`, and adds them to it; gives the scores of all `seeds`. */
async function runOrRead(
  seeds: readonly number[],
  shapeName: string,
  file: string | undefined,
): Promise<Scores> {
  const shapeOf = shapeName === "made-up" ? makeUpShape : knownShape;
  if (file === undefined) return runStores(seeds, shapeOf);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const known = new Map(
    lines
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Noted)
      .map((one) => [`${one.shape} ${one.seed}`, one]),
  );
  const scores: Scores = { faults: new Map(), healthy: new Map(), misses: [] };
  for (const seed of seeds) {
    let noted = known.get(`${shapeName} ${seed}`);
    if (noted === undefined) {
      const { faults, healthy, misses } = await runStores([seed], shapeOf);
      noted = { shape: shapeName, seed, faults: [...faults], healthy: [...healthy], misses };
      appendFileSync(file, `${JSON.stringify(noted)}\n`);
    }
    addScores(scores.faults, noted.faults);
    addScores(scores.healthy, noted.healthy);
    scores.misses.push(...noted.misses);
  }
  return scores;
}

/** A line of the file. */
interface Noted {
  readonly shape: string;
  readonly seed: number;
  readonly faults: readonly (readonly [PlaceName, Score])[];
  readonly healthy: readonly (readonly [PlaceName, Score])[];
  readonly misses: readonly string[];
}

function addScores(sums: Map<PlaceName, Score>, more: Noted["faults"]): void {
  for (const [name, { right, asked }] of more) {
    const sum = sums.get(name) ?? { right: 0, asked: 0 };
    sums.set(name, { right: sum.right + right, asked: sum.asked + asked });
  }
}

if (import.meta.main) {
  const [stores = "30", first = "1", shape = "known", file] = process.argv.slice(2);
  const seeds = Array.from({ length: Number(stores) }, (_, at) => Number(first) + at);
  const scores = await runOrRead(seeds, shape, file);
  console.log(`cause first: ${inTable(scores.faults)}\nnothing differs: ${inTable(scores.healthy)}`);
  // the engine of the process ends with it
  process.exit();
}
