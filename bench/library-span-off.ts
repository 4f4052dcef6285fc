// What does a call cost where telemetry was never started?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { compare } from "./sides.ts";

const rounds = 7;
const sides = [
  { name: "telltale, not started", file: "not-started.ts", way: "telltale", arrive: 0 },
  { name: "@opentelemetry/api by itself", file: "not-started.ts", way: "api", arrive: 0 },
] as const;
const { ns } = await compare(sides, rounds);
const perCall = (name: string): readonly number[] => ns.get(name) ?? [];
const [ours, bare] = sides.map(({ name }) => median(perCall(name))) as [number, number];
const figures: Figure[] = [
  ...sides.map(({ name }) => figureOf(name, "ns CPU a call", perCall(name))),
  { name: "telltale / API", value: ours / bare, unit: "×" },
];
answer({
  question: "CPU of a call while telemetry is off",
  method: `\`trace(name, options, fn)\` against \`tracer.startActiveSpan(name, options, fn)\` with nothing registered, an empty \`fn\`. ${rounds} fresh processes a side in turn.`,
  figures,
});
