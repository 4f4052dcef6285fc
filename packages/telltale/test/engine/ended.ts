// Starts a child process with a program that uses the library from source, and tells how it ended.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly ms: number;
}

export interface Child {
  readonly pid: number;
  /** Resolves when the program has printed `text`. */
  printed(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Runs `program`, an ES module in TypeScript, with `environment`. */
export function runProgram(program: string, environment: Record<string, string> = {}): Child {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      "--conditions=telltale-source",
      "--disable-warning=ExperimentalWarning",
      "--input-type=module-typescript",
      "-e",
      program,
    ],
    {
      cwd: folder,
      env: { ...process.env, ...environment, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (part: string) => {
      output += part;
      for (const { text, resolve } of waiting) if (output.includes(text)) resolve();
    });
  }
  return {
    pid: child.pid ?? 0,
    async printed(text) {
      if (!output.includes(text)) await new Promise<void>((resolve) => waiting.push({ text, resolve }));
    },
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal, output, ms: performance.now() - began }));
    }),
  };
}
