// `npm run bench`: builds, runs every benchmark but the longest (or those named: `npm run bench -- library-span`) and writes
// docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";

import type { Answer, Figure } from "../bench/figure.ts";
import { build } from "./build.ts";
import { root, sourceFiles } from "./source-files.ts";

const page = path.join(root, "docs/benchmarks.md");
const questions = sourceFiles(".ts")
  .map((file) => /^bench\/((?:library|console|register)-[\w-]+)\.ts$/.exec(file)?.[1])
  .filter((name) => name !== undefined);

/** They take too long for a run of all. */
const byNameOnly = ["library-soak"];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !questions.includes(name));
if (unknown.length > 0) {
  console.error(`Cannot find the benchmark ${unknown.join(", ")}: expected ${questions.join(", ")}.`);
  process.exit(1);
}
if (!(await build())) process.exit(1);

const sections = new Map(sectionsOf(readPage()));
for (const name of questions.filter((one) =>
  wanted.length === 0 ? !byNameOnly.includes(one) : wanted.includes(one),
)) {
  console.log(`${name} …`);
  const { stdout, status } = spawnSync(process.execPath, [path.join(root, "bench", `${name}.ts`)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(1);
  const result = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer;
  sections.set(name, render(name, result));
  console.log(
    result.figures.map((figure) => `  ${figure.name}: ${shown(figure.value)} ${figure.unit}`).join("\n"),
  );
}
const kept = questions.filter((name) => sections.has(name)).map((name) => sections.get(name));
writeFileSync(
  page,
  `# Benchmarks\n\nWritten by \`npm run bench\`; a ratio within one run says more than a figure by itself.\n\n${kept.join("\n")}`,
);

function render(name: string, { question, method, figures }: Answer): string {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}`;
  const rows = figures.map(
    (figure) => `| ${figure.name} | ${shown(figure.value)} ${figure.unit} | ${range(figure)} |`,
  );
  return `<!-- ${name} -->\n## ${question}\n\n${method}\n\n| | median | smallest – largest |\n| --- | --- | --- |\n${rows.join("\n")}\n\n${machine}\n`;
}

function range({ spread }: Figure): string {
  return spread === undefined ? "" : spread.map(shown).join(" – ");
}

/** Three significant digits; whole and with commas from a thousand on. */
function shown(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

function readPage(): string {
  try {
    return readFileSync(page, "utf8");
  } catch {
    return "";
  }
}

/** The sections of the page, by the benchmark that wrote them. */
function sectionsOf(text: string): [string, string][] {
  return [...text.matchAll(/<!-- ([\w-]+) -->\n[\s\S]*?(?=<!-- |$)/g)].map((match) => [
    match[1] ?? "",
    `${match[0].trimEnd()}\n`,
  ]);
}
