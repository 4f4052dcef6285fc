// What does a span cost that is not kept?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { compare } from "./sides.ts";

const rounds = 5;
const sides = [
  { name: "telltale", file: "telltale.ts", way: "unsampled", arrive: 0 },
  { name: "stock SDK 2.12", file: "stock.ts", way: "unsampled", arrive: 0 },
] as const;
const { ns } = await compare(sides, rounds);
const perPair = (name: string): readonly number[] => ns.get(name) ?? [];
const [ours, stock] = sides.map(({ name }) => median(perPair(name))) as [number, number];
const figures: Figure[] = [
  ...sides.map(({ name }) => figureOf(name, "ns CPU a root and its child", perPair(name))),
  { name: "telltale / stock", value: ours / stock, unit: "×" },
];
answer({
  question: "CPU of spans that are not sampled",
  method: `The workload of the spans above with \`OTEL_TRACES_SAMPLER=parentbased_always_off\` on both sides; nothing arrived. ${rounds} fresh processes a side in turn.`,
  figures,
});
