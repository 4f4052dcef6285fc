// Runs the parts of a longer command one after the other: a line each, output only of those that fail.
import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";

import { root } from "./source-files.ts";

/** One part: what it is called, and the command, whose program is looked for in node_modules/.bin first. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  /** Variables beside those of this process, instead of those of the same name. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `steps` in order. Gives how many passed and failed; goes on after a failure unless `stopAtFailure`. */
export async function runSteps(
  steps: readonly Step[],
  { stopAtFailure = false }: { stopAtFailure?: boolean } = {},
): Promise<{ passed: number; failed: number }> {
  const result = { passed: 0, failed: 0 };
  for (const step of steps) {
    const started = performance.now();
    const { ok, output } = await runStep(step);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${ok ? "✓" : "✗"} ${step.name} (${seconds} s)`);
    if (!ok) console.log(output.trimEnd());
    result[ok ? "passed" : "failed"] += 1;
    if (!ok && stopAtFailure) break;
  }
  return result;
}

function runStep({ command: [file, ...args], cwd = root, env }: Step): Promise<{
  ok: boolean;
  output: string;
}> {
  const path = `${root}/node_modules/.bin:${process.env["PATH"] ?? ""}`;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, PATH: path, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ok: false, output: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/** The command line of one of this folder's scripts. */
export function script(name: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, "--conditions=telltale-source", `tools/${name}.ts`, ...args];
}
