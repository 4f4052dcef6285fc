// Who owns a data directory. `owner.json` names the console that has it and the engine it started; a console that finds one
// whose console is gone ends the engine that stayed behind. A process is only touched when it is certainly that engine:
// its command line must name this very directory, so a process that merely got the same id is left alone.
import { ProblemError } from "../../problem/problem.ts";
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

interface Owner {
  readonly console: number;
  readonly consoleStarted: string;
  readonly engine?: number;
}

export interface Ownership {
  /** Notes the engine's process id, so a later console can end it. */
  engineStarted(pid: number): void;
  /** The engine has ended; the directory is free. */
  release(): void;
}

/**
 * Takes `directory` for this process and ends an engine that a dead console left behind in it.
 *
 * @param engineDirectory what is on the engine's command line.
 * @throws {ProblemError} `DATA_DIRECTORY_IN_USE` when a living console has it, or a left engine does not end.
 */
export async function takeOwnership(directory: string, engineDirectory: string): Promise<Ownership> {
  const file = join(directory, "owner.json");
  const me = { console: process.pid, consoleStarted: startTime(process.pid) ?? "" };
  await claim(file, me, engineDirectory);
  return {
    engineStarted: (engine) => replace(file, { ...me, engine }),
    release: () => {
      const owner = parse(read(file));
      if (owner?.console === me.console && owner.consoleStarted === me.consoleStarted)
        rmSync(file, { force: true });
    },
  };
}

async function claim(file: string, me: Owner, engineDirectory: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    if (create(file, me)) return;
    const text = read(file);
    const previous = parse(text);
    if (previous === undefined) {
      // Perhaps a process is just writing it.
      await sleep(50);
    } else {
      if (await staysAlive(previous)) throw inUse(previous.console, engineDirectory);
      if (previous.engine !== undefined) await endEngine(previous.engine, engineDirectory);
    }
    if (text !== undefined && read(file) === text) takeAway(file, text);
  }
  throw inUse(parse(read(file))?.console, engineDirectory);
}

function create(file: string, me: Owner): boolean {
  try {
    writeFileSync(file, JSON.stringify(me), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Written at once, so that no reader sees half of it. */
function replace(file: string, owner: Owner): void {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, JSON.stringify(owner), { mode: 0o600 });
  renameSync(beside, file);
}

/** Removes the file if it still says `text`: of several that do so one succeeds, and whose file is a newer one gets it back. */
function takeAway(file: string, text: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (read(aside) === text) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string | undefined): Owner | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Owner);
  } catch {
    return undefined;
  }
}

async function endEngine(pid: number, engineDirectory: string): Promise<void> {
  const waits = [
    ["SIGTERM", 15_000],
    ["SIGKILL", 15_000],
  ] as const;
  for (const [signal, waitMs] of waits) {
    if (!isEngine(pid, engineDirectory)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (isEngine(pid, engineDirectory) && Date.now() < deadline) await sleep(20);
  }
  if (isEngine(pid, engineDirectory)) throw inUse(pid, engineDirectory);
}

function isEngine(pid: number, engineDirectory: string): boolean {
  return commandLine(pid).includes(`\0--path=${engineDirectory}\0`);
}

/** A killed console may still be on its way out when its supervisor starts the next one: it has five seconds for that. */
async function staysAlive(owner: Owner): Promise<boolean> {
  const deadline = Date.now() + 5000;
  while (startTime(owner.console) === owner.consoleStarted) {
    if (Date.now() >= deadline) return true;
    await sleep(20);
  }
  return false;
}

/** When the process started, as the system reports it; `undefined` when there is no such process. */
function startTime(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") return ps(pid, "lstart");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The arguments of a process, each between two NUL characters; empty when there is no such process. */
function commandLine(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return (ps(pid, "command") ?? "").replaceAll(" --", "\0--") + "\0";
  } catch {
    return "";
  }
}

function ps(pid: number, column: string): string | undefined {
  const text = execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" }).trim();
  return text === "" ? undefined : text;
}

function inUse(pid: number | undefined, directory: string): ProblemError {
  return new ProblemError(
    "DATA_DIRECTORY_IN_USE",
    `The data directory ${dirname(directory)} is in use${pid === undefined ? "" : ` by process ${pid}`}.`,
    "Stop the other console, or give this one a directory of its own with `--data DIR`.",
  );
}
