// The user that the engine runs as. Where the console is root, that is one without any rights but in the engine's own folder, which is
// handed over to it; the console, as root, still reads all of it.
import { ProblemError } from "../../problem/problem.ts";
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { EngineUser } from "../../config/engine-user.ts";
import type { SystemUser } from "./walls.ts";

/** Unused on any system: between what systemd assigns and the user `nobody`. */
export const defaultEngineUser: SystemUser = { uid: 65_533, gid: 65_533 };

export interface ChosenUser {
  /** Absent: the console's own. */
  readonly user: SystemUser | undefined;
  /** Why it is the console's own. */
  readonly reason: string;
}

/**
 * Chooses the engine's user and hands `engineDirectory`, which lies in `directory`, over to it.
 *
 * @param asked absent: a user of its own where that is possible.
 * @throws {ProblemError} `ENGINE_USER_INVALID` when `asked` is a user that the engine cannot run as, and when its folder belongs to another user.
 */
export function resolveEngineUser(
  asked: EngineUser | undefined,
  directory: string,
  engineDirectory: string,
): ChosenUser {
  const chosen = chooseEngineUser(asked, directory);
  if (chosen.user === undefined) return keep(engineDirectory, chosen);
  try {
    makeReachable(directory, chosen.user);
    handOver(directory, engineDirectory, chosen.user);
    return chosen;
  } catch (cause) {
    const reason = `${engineDirectory} cannot be handed over: ${(cause as Error).message}`;
    if (asked !== undefined) throw impossible(chosen.user, reason, cause);
    return keep(engineDirectory, { user: undefined, reason });
  }
}

/** Chooses the engine's user and changes nothing. @throws {ProblemError} `ENGINE_USER_INVALID` */
export function chooseEngineUser(asked: EngineUser | undefined, directory: string): ChosenUser {
  if (asked === "same") return { user: undefined, reason: "`--engine-user same`" };
  const user = asked ?? defaultEngineUser;
  const obstacle = obstacleTo(user, directory);
  if (obstacle === undefined) return { user, reason: "" };
  const isConsoles = user.uid === process.geteuid?.() && user.gid === process.getegid?.();
  if (asked !== undefined && !isConsoles) throw impossible(user, obstacle);
  return { user: undefined, reason: obstacle };
}

function obstacleTo(user: SystemUser, directory: string): string | undefined {
  if (process.platform !== "linux") return "only on Linux";
  if (process.geteuid?.() !== 0) return "the console does not run as root";
  const missing = missingCapabilities();
  if (missing.length > 0) return `root lacks ${missing.join(", ")} here`;
  if (!isMapped("uid_map", user.uid) || !isMapped("gid_map", user.gid))
    return `user ${user.uid}:${user.gid} does not exist in this container`;
  const closed = closedParent(directory, user);
  return closed && `user ${user.uid} may not pass ${closed}; choose another place with --data DIR`;
}

/** What root needs to change the user of a process, hand files over, read them all the same, and end the process. */
const capabilities = {
  CAP_CHOWN: 0,
  CAP_DAC_OVERRIDE: 1,
  CAP_FOWNER: 3,
  CAP_KILL: 5,
  CAP_SETGID: 6,
  CAP_SETUID: 7,
};

function missingCapabilities(): readonly string[] {
  const [, bits = "0"] = /^CapEff:\s*([0-9a-f]+)/m.exec(readProc("status")) ?? [];
  const held = BigInt(`0x${bits}`);
  const without = Object.entries(capabilities).filter(([, bit]) => ((held >> BigInt(bit)) & 1n) === 0n);
  return [
    ...without.map(([name]) => name),
    ...(readProc("setgroups").trim() === "deny" ? ["setgroups"] : []),
  ];
}

/** Containers without root on the machine know a part of all users. */
function isMapped(map: "uid_map" | "gid_map", id: number): boolean {
  const ranges = readProc(map)
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return ranges.some(([first = 0, , count = 0]) => id >= first && id < first + count);
}

function readProc(name: string): string {
  try {
    return readFileSync(`/proc/self/${name}`, "utf8");
  } catch {
    return "";
  }
}

/** The first folder above `directory` that `user` may not pass. */
function closedParent(directory: string, { uid, gid }: SystemUser): string | undefined {
  const parents: string[] = [];
  for (let path = directory; path !== dirname(path);) parents.unshift((path = dirname(path)));
  return parents.find((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return false;
    const bit = stats.uid === uid ? 0o100 : stats.gid === gid ? 0o010 : 0o001;
    return (stats.mode & bit) === 0;
  });
}

/** Lets the engine's group pass the data directory, and see nothing in it. */
function makeReachable(directory: string, { uid, gid }: SystemUser): void {
  const stats = statSync(directory);
  if (stats.uid === uid || (stats.mode & 0o001) !== 0) return;
  if (stats.gid !== gid) chownSync(directory, stats.uid, gid);
  if ((stats.mode & 0o010) === 0 || stats.gid !== gid) chmodSync(directory, (stats.mode & 0o707) | 0o010);
}

/**
 * Gives the engine's files to `user`. The folder itself comes last and marks that all of it is done; a folder `config` beside it is
 * from a console that ran the engine as its own user.
 */
function handOver(directory: string, engineDirectory: string, { uid, gid }: SystemUser): void {
  mkdirSync(engineDirectory, { recursive: true, mode: 0o700 });
  const stats = statSync(engineDirectory);
  const isDone = stats.uid === uid && stats.gid === gid && !existsSync(join(directory, "config"));
  if (!isDone) giveAll(engineDirectory, uid, gid);
}

/** Links are given themselves and not followed. */
function giveAll(path: string, uid: number, gid: number): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) giveAll(inner, uid, gid);
    else lchownSync(inner, uid, gid);
  }
  lchownSync(path, uid, gid);
}

/** Root's engine makes files of root: should it get a user of its own later, all are handed over again. */
function keep(engineDirectory: string, chosen: ChosenUser): ChosenUser {
  mkdirSync(engineDirectory, { recursive: true, mode: 0o700 });
  checkAccess(engineDirectory);
  if (process.platform === "linux" && process.geteuid?.() === 0) {
    try {
      lchownSync(engineDirectory, 0, 0);
    } catch {
      // A disk that keeps no owners has none to hand over either.
    }
  }
  return chosen;
}

/** A console that once ran as root left files of root or of the engine's user. */
function checkAccess(engineDirectory: string): void {
  try {
    readdirSync(engineDirectory);
  } catch (cause) {
    throw new ProblemError(
      "ENGINE_USER_INVALID",
      `${engineDirectory} belongs to user ${statSync(engineDirectory).uid}, and the console runs as ${process.geteuid?.()}, which may not read it.`,
      `Give it back with \`chown -R ${process.geteuid?.()} ${engineDirectory}\` as root, or start the console as root again.`,
      { cause },
    );
  }
}

function impossible({ uid, gid }: SystemUser, why: string, cause?: unknown): ProblemError {
  return new ProblemError(
    "ENGINE_USER_INVALID",
    `The engine cannot run as user ${uid}:${gid}: ${why}.`,
    "Start the console as root, choose another place with `--data DIR`, or leave out `--engine-user`.",
    { cause },
  );
}
