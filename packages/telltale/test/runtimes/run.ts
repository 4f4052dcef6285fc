// Runs bundled suites on one Node, each in a process of its own; some of them wait, so that there is one more than there are cores.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { patience } from "../../../../tools/testing/patience.ts";
import type { Report } from "./runner.ts";

const patienceMs = patience(180_000);

/** The results of all suites on one Node. Names begin with the suite's file. */
export interface Outcome {
  readonly passed: number;
  readonly skipped: readonly string[];
  /** A name and the error each. */
  readonly failed: readonly string[];
  readonly ms: number;
}

/** Runs the `modules` (by the name of their suite) in `folder` on `node`. */
export async function runSuites(
  node: string,
  folder: string,
  modules: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const began = performance.now();
  const waiting = [...modules];
  const outcome = { passed: 0, skipped: [] as string[], failed: [] as string[] };
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [file, module] = next;
      const { passed, skipped, failed } = await runSuite(node, path.join(folder, module));
      outcome.passed += passed;
      outcome.skipped.push(...skipped.map((reason) => `${file} > ${reason}`));
      outcome.failed.push(...failed.map(({ name, error }) => `${file} > ${name}\n${error}`));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  return { ...outcome, ms: performance.now() - began };
}

async function runSuite(node: string, module: string): Promise<Report> {
  const file = `${module}.${path.basename(path.dirname(path.dirname(node)))}.json`;
  const env = {
    PATH: process.env["PATH"],
    // Node 22 and later compile the same chunks once
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    HOME: tmpdir(),
    TELLTALE_CRASH_FILE: "false",
    CONTRACT_REPORT: file,
    ...(hasTypeScript(node) ? {} : { NODE_WITH_TYPESCRIPT: process.execPath }),
  };
  const child = spawn(node, [module], { env, stdio: ["ignore", "pipe", "pipe"], timeout: patienceMs });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed = (printed + text).slice(-4000)));
  const ended = await new Promise((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    const error = `the process ended with ${String(ended)} before it was through:\n${printed}`;
    return { passed: 0, skipped: [], failed: [{ name: "the file", error }] };
  }
}

// what `--input-type=module-typescript` takes
const hasTypeScript = (node: string): boolean => node === process.execPath;
