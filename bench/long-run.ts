// A long run by hand, and its section of docs/benchmarks.md:
//
//     node --conditions=telltale-source bench/long-run.ts run --minutes 120 --out FOLDER
//     node --conditions=telltale-source bench/long-run.ts report FOLDER [--note "what else the machine did"]
//
// `report` writes bench/long-run/result.json and the section, also of a run that goes on or was ended early. Needs a build (`npm run build`).
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { pageOf, sectionsOf } from "../tools/benchmarks-page.ts";
import { buildShiftedClock } from "../tools/shifted-clock.ts";
import { root } from "../tools/source-files.ts";
import { describeBases, readBases } from "./guard/base.ts";
import { faultsOf, type LongRun, readRun } from "./long-run/result.ts";
import { runForLong } from "./long-run/run.ts";
import { describeRun, sectionName } from "./long-run/section.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "120" },
    rate: { type: "string", default: "5000" },
    out: { type: "string", default: "long-run" },
    note: { type: "string", default: "" },
  },
});
// processes that were started end with this one
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));

const [command, folder = values.out] = positionals;

if (command === "run") await run();
else if (command === "report") report();
else {
  console.error(`Unknown command ${JSON.stringify(command ?? "")}: expected \`run\` or \`report FOLDER\`.`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
  if (!(minutes >= 1) || !(rate >= 100))
    throw new Error(
      `Cannot run ${values.minutes} minutes with ${values.rate} spans a second: expected at least 1 minute and 100 spans a second.`,
    );
  const clockLibrary = buildShiftedClock();
  if (clockLibrary === undefined) throw new Error("Cannot shift clocks here: look above for the reason.");
  const rates = { traces: rate, logs: rate / 10, metrics: rate / 10 };
  await runForLong({ minutes, rates, clockLibrary, folder: path.resolve(folder) });
  print(readRun(folder));
}

function report(): void {
  const result = readRun(folder);
  const text = `${JSON.stringify({ ...result, note: values.note }, undefined, 1)}\n`;
  writeFileSync(path.join(root, "bench/long-run/result.json"), text);
  const page = path.join(root, "docs/benchmarks.md");
  const sections = sectionsOf(readFileSync(page, "utf8"));
  const names = [...sections.keys()].filter((name) => name !== "guard");
  sections.set(sectionName, describeRun(result, values.note));
  writeFileSync(page, pageOf(sections, names, describeBases(readBases())));
  print(result);
}

function print(result: LongRun): void {
  for (const one of result.series)
    console.log(
      `${one.verdict.padEnd(8)} ${one.name}: ${one.level.toFixed(1)} ${one.unit}, growth ${one.growth.toFixed(1)} ± ${one.noise.toFixed(1)} (${one.blocks} blocks)`,
    );
  for (const { what, sent, stored } of result.figures) console.log(`${what}: ${sent} sent, ${stored} stored`);
  const faults = faultsOf(result);
  console.log(faults.length === 0 ? "✓ nothing wrong" : faults.map((fault) => `✗ ${fault}`).join("\n"));
}
