// What does a measurement cost the application, against the stock metrics SDK of both lines, and prom-client?
import { existsSync } from "node:fs";
import path from "node:path";

import { npm } from "../tools/npm.ts";
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run } from "./process.ts";
import { type Measured, type WorkloadName, workloads } from "./workload/metrics.ts";

const rounds = 5;

const sides = [
  { name: "telltale", file: "against/metrics-telltale.ts", calls: 20_000_000 },
  { name: "stock 3.1.1", file: "rivals/metrics-3/run.mjs", calls: 1_000_000 },
  { name: "stock 2.12", file: "rivals/metrics-2/run.mjs", calls: 1_000_000 },
  { name: "prom-client 15.1", file: "rivals/prom-client/run.mjs", calls: 2_000_000 },
] as const;

// the rivals want versions of the API that exclude each other, so each has an installation of its own
for (const { file } of sides.slice(1)) {
  const folder = path.join(import.meta.dirname, path.dirname(file));
  if (!existsSync(path.join(folder, "node_modules"))) npm(["ci"], folder);
}

const cost = new Map<string, number[]>();
let exemplars = 0;
for (let round = 0; round < rounds; round++) {
  for (const workload of Object.keys(workloads) as WorkloadName[]) {
    for (const { name, file, calls } of sides) {
      // the cheapest calls are made more often, so that every run takes a good part of a second
      const count = workloads[workload].attributes === 0 ? calls * 5 : calls;
      const measured = await run<Measured>(file, [workload, String(count)]);
      if (name === "telltale" && workload.startsWith("record")) exemplars += measured.exemplars;
      const key = `${workload} · ${name}`;
      cost.set(key, [...(cost.get(key) ?? []), measured.cpuNs]);
    }
  }
}
if (exemplars === 0) throw new Error("Cannot trust the figures: there were no exemplars");

const figures = (Object.keys(workloads) as WorkloadName[]).flatMap((workload): Figure[] => {
  const of = (name: string): readonly number[] => cost.get(`${workload} · ${name}`) ?? [];
  const ratio = (name: string): Figure => ({
    name: `${workload}: telltale / ${name}`,
    value: median(of("telltale")) / median(of(name)),
    unit: "×",
  });
  return [
    ...sides.map(({ name }) => figureOf(`${workload}: ${name}`, "ns CPU", of(name))),
    ratio("stock 3.1.1"),
    ratio("stock 2.12"),
  ];
});
answer({
  question: "CPU of the application per measurement",
  method:
    "One instrument, one call in a loop, inside a sampled span for Telltale, whose exemplars (trace_based) are on; the rivals have none. " +
    `CPU time of the whole process over 1 to 100 million calls, ${rounds} fresh processes a side in turn, the sum over all series asserted afterwards: ` +
    "Telltale's out of the OTLP bytes, the stock SDK's and prom-client's out of their collections, which are not encoded. " +
    "`bound add` is beside `add` without attributes of the stock SDK, which has no bound instruments. " +
    "Both histograms have the 14 bounds of HTTP durations. Fresh objects are made anew for each call, on every side.",
  figures,
});
