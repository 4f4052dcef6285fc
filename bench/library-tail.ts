// What does it cost to decide about whole traces at their end, and what does a trace cost that is dropped then?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { compare } from "./sides.ts";

const rounds = 5;
const sides = [
  { name: "every span exported", file: "tail.ts", way: "untouched", arrive: 2 },
  { name: "tail sampling, kept", file: "tail.ts", way: "kept", arrive: 2 },
  { name: "tail sampling, dropped", file: "tail.ts", way: "dropped", arrive: 0 },
  { name: "every span exported, redaction off", file: "tail.ts", way: "untouched unredacted", arrive: 2 },
  { name: "tail sampling, kept, redaction off", file: "tail.ts", way: "kept unredacted", arrive: 2 },
  { name: "tail sampling, dropped, redaction off", file: "tail.ts", way: "dropped unredacted", arrive: 0 },
] as const;
const { ns, arrived } = await compare(sides, rounds);
const perSpan = (name: string): number[] => (ns.get(name) ?? []).map((pair) => pair / 2);
const [plain, kept, dropped, barePlain, bareKept, bareDropped] = sides.map(({ name }) =>
  median(perSpan(name)),
) as [number, number, number, number, number, number];
const figures: Figure[] = [
  ...sides.map(({ name }) => figureOf(name, "ns CPU a span", perSpan(name))),
  { name: "kept / exported without tail sampling (at most 1.25)", value: kept / plain, unit: "×" },
  { name: "dropped / kept (at most 0.6)", value: dropped / kept, unit: "×" },
  { name: "kept / exported, redaction off (at most 1.25)", value: bareKept / barePlain, unit: "×" },
  { name: "dropped / kept, redaction off (at most 0.6)", value: bareDropped / bareKept, unit: "×" },
];
answer({
  question: "CPU of tail sampling",
  method:
    `The workload of the spans above, decided by four rules (an error, two attributes, a duration) and a default rate, of which none but the last matches; sent to a receiver in another process and counted there (${arrived.toLocaleString("en")}, all of them). ` +
    `${rounds} fresh processes a side in turn.`,
  figures,
});
