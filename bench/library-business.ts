// What do a transaction and a step of a journey cost the application, in spans and in log records?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { compare, type Side } from "./sides.ts";
import { declared } from "./workload/business.ts";

const rounds = 5;
const of = (name: string, arrive: number): Side => ({
  name,
  file: "business-telltale.ts",
  way: name,
  arrive,
  once: declared,
});
const sides = [
  of("span", 1),
  of("transaction that ends at once", 2),
  of("transaction that lasts", 3),
  of("log record, 3 attributes", 1),
  of("log record, a step's attributes", 1),
  of("journey step", 1),
];
const ratios = [
  ["transaction that ends at once", "span"],
  ["transaction that lasts", "span"],
  ["journey step", "log record, a step's attributes"],
  ["journey step", "log record, 3 attributes"],
] as const;

const { ns, arrived } = await compare(sides, rounds);
const medianOf = (name: string): number => median(ns.get(name) ?? []);
answer({
  question: "CPU of the application per transaction and per step of a journey",
  method:
    `A span by \`trace\` with five attributes; a transaction with id, user, amount, currency and one attribute: one span, one record (two when it lasts, for it is announced first), three metrics; a step with user, session and one attribute, of people whose step before is known: one record of nine attributes, and a counter. Sent to a receiver in another process and counted there (${arrived.toLocaleString("en")}, all of them). ` +
    `CPU time of the whole process, user and system, over 200,000 calls after 300,000 to warm up, in bursts of 400, each flushed; metrics are counted and not collected meanwhile; ${rounds} fresh processes a side in turn.`,
  figures: [
    ...sides.map(({ name }) => figureOf(name, "ns CPU a call", ns.get(name) ?? [])),
    ...ratios.map(([form, base]): Figure => ({
      name: `${form} / ${base}`,
      value: medianOf(form) / medianOf(base),
      unit: "×",
    })),
  ],
});
