// What do `trace` and decorators cost over the plainest way to make the same span?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly ns: readonly [readonly number[], readonly number[]];
  readonly spans: number;
  readonly expected: number;
}

const rounds = 7;
const pairs = [
  ["trace", "parts"],
  ["trace, awaited", "parts, awaited"],
  ["decorator", "trace"],
  ["decorator, awaited", "trace, awaited"],
  ["wrap", "trace"],
  ["plain", "trace"],
] as const;

const figures: Figure[] = [];
for (const [form, base] of pairs) {
  const ratios: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { ns, spans, expected } = await run<Measured>("against/trace-forms.ts", [form, base]);
    if (spans !== expected)
      throw new Error(`Cannot trust the figures: ${expected} spans were made and ${spans} left`);
    const [cost, baseCost] = [median(ns[0]), median(ns[1])];
    ratios.push(cost / baseCost);
    costs.push(cost);
  }
  figures.push(figureOf(form, "ns CPU a call", costs));
  if (form !== "plain") figures.push(figureOf(`${form} / ${base}`, "×", ratios));
}
answer({
  question: "`trace`, `wrap` and decorators, against the parts they are made of",
  method:
    "One span around a method that adds a number, the same span each time (two attributes: what a decorator records by itself), encoded at its end and handed to an exporter that counts. `parts` is `startSpan`, `context.with` and `end`, without a thought for errors. " +
    `CPU time of the thread, blocks of 400 calls of both forms in turn in one process, 400 blocks after 100 to warm up, the median block of each; ${rounds} fresh processes a pair. Awaited: 400 calls at once of an async method.`,
  figures,
});
