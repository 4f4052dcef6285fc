// A reader of the documentation: takes the blocks of code of a page by heading, and runs commands as a terminal does, step after step.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

const docs = path.resolve(import.meta.dirname, "../../../../docs/guide");

/** The blocks below a heading of a guide, down to the next heading of its level, in their order. */
export function blocksOf(page: string, heading: string): readonly string[] {
  const text = readFileSync(path.join(docs, page), "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${page} has no section \`${heading}\``);
  return [...section.matchAll(/^( *)```\w+\n([\s\S]*?)^\1```$/gm)].map(([, indent = "", code = ""]) =>
    code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

/**
 * Called in a `describe` whose tests need each other, in their order: after one that fails, the others are skipped, and say which one it was.
 */
export function skipAfterFailure(): void {
  let failed: string | undefined;
  beforeEach(({ skip }) => skip(failed !== undefined, `needs "${failed}", which failed`));
  afterEach(({ task }) => {
    if (task.result?.state === "fail") failed = task.name;
  });
}

/** A command in the foreground of a terminal of its own. */
export interface Foreground {
  readonly child: ChildProcess;
  /** The first match in what it printed; rejects when the command ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Presses Ctrl-C: every process of the terminal gets the signal. Resolves when all of them have ended. */
  interrupt(): Promise<void>;
}

export interface Terminal {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What is in the documentation for something of the reader's machine. */
  readonly replaced: Readonly<Record<string, string>>;
}

/** Runs a block of commands to its end; gives what it printed on standard output. */
export async function run(block: string, terminal: Terminal): Promise<string> {
  const child = start(block, terminal);
  let printed = "";
  let errors = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (printed += text));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code === 0) return printed;
  throw new Error(`ended with ${String(code)}:\n${block}\n${printed}${errors}`);
}

/** Starts a command that stays, `&` of a reader's second terminal. */
export function open(block: string, terminal: Terminal): Foreground {
  const child = start(block, terminal);
  let text = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      for (const look of waiting) look();
    });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    child,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`ended before it printed ${String(pattern)}:\n${text}`)));
      }),
    async interrupt() {
      signalAll(child, "SIGINT");
      await ended;
    },
  };
}

/** To the process and all that it started. */
export function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function start(block: string, { cwd, env, replaced }: Terminal): ChildProcess {
  let commands = block;
  for (const [from, to] of Object.entries(replaced)) commands = commands.replaceAll(from, to);
  return spawn("bash", ["-e", "-c", commands], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
