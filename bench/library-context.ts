// What do context attributes cost, to enter and for each span and record inside?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly ns: readonly [readonly number[], readonly number[]];
}

const rounds = 7;
const pairs = [
  ["with three attributes", "the function alone", "entering three attributes"],
  ["span inside", "span, no attributes", "more for a span inside"],
  ["record inside", "record, no attributes", "more for a log record inside"],
] as const;

const figures: Figure[] = [];
for (const [form, base, name] of pairs) {
  const costs: number[] = [];
  const differences: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { ns } = await run<Measured>("against/context-forms.ts", [form, base]);
    costs.push(median(ns[0]));
    differences.push(median(ns[0]) - median(ns[1]));
  }
  figures.push(figureOf(form, "ns CPU", costs), figureOf(name, "ns CPU", differences));
}
answer({
  question: "Context attributes: to enter, and for each span and record inside",
  method:
    "`withContext` of three texts around a function that adds a number, against the function alone. A span of two attributes of its own, and a log record of two, made inside of three context attributes and inside of none, in bundles of twenty; that the attributes are on each is counted in the bytes that leave. " +
    `CPU time of the thread, blocks of 400 calls of both forms in turn in one process, 400 blocks after 100 to warm up, the median block of each; ${rounds} fresh processes a pair.`,
  figures,
});
