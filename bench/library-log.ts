// What does a log record cost the application, against the stock SDK and pino?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { compare } from "./sides.ts";

const rounds = 5;
const sides = [
  { name: "telltale", file: "telltale-log.ts", arrive: 1 },
  { name: "telltale, redaction off", file: "telltale-log.ts", way: "unredacted", arrive: 1 },
  { name: "stock SDK 2.12", file: "stock-log.ts", arrive: 1 },
  { name: "pino 10.4, to /dev/null", file: "pino.ts", arrive: 0 },
] as const;
const { ns, arrived } = await compare(sides, rounds);
const perRecord = (name: string): readonly number[] => ns.get(name) ?? [];
const [ours, unredacted, stock, pino] = sides.map(({ name }) => median(perRecord(name))) as [
  number,
  number,
  number,
  number,
];
const figures: Figure[] = [
  ...sides.map(({ name }) => figureOf(name, "ns CPU a record", perRecord(name))),
  { name: "telltale / stock", value: ours / stock, unit: "×" },
  { name: "telltale, redaction off / stock", value: unredacted / stock, unit: "×" },
  { name: "telltale / pino", value: ours / pino, unit: "×" },
  { name: "telltale, redaction off / pino", value: unredacted / pino, unit: "×" },
];
answer({
  question: "CPU of the application per log record",
  method:
    `One record with a body and 3 attributes inside an active span, by each library's own API, sent as OTLP to a receiver in another process and counted there (${arrived.toLocaleString("en")}, all of them). ` +
    `CPU time of the whole process, user and system, over 409,600 records in bursts of 1,024 (two full batches), each flushed, after 614,400 to warm up; ${rounds} fresh processes a side in turn. ` +
    "pino writes its lines synchronously to /dev/null: nothing is sent, and they carry no trace.",
  figures,
});
