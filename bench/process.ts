// Runs a script in a fresh Node and gives what it printed last, as JSON. Figures of rivals are taken this way, in turn.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill()));

/** Ends `child` with this process, also when that is stopped halfway. Gives `child`. */
export function endAtExit(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Starts `file` (below bench/) as users would run it: published builds, no source condition unless `options` of Node say so. */
export function start(
  file: string,
  args: readonly string[] = [],
  options: readonly string[] = [],
  input: "ignore" | "pipe" = "ignore",
): ChildProcess {
  const script = path.join(import.meta.dirname, file);
  return endAtExit(
    spawn(process.execPath, [...options, script, ...args], {
      cwd: import.meta.dirname,
      stdio: [input, "pipe", "inherit"],
    }),
  );
}

/** Runs it to its end. */
export async function run<T>(
  file: string,
  args: readonly string[] = [],
  options: readonly string[] = [],
): Promise<T> {
  const child = start(file, args, options);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}`);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as T;
}
