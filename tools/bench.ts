// `npm run bench`: builds, runs every benchmark but the longest (or those named: `npm run bench -- library-span`) and writes
// docs/benchmarks.md. `npm run bench -- guard` compares with a base instead: bench/guard.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";

import type { Answer } from "../bench/figure.ts";
import { describeBases, readBases } from "../bench/guard/base.ts";
import { guard } from "../bench/guard/guard.ts";
import { pageOf, reasonToKeep, sectionOf, sectionsOf, shown } from "./benchmarks-page.ts";
import { build } from "./build.ts";
import { root, sourceFiles } from "./source-files.ts";

const page = path.join(root, "docs/benchmarks.md");
const questions = sourceFiles(".ts")
  .map((file) => /^bench\/((?:(?:library|console|register)-[\w-]+|alert-delay))\.ts$/.exec(file)?.[1])
  .filter((name) => name !== undefined);

/** They take too long for a run of all. */
const byNameOnly = ["library-soak"];

const [first, ...rest] = process.argv.slice(2);
process.exitCode = first === "guard" ? await runGuard(rest) : await runBenchmarks(process.argv.slice(2));

async function runGuard(args: readonly string[]): Promise<number> {
  const { status, isPageStale } = await guard(args);
  if (isPageStale) write(sectionsOf(readFileSync(page, "utf8")));
  return status;
}

/** Gives the exit status: 1 when a benchmark failed, or had not the data for what is published. The others are written. */
async function runBenchmarks(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !questions.includes(name));
  if (unknown.length > 0) {
    console.error(
      `Cannot find the benchmark ${unknown.join(", ")}: expected guard, ${questions.join(", ")}.`,
    );
    return 1;
  }
  if (!(await build())) return 1;
  const failed = questions
    .filter((one) => (wanted.length === 0 ? !byNameOnly.includes(one) : wanted.includes(one)))
    .filter((name) => !publish(name));
  if (failed.length === 0) return 0;
  console.error(`Not written, so that the published figures stay: ${failed.join(", ")}.`);
  return 1;
}

/** Runs one benchmark and writes its section. Gives whether it did. */
function publish(name: string): boolean {
  console.log(`${name} …`);
  const { stdout, status } = spawnSync(process.execPath, [path.join(root, "bench", `${name}.ts`)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) {
    console.error(`  ended with ${status}`);
    return false;
  }
  const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer;
  console.log(
    answer.figures.map((figure) => `  ${figure.name}: ${shown(figure.value)} ${figure.unit}`).join("\n"),
  );
  const sections = sectionsOf(readFileSync(page, "utf8"));
  const reason = reasonToKeep(answer, sections.get(name));
  if (reason !== undefined) {
    console.error(`  the published section stays: ${reason}.`);
    return false;
  }
  write(sections.set(name, sectionOf(name, answer, machine())));
  return true;
}

function machine(): string {
  return `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}`;
}

function write(sections: Map<string, string>): void {
  writeFileSync(page, pageOf(sections, questions, describeBases(readBases())));
}
