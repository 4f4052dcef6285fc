// Starts a child process with a program that uses the library, from source or as `npm test` has built it, and reports how it ended.
import { execFileSync, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

interface Ended {
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
// from source every program would strip the types of all files again: two thirds of its time (Node 22.1 and later)
const compiled = path.join(tmpdir(), `telltale-test-compiled-${process.geteuid?.() ?? "user"}`);

/** Flags of Node for the library from source, or as it is built, which starts in a sixth of the time: where `TELLTALE_DIST` says that it is. */
export const libraryFlags: readonly string[] = [
  ...(process.env["TELLTALE_DIST"] === undefined ? ["--conditions=telltale-source"] : []),
  "--disable-warning=ExperimentalWarning",
];

/** For the begin of a program: a flush at the end looks at its progress after a minute. A program that ends sooner did not wait. */
export const longFlushes: string = `const realTimeout = globalThis.setTimeout;
  globalThis.setTimeout = (fn, ms, ...more) => realTimeout(fn, ms === 250 ? 60_000 : ms, ...more);`;

/** For the begin of a program: prints `look` at each look of a flush at its progress, and calls `onLook` before it. */
export const countLooks: string = `import { writeSync } from "node:fs";
  const realTimeout = globalThis.setTimeout;
  let onLook = () => {};
  globalThis.setTimeout = (fn, ms, ...more) => {
    if (ms !== 250) return realTimeout(fn, ms, ...more);
    writeSync(1, "look\\n");
    onLook();
    return realTimeout(fn, ms, ...more);
  };`;

/** The looks that a program with {@link countLooks} printed: those of two seconds without progress are eight. */
export const looksOf = ({ output }: { readonly output: string }): number => output.split("look\n").length - 1;

/**
 * Runs `program`, an ES module in TypeScript, with `environment`. A Node without TypeScript gets what is built. `place` is a command that runs
 * another one, such as `unshare`.
 */
export function runProgram(
  program: string,
  environment: Record<string, string> = {},
  place: readonly string[] = [],
): Child {
  const began = performance.now();
  const newer = process.env["NODE_WITH_TYPESCRIPT"];
  const args =
    newer === undefined ? source(program) : ["--input-type=module", "-e", withoutTypes(program, newer)];
  const [command, ...rest] = [...place, process.execPath, ...args];
  const child = spawn(command!, rest, {
    cwd: folder,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...environment, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
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

function source(program: string): string[] {
  return [...libraryFlags, "--input-type=module-typescript", "-e", program];
}

/** The program as a Node without TypeScript reads it; `newer` is one that has it. */
function withoutTypes(program: string, newer: string): string {
  const strip = `
    const { stripTypeScriptTypes } = require("node:module");
    process.stdout.write(stripTypeScriptTypes(require("node:fs").readFileSync(0, "utf8"), { mode: "transform" }));`;
  return execFileSync(newer, ["--disable-warning=ExperimentalWarning", "-e", strip], {
    input: program,
    encoding: "utf8",
  });
}
