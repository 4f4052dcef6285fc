// Landlock: what a thread of Linux may reach from now on, asked for by the thread itself and never taken back. It is per thread, and
// threads and processes that it starts later inherit it. Called through `ffi-rs`, because Node has no call for it.
// https://docs.kernel.org/userspace-api/landlock.html
import { closeSync, existsSync, openSync } from "node:fs";
import { createRequire } from "node:module";

/** What a restricted thread may still reach. */
interface Allowed {
  /** Folders in which it may do everything but run programs and make devices. */
  readonly folders: readonly string[];
  /** Files and devices it may read and write. */
  readonly files: readonly string[];
  /** Files it may read, and folders whose files it may read but not list. */
  readonly readable: readonly string[];
  /** TCP ports it may listen on. It may connect to none. */
  readonly ports: readonly number[];
}

/**
 * The first version that serves. Version 1 (Linux 5.13 to 5.18) forbids every link and rename from one folder to another, whatever is
 * allowed: the engine could neither back up (`FREEZE`) nor change rows, both of which link files.
 */
const minLandlockAbi = 2;

// The numbers are the same on x64 and arm64.
const createRuleset = 444;
const addRule = 445;
const restrictSelf = 446;
const rulePathBeneath = 1;
const ruleNetPort = 2;
const setNoNewPrivileges = 38;
const setDumpable = 4;
const openPath = 0o10000000;

const access = { execute: 1, writeFile: 2, readFile: 4, truncate: 1 << 14, makeDevice: (1 << 6) | (1 << 11) };
const bindTcp = 1;

/** Loads what the calls need. Must come before the engine runs: while a call is under way, no library can be opened. */
export function openLandlock(): Landlock {
  if (process.platform === "linux") return onLinux();
  return { abi: undefined, restrictThread: () => undefined, allowOwnProc: () => undefined };
}

export interface Landlock {
  /** The kernel's version of Landlock; `undefined` when there is none that can be used. */
  readonly abi: number | undefined;
  /**
   * Restricts the calling thread for good. Does nothing where `abi` is `undefined`.
   *
   * @throws {Error} when the kernel refuses: the thread may then still reach everything.
   */
  restrictThread(allowed: Allowed): void;
  /** Lets a process that has changed its user read what the system says of it in `/proc` again. */
  allowOwnProc(): void;
}

function onLinux(): Landlock {
  const ffi = createRequire(import.meta.url)("ffi-rs") as typeof import("ffi-rs");
  // the process itself, whose C library is there already
  ffi.open({ library: "self", path: "" });
  const { I64, U8Array } = ffi.DataType;

  function call(funcName: "syscall" | "prctl", ...values: readonly (number | Buffer)[]): number {
    const answer = ffi.load({
      library: "self",
      funcName,
      retType: I64,
      paramsType: values.map((one) => (typeof one === "number" ? I64 : U8Array)),
      paramsValue: [...values],
      errno: true,
    }) as { readonly value: number; readonly errnoMessage: string };
    if (answer.value < 0) throw new Error(`Cannot restrict the engine: ${funcName}: ${answer.errnoMessage}.`);
    return answer.value;
  }

  const found = probe();
  const abi = found >= minLandlockAbi ? found : undefined;

  function probe(): number {
    try {
      return call("syscall", createRuleset, 0, 0, 1);
    } catch {
      return 0;
    }
  }

  function allowPath(ruleset: number, path: string, rights: number): void {
    if (!existsSync(path)) return;
    // Stays open: a file of /proc that is not held open is another file the next time, to which the rule does not apply.
    const descriptor = openSync(path, openPath);
    call("syscall", addRule, ruleset, rulePathBeneath, toRule(rights, descriptor), 0);
  }

  function restrictThread({ folders, files, readable, ports }: Allowed): void {
    if (abi === undefined) return;
    const all = fileRights(abi);
    const ruleset = call("syscall", createRuleset, toRuleset(abi, all), abi >= 6 ? 24 : abi >= 4 ? 16 : 8, 0);
    try {
      // Of devices only those that are named: a folder gives none.
      const inFolders = all & ~(access.execute | access.makeDevice) & 0x7fff;
      for (const folder of folders) allowPath(ruleset, folder, inFolders);
      const ofFiles = (access.readFile | access.writeFile | access.truncate) & all;
      for (const file of files) allowPath(ruleset, file, ofFiles);
      for (const path of readable) allowPath(ruleset, path, access.readFile);
      if (abi >= 4)
        for (const port of ports) call("syscall", addRule, ruleset, ruleNetPort, toWords(bindTcp, port), 0);
      call("prctl", setNoNewPrivileges, 1, 0, 0, 0);
      call("syscall", restrictSelf, ruleset, 0);
    } finally {
      closeSync(ruleset);
    }
  }

  return { abi, restrictThread, allowOwnProc: () => void call("prctl", setDumpable, 1, 0, 0, 0) };
}

/** All rights on files that the version knows: what it does not know cannot be forbidden. */
function fileRights(version: number): number {
  const count = version >= 5 ? 16 : version >= 3 ? 15 : 14;
  return 2 ** count - 1;
}

/** `struct landlock_ruleset_attr`: what is forbidden unless a rule allows it. */
function toRuleset(abi: number, onFiles: number): Buffer {
  const bothWaysOfTcp = 3;
  const socketsAndSignals = 3;
  const known = [onFiles, ...(abi >= 4 ? [bothWaysOfTcp] : []), ...(abi >= 6 ? [socketsAndSignals] : [])];
  return toWords(...known);
}

function toWords(...words: readonly number[]): Buffer {
  const buffer = Buffer.alloc(words.length * 8);
  words.forEach((word, place) => buffer.writeBigUInt64LE(BigInt(word), place * 8));
  return buffer;
}

/** `struct landlock_path_beneath_attr`, which is packed. */
function toRule(rights: number, descriptor: number): Buffer {
  const buffer = Buffer.alloc(12);
  buffer.writeBigUInt64LE(BigInt(rights), 0);
  buffer.writeInt32LE(descriptor, 8);
  return buffer;
}
