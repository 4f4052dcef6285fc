// Generated stores with and without a fault, and whether the cause is the first finding at each place. As a script, it prints how far it is,
// what went wrong and the counts: `node run.ts STORES FIRST_SEED [known|made-up] [FILE]`. With FILE, it notes each seed there, and does not
// run those that are in it.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { DiffersResult } from "contract";
import { now, openApi, type TestApi } from "../../api/harness.ts";
import { type Answer, inTable, isHealthy, missesOf } from "./answers.ts";
import { chooseFault, type Fault } from "./fault.ts";
import { inWords, namesCause } from "./judge.ts";
import { makeUpShape } from "./made-up-shape.ts";
import { type AskedPlace, isShown, placesOf } from "./places.ts";
import type { Shape } from "./shape.ts";
import { shapes } from "./shapes.ts";
import { spreadMs, writeVisits } from "./visits.ts";

/** Begin of the hour with the fault, and of the healthy one before it, ms from now. Both are in one store: opening one takes as long as a question. */
const [faultyMs, healthyMs] = [-spreadMs - 60_000, -2 * spreadMs - 120_000];

/** Stores of these seeds one after the other, on one engine. */
export async function runStores(
  seeds: readonly number[],
  shapeOf: (seed: number) => Shape,
  onStore?: (seed: number, answers: readonly Answer[]) => void,
): Promise<Answer[]> {
  const all: Answer[] = [];
  for (const seed of seeds) {
    const answers = await runStore(shapeOf(seed), seed);
    all.push(...answers);
    onStore?.(seed, answers);
  }
  return all;
}

async function runStore(shape: Shape, seed: number): Promise<Answer[]> {
  const fault = chooseFault(shape, seed);
  if (!isShown(shape, fault)) return [];
  // rows that arrive when they were made are not late
  const api = await openApi(undefined, undefined, () => now);
  try {
    await api.write((sink) => {
      writeVisits(sink, shape, fault, seed, faultyMs);
      writeVisits(sink, shape, undefined, seed, healthyMs);
    });
    const [faulty, healthy] = await Promise.all([
      askPlaces(api, shape, fault, faultyMs),
      askPlaces(api, shape, fault, healthyMs),
    ]);
    return [
      ...faulty.map(([place, result]) => toAnswer(place, result, { shape, seed, fault })),
      ...healthy
        // its group of errors is of the fault
        .filter(([{ name }]) => name !== "error")
        .map(([place, result]) => toAnswer(place, result, { shape, seed })),
    ];
  } finally {
    await api.close();
  }
}

async function askPlaces(
  api: TestApi,
  shape: Shape,
  fault: Fault,
  beginMs: number,
): Promise<(readonly [AskedPlace, DiffersResult])[]> {
  const iso = (ms: number): string => new Date(now + ms).toISOString();
  const range = `from=${iso(beginMs)}&to=${iso(beginMs + spreadMs)}`;
  const places = await placesOf(api, shape, fault, range);
  const answers: (readonly [AskedPlace, DiffersResult])[] = [];
  // one after the other: all at once need more memory than the engine gives to readers
  for (const place of places)
    answers.push([place, await api.get<DiffersResult>(`/api/differs?${range}&${place.query}`)]);
  return answers;
}

function toAnswer(
  { name: place }: AskedPlace,
  result: DiffersResult,
  { shape, seed, fault }: { readonly shape: Shape; readonly seed: number; readonly fault?: Fault },
): Answer {
  const isRight = fault === undefined ? result.verdict === "nothing" : namesCause(result, fault, shape);
  return {
    application: shape.name,
    seed,
    place,
    effect: fault?.effect ?? "none",
    verdict: result.verdict === "few" ? "few" : isRight ? "right" : "wrong",
    words: `${fault === undefined ? "nothing" : plantedInWords(fault)} → ${inWords(result)}`,
  };
}

function plantedInWords({ cause, effect, service, operation }: Fault): string {
  const parts = cause.map(({ key, value }) => `${key}=${value}`).join(" and ");
  return `${effect} of ${service} ${operation.name} where ${parts}`;
}

/** The three shapes in turn. Those of even seeds are used by programs: their transactions take as long as the requests. */
export function knownShape(seed: number): Shape {
  const shape = shapes[seed % shapes.length]!;
  return seed % 2 === 0 ? { ...shape, pauseMs: 2 } : shape;
}

/** A line of the file. */
interface Noted {
  readonly shape: string;
  readonly seed: number;
  readonly answers: readonly Answer[];
}

/** Runs the seeds that are not in `file`, and adds them to it; gives the answers of all `seeds`. */
async function runOrRead(
  seeds: readonly number[],
  shapeName: string,
  file: string | undefined,
): Promise<Answer[]> {
  const lines = file !== undefined && existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const noted = lines
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Noted)
    .filter(({ shape, seed }) => shape === shapeName && seeds.includes(seed));
  const known = new Set(noted.map(({ seed }) => seed));
  const left = seeds.filter((seed) => !known.has(seed));
  const begin = performance.now();
  let done = 0;
  const ran = await runStores(left, shapeName === "made-up" ? makeUpShape : knownShape, (seed, answers) => {
    done += 1;
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ shape: shapeName, seed, answers })}\n`);
    for (const miss of missesOf(answers)) console.error(miss);
    const each = (performance.now() - begin) / 1000 / done;
    console.error(`${done} of ${left.length} stores, ${each.toFixed(1)} s each`);
  });
  return [...noted.flatMap(({ answers }) => answers), ...ran];
}

if (import.meta.main) {
  const [stores = "30", first = "1", shape = "known", file] = process.argv.slice(2);
  const seeds = Array.from({ length: Number(stores) }, (_, at) => Number(first) + at);
  const answers = await runOrRead(seeds, shape, file);
  const shown = new Set(answers.map(({ seed }) => seed)).size;
  console.log(`${shown} of ${seeds.length} faults show somewhere\n`);
  console.log(`cause first:\n${inTable(answers.filter((one) => !isHealthy(one)))}\n`);
  console.log(`nothing differs:\n${inTable(answers.filter(isHealthy))}`);
  // the engine of the process ends with it
  process.exit();
}
