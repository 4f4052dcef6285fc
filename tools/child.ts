// Child processes as the tests and benchmarks need them: one line of JSON to begin with, and an end that is waited for.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The first line that `child` prints as JSON; what it prints later is thrown away. */
export function firstJson<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let rest = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      const json = lines.find((line) => line.startsWith("{"));
      if (json !== undefined) resolve(JSON.parse(json) as T);
    });
    // not `exit`: what it printed last may still be on its way then
    child.on("close", (code) =>
      reject(new Error(`the process ended with ${code} before it said where it is`)),
    );
  });
}

/** Sends `signal` and waits for the end; gives the exit code, or the signal that ended it. */
export async function end(
  child: ChildProcess,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | NodeJS.Signals> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
  return child.exitCode ?? child.signalCode ?? -1;
}
