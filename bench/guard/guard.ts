// `npm run bench -- guard`: are the figures of this checkout worse than those of the base?
import { writeFileSync } from "node:fs";

import { root } from "../../tools/source-files.ts";
import { acceptedRatio, baseOf, type Bases, readBases, withAccepted, withBase, writeBases } from "./base.ts";
import { buildIn, checkOut, resolveCommit } from "./checkout.ts";
import { compareSides } from "./compare.ts";
import { consoleLoad } from "./console.ts";
import { counts } from "./counts.ts";
import { library } from "./library.ts";
import { pages } from "./pages.ts";
import { readOptions, type RunOptions, usage } from "./options.ts";
import { createProgress } from "./progress.ts";
import { linesOf, type Result, statusOf, summaryOf } from "./report.ts";
import { installSide, removeSides, type Sides } from "./side.ts";
import { judgeCount, judgeFigure, type Judgement, type Measured } from "./verdict.ts";
import type { Workload } from "./workload.ts";

/** Counts first: they take a minute. */
const workloads: readonly Workload[] = [...counts, ...library, consoleLoad, pages];

/** Runs the command. Gives its exit status, and whether docs/benchmarks.md has to be written. */
export async function guard(
  args: readonly string[],
): Promise<{ readonly status: number; readonly isPageStale: boolean }> {
  const [command, ...rest] = args;
  try {
    if (args.includes("--help")) return { status: help(), isPageStale: false };
    if (command === "accept") return { status: accept(rest), isPageStale: true };
    if (command === "base") return { status: moveBase(rest), isPageStale: true };
    return { status: await compare(readOptions(args)), isPageStale: false };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { status: 1, isPageStale: false };
  }
}

function help(): number {
  const list = workloads.map(({ figures, about }) => `  ${figures.join(", ")}\n    ${about}`);
  console.log(`${usage}\n\nFigures:\n${list.join("\n")}`);
  return 0;
}

async function compare(options: RunOptions): Promise<number> {
  if (process.platform !== "linux") throw new Error("Cannot measure here: the guard reads /proc of Linux.");
  const bases = readBases();
  const base = resolveCommit(options.against ?? baseOf(bases).commit);
  const chosen = chooseWorkloads(options.only);
  process.once("exit", removeSides);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const sides = prepare(base, options.head);
  const measured: Measured[] = [];
  const progress = createProgress();
  const judgements: Judgement[] = [];
  for (const workload of chosen) {
    const onProgress = (done: number, of: number): void => progress.step(workload.name, done, of);
    const given = (await compareSides(workload, sides, { ...options, onProgress })).filter(({ name }) =>
      isChosen(workload, name, options.only),
    );
    const judge = workload.kind === "count" ? judgeCount : judgeFigure;
    const judged = given.map((one) => judge(one, acceptedRatio(bases, base, one.name)));
    for (const line of linesOf(workload.name, judged)) progress.say(line);
    judgements.push(...judged);
    measured.push(...given);
  }
  progress.stop();
  const result: Result = { base, pairs: options.pairs, judgements };
  console.log(`\n${summaryOf(result, bases)}`);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ ...result, measured }, undefined, 1)}\n`);
  return statusOf(result);
}

/** The workloads that `only` names, by their own names or those of figures. @throws {Error} for an unknown name. */
function chooseWorkloads(only: readonly string[] | undefined): readonly Workload[] {
  if (only === undefined) return workloads;
  const known = (name: string): boolean => workloads.some((one) => one.name === name || belongs(one, name));
  const unknown = only.filter((name) => !known(name));
  if (unknown.length > 0)
    throw new Error(
      `Cannot find the figure ${unknown.join(", ")}: expected ${workloads.flatMap(({ figures }) => figures).join(", ")}.`,
    );
  return workloads.filter((one) => only.some((name) => one.name === name || belongs(one, name)));
}

/** Whether `name` is a figure of `workload`: `script /traces` is one of `script`. */
function belongs({ figures }: Workload, name: string): boolean {
  return figures.some((figure) => name === figure || name.startsWith(`${figure} `));
}

function isChosen(workload: Workload, figure: string, only: readonly string[] | undefined): boolean {
  return (
    only === undefined ||
    only.some((name) => name === workload.name || figure === name || figure.startsWith(`${name} `))
  );
}

/** Checks the base out, builds both sides where they are stale, and installs them. */
function prepare(base: string, head: string = root): Sides {
  console.log(`Preparing ${base.slice(0, 10)} and this checkout …`);
  const folder = checkOut(base);
  buildIn(folder);
  buildIn(head);
  return { base: installSide("base", folder), head: installSide("head", head) };
}

function accept(args: readonly string[]): number {
  const [figure, ratio, ...words] = args;
  const reason = words.join(" ").trim();
  const accepted = Number(ratio);
  if (figure === undefined || !(accepted > 0) || reason === "")
    throw new Error(
      'Cannot accept that: expected `guard accept FIGURE RATIO "REASON"`, for example `span 1.15 "spans carry their source"`.',
    );
  if (!workloads.some((one) => belongs(one, figure)))
    throw new Error(`Cannot find the figure ${figure}: see \`npm run bench -- guard --help\`.`);
  store(withAccepted(readBases(), { figure, ratio: accepted, date: today(), reason }));
  return 0;
}

function moveBase(args: readonly string[]): number {
  const [commit, ...words] = args;
  const reason = words.join(" ").trim();
  if (commit === undefined || reason === "")
    throw new Error('Cannot move the base: expected `guard base COMMIT "REASON"`.');
  store(withBase(readBases(), { commit: resolveCommit(commit), date: today(), reason }));
  return 0;
}

function store(bases: Bases): void {
  writeBases(bases);
  console.log("Written to bench/guard/base.json and docs/benchmarks.md: commit both.");
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
