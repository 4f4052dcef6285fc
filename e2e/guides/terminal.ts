// A reader's terminal: one shell for a page, so that `cd` and `export` hold for the commands that follow. A command that stays is waited for
// until it is ready, and then goes on beside the others, as when a reader opens a second terminal.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

interface Ended {
  readonly code: number;
  /** Standard output and standard error, as they came. */
  readonly printed: string;
}

export interface Terminal {
  /** Runs a command to its end. */
  run(command: string): Promise<Ended>;
  /** Starts a command that stays, and resolves with its number when it has printed `ready`. Rejects when it ends before. */
  stay(command: string, ready: RegExp): Promise<number>;
  /** Presses Ctrl-C in a command that stays, and waits for its end. */
  interrupt(number: number): Promise<void>;
  /** The same for all that stay, and ends the shell. */
  close(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** Opens a shell in `cwd`. What commands print goes through files in `scratch`. */
export function openTerminal(cwd: string, env: NodeJS.ProcessEnv, scratch: string): Terminal {
  // 3: answers; 4: the input of commands that stay, which gets no text
  const shell: ChildProcess = spawn("bash", ["--noprofile", "--norc"], {
    cwd,
    env,
    detached: true,
    stdio: ["pipe", "ignore", "ignore", "pipe", "pipe"],
  });
  const exited = once(shell, "exit");
  // after `kill`
  shell.stdin!.on("error", () => {});
  const answers = createInterface({ input: shell.stdio[3] as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const staying = new Set<number>();
  let asked: string | undefined;
  let count = 0;

  async function ask(script: string): Promise<string> {
    asked = script;
    shell.stdin!.write(`${script}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new Error(`The shell ended:\n${script}`);
    asked = undefined;
    return value;
  }

  function redirected(command: string, input: string): { readonly script: string; readonly output: string } {
    const output = path.join(scratch, `output-${count++}`);
    writeFileSync(output, "");
    // of a pipe, each command counts
    return { script: `set -o pipefail; { ${command}\n} >'${output}' 2>&1 <${input} 3>&- 4>&-`, output };
  }

  async function run(command: string): Promise<Ended> {
    const { script, output } = redirected(command, "/dev/null");
    const code = Number(await ask(`${script}; echo $? >&3`));
    return { code, printed: readFileSync(output, "utf8") };
  }

  async function stay(command: string, ready: RegExp): Promise<number> {
    const { script, output } = redirected(command, "&4");
    // `-m`: a process group of its own, which a signal reaches as Ctrl-C does
    const pid = Number(await ask(`set -m; ${script} & echo $! >&3; set +m`));
    staying.add(pid);
    for (;;) {
      const runs = isRunning(pid);
      const printed = readFileSync(output, "utf8");
      if (ready.test(printed)) return pid;
      if (!runs) throw new Error(`ended before it printed ${String(ready)}:\n${command}\n${printed}`);
      await sleep(50);
    }
  }

  async function interrupt(pid: number): Promise<void> {
    send(pid, "SIGINT");
    await ask(`wait ${pid}; echo $? >&3`);
    // what it has started may end after it
    while (isRunning(pid)) await sleep(20);
    staying.delete(pid);
  }

  async function close(): Promise<void> {
    for (const pid of staying) await interrupt(pid);
    shell.stdin!.end("exit\n");
    await exited;
  }

  function kill(): void {
    if (asked !== undefined) console.error(`Did not end:\n${asked}`);
    for (const group of [...staying, shell.pid!]) send(group, "SIGKILL");
  }

  return { run, stay, interrupt, close, kill };
}

/** To all processes of a group, if there are any. */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}

/** Whether processes of a group run. One that has ended stays in its group until its parent has read how: that may be never. */
function isRunning(group: number): boolean {
  if (!send(group, 0)) return false;
  const { stdout } = spawnSync("ps", ["-A", "-o", "pgid=,state="], { encoding: "utf8" });
  return stdout.split("\n").some((line) => {
    const [pgid, state] = line.trim().split(/\s+/);
    return Number(pgid) === group && state !== "Z";
  });
}
