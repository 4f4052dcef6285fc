// What does a span cost the application, against the stock SDK and dd-trace?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { compare } from "./sides.ts";

const rounds = 5;
const sides = [
  { name: "telltale", file: "telltale.ts", arrive: 2 },
  { name: "telltale, redaction off", file: "telltale.ts", way: "unredacted", arrive: 2 },
  { name: "stock SDK 2.12", file: "stock.ts", arrive: 2 },
  { name: "dd-trace 6.21, native API", file: "dd-trace.ts", arrive: 2 },
  { name: "telltale, marks on", file: "telltale.ts", way: "marks", arrive: 2 },
] as const;
const { ns, arrived } = await compare(sides, rounds);
const perSpan = (name: string): number[] => (ns.get(name) ?? []).map((pair) => pair / 2);
const [ours, unredacted, stock, dd, marks] = sides.map(({ name }) => median(perSpan(name))) as [
  number,
  number,
  number,
  number,
  number,
];
const figures: Figure[] = [
  ...sides.map(({ name }) => figureOf(name, "ns CPU a span", perSpan(name))),
  { name: "telltale / stock", value: ours / stock, unit: "×" },
  { name: "telltale, redaction off / stock", value: unredacted / stock, unit: "×" },
  { name: "telltale / dd-trace", value: ours / dd, unit: "×" },
  { name: "telltale, redaction off / dd-trace", value: unredacted / dd, unit: "×" },
  { name: "telltale, marks on / telltale", value: marks / ours, unit: "×" },
];
answer({
  question: "CPU of the application per span",
  method:
    `Root and child span, 5 attributes each, one event on the child, which is not made active, by each library's own API; sent to a receiver in another process and counted there (${arrived.toLocaleString("en")}, all of them). ` +
    `CPU time of the whole process, user and system, over 204,800 pairs in bursts of 512 (two full batches), each flushed, after 307,200 to warm up, when the HTTP client is compiled, too; ${rounds} fresh processes a side in turn. As shipped; no side compresses to an address on the same machine. ` +
    "dd-trace sends to its agent in its own format, plug-ins, telemetry and remote configuration off.",
  figures,
});
