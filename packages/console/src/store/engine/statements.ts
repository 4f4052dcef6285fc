// How the engine gets its statements: out of a named pipe, which it opens when it has read its configuration and opened its tables.
// That moment is when the files it needed so far can go, its working directory among them, and only then does it start to listen.
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

/** Makes the pipe. Called by the engine's process. */
export function makePipe(path: string): void {
  if (process.platform !== "linux") {
    execFileSync("mkfifo", ["-m", "600", path]);
    return;
  }
  const ffi = createRequire(import.meta.url)("ffi-rs") as typeof import("ffi-rs");
  const failed = ffi.load({
    library: "self",
    funcName: "mkfifo",
    retType: ffi.DataType.I32,
    paramsType: [ffi.DataType.String, ffi.DataType.I32],
    paramsValue: [path, 0o600],
  });
  if (failed !== 0) throw new Error(`Cannot make the named pipe ${path}.`);
}

/**
 * Gives the engine that waits at the pipe its statements, once everything in the pipe's folder is gone.
 *
 * @returns false when it does not wait there yet.
 */
export function giveStatements(path: string, statements: string): boolean {
  let pipe: number;
  try {
    pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    // Not made yet, or not opened on the other side.
    if (["ENOENT", "ENXIO"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
  try {
    rmSync(dirname(path), { recursive: true, force: true });
    writeSync(pipe, statements);
    return true;
  } finally {
    closeSync(pipe);
  }
}
