// What does a span cost the application, against the stock SDK?
import { end, firstJson } from "../tools/child.ts";
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run, start } from "./process.ts";
import type { Measured } from "./workload/spans.ts";

const rounds = 5;
const sink = start("against/sink.ts");
const { port } = await firstJson<{ port: number }>(sink);
const url = `http://127.0.0.1:${port}`;
const cost: Record<"telltale" | "stock", number[]> = { telltale: [], stock: [] };
let expected = 0;

for (let round = 0; round < rounds; round++) {
  for (const side of ["telltale", "stock"] as const) {
    const { cpuNsPerPair, pairs } = await run<Measured>(`against/${side}.ts`, [url]);
    cost[side].push(cpuNsPerPair / 2);
    expected += (pairs + 10_000) * 2;
  }
}

const { spans } = (await (await fetch(url)).json()) as { spans: number };
await end(sink);
if (spans !== expected)
  throw new Error(`Cannot trust the figures: ${expected} spans were made and ${spans} arrived`);

const ratio = median(cost.telltale) / median(cost.stock);
const figures: Figure[] = [
  figureOf("telltale", "ns CPU a span", cost.telltale),
  figureOf("stock SDK 2.12", "ns CPU a span", cost.stock),
  { name: "telltale / stock", value: ratio, unit: "×" },
];
answer({
  question: "CPU of the application per span",
  method:
    `Root and child span, 5 attributes each, one event, OTLP/HTTP protobuf sent to a receiver in another process and counted there (${spans} of ${expected}). ` +
    `CPU time of the whole process, user and system, over 60,000 pairs in bursts of 400, ${rounds} fresh processes a side in turn. Both as shipped; neither compresses to an address on the same machine.`,
  figures,
});
