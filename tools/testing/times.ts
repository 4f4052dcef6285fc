// A reporter: the slowest files and the CPU time of each kind of test at the end of a run, and the times of all files in a file.
// The figures of the last full run are in `last-run.json`, which also orders the files of the next run.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";

import type { Reporter, TestCase, TestModule } from "vitest/node";

import { root } from "../source-files.ts";
import type { TestRun } from "./runs.ts";

/** What a file took. */
export interface FileTime {
  readonly file: string;
  readonly kind: string;
  readonly tests: number;
  /** Tests that the tier leaves out. */
  readonly leftOut: number;
  /** Of its worker, and of the processes that it started and that have ended. */
  readonly cpuMs: number;
  /** The part of `cpuMs` that `npm test` needs, by the durations of its tests. */
  readonly quickCpuMs: number;
  readonly wallMs: number;
  /** There was no time left for it. */
  readonly notBegun?: true;
}

const shown = 30;

/** The title of the one test that represents a file that was not begun. */
export const notBegun = "not begun, because this run may not take longer";

export default class Times implements Reporter {
  readonly #files: FileTime[] = [];

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const { duration, collectDuration, setupDuration } = module.diagnostic();
    const cpuMs = module.meta().cpuMs ?? 0;
    this.#files.push({
      file: module.relativeModuleId,
      kind: module.project.name.replace(/-(?:isolated|sources)$/, ""),
      tests: tests.filter((test) => test.result().state !== "skipped").length,
      leftOut: tests.filter((test) => test.tags.length > 0 && test.result().state === "skipped").length,
      cpuMs,
      quickCpuMs: Math.round(cpuMs * quickShare(tests)),
      wallMs: Math.round(duration + collectDuration + setupDuration),
      ...(tests.some(({ name }) => name === notBegun) && { notBegun: true }),
    });
  }

  onTestRunEnd(): void {
    const file = process.env["TELLTALE_TEST_TIMES"];
    if (file !== undefined && file !== "") writeFileSync(file, `${JSON.stringify(this.#files)}\n`);
    if (this.#files.length > shown) console.log(describeTimes(this.#files));
  }
}

/** How much of the time of these tests those take that `npm test` runs. */
function quickShare(tests: readonly TestCase[]): number {
  const all = durationOf(tests);
  return all === 0 ? 1 : durationOf(tests.filter(({ tags }) => tags.length === 0)) / all;
}

const durationOf = (tests: readonly TestCase[]): number =>
  tests.reduce((sum, test) => sum + (test.diagnostic()?.duration ?? 0), 0);

/** What `npm test` needs on a machine that runs the tests of `files` at the speed of their run, CPU ms. */
export const quickCpuMs = (files: readonly FileTime[]): number =>
  files.reduce((sum, file) => sum + file.quickCpuMs, 0);

/**
 * The CPU time of a run, ms, of which `endedMs` is known of processes that were waited for. Engines and browsers that end after their worker
 * are missing there; the times of the files have them, but not what is done before the first file.
 */
export const usedMs = (files: readonly FileTime[], endedMs: number): number =>
  Math.max(
    endedMs,
    files.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  );

/** A full run, as the repository keeps it. */
export interface LastRun extends TestRun {
  readonly machine: string;
  /** CPU seconds by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly files: readonly FileTime[];
}

const lastRunFile = path.join(root, "tools/testing/last-run.json");

/** The times of the last full run that was recorded; `undefined` before the first one. */
export function readLastRun(): LastRun | undefined {
  return existsSync(lastRunFile) ? (JSON.parse(readFileSync(lastRunFile, "utf8")) as LastRun) : undefined;
}

export function writeLastRun(run: TestRun, files: readonly FileTime[]): void {
  const kinds = Object.fromEntries(kindsOf(files).map(({ kind, cpuMs }) => [kind, Math.round(cpuMs / 1000)]));
  const machine = `${cpus().length} cores, Node ${process.versions.node}`;
  const last: LastRun = { ...run, machine, kinds, files: files.toSorted((a, b) => b.cpuMs - a.cpuMs) };
  // a line for each file, so that a change is small
  const lines = last.files.map((file) => `    ${JSON.stringify(file)}`).join(",\n");
  const { files: _, ...head } = last;
  writeFileSync(
    lastRunFile,
    `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "files": [\n${lines}\n  ]\n}\n`,
  );
}

/** The table at the end of a run. */
export function describeTimes(files: readonly FileTime[]): string {
  const slowest = files.toSorted((a, b) => b.wallMs - a.wallMs).slice(0, shown);
  return [
    `The ${shown} slowest files (s, CPU s, tests):`,
    ...slowest.map(
      ({ file, wallMs, cpuMs, tests }) =>
        `${seconds(wallMs)} ${seconds(cpuMs)} ${String(tests).padStart(6)}  ${file}`,
    ),
    `CPU of the tests of \`npm test\`: ${(quickCpuMs(files) / 1000).toFixed(1)} s`,
    "CPU by kind (CPU s, files, tests):",
    ...kindsOf(files).map(
      ({ kind, count, tests, cpuMs }) =>
        `${seconds(cpuMs)} ${String(count).padStart(6)} ${String(tests).padStart(6)}  ${kind}`,
    ),
  ].join("\n");
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(8);

interface KindTime {
  readonly kind: string;
  readonly count: number;
  readonly tests: number;
  readonly cpuMs: number;
}

function kindsOf(files: readonly FileTime[]): readonly KindTime[] {
  return [...Map.groupBy(files, ({ kind }) => kind)]
    .map(([kind, own]) => ({
      kind,
      count: own.length,
      tests: own.reduce((sum, { tests }) => sum + tests, 0),
      cpuMs: own.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    }))
    .toSorted((a, b) => b.cpuMs - a.cpuMs);
}
