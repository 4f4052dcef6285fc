// The files in the folder of crash files: listed, read, removed, and cleaned up.
import { builtin } from "../engine/runtime/builtin.ts";
import { type BatchFile, parseFile } from "./batch-file.ts";
import { type CrashName, parseCrashName } from "./crash-name.ts";
import { userId } from "./private-folder.ts";

const fs = builtin("fs");
/** The age at which a file that was never finished, or that no process will send any more, is removed. */
const unfinishedMs = 3_600_000;
const foreignMs = 7 * 24 * 3_600_000;

/** The crash files among `files`, oldest first. */
export function namesIn(files: readonly string[]): CrashName[] {
  const names = files.map(parseCrashName).filter((one) => one !== undefined);
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return names.sort((a, b) => a.madeMs - b.madeMs);
}

/** The content of the file at `path`, if this user wrote it, no other user has access to it, and it is complete. */
export async function readCrashFile(path: string, bytes: number): Promise<BatchFile | undefined> {
  const file = await fs().promises.open(path, openFlags("O_RDONLY", "O_NONBLOCK"));
  try {
    const { size, uid, nlink, mode } = await file.stat();
    const user = userId();
    const isOwn = user === undefined || (uid === user && nlink === 1 && (mode & 0o077) === 0);
    const isFile = (mode & fs().constants.S_IFMT) === fs().constants.S_IFREG;
    return isFile && isOwn && size === bytes ? parseFile(await file.readFile()) : undefined;
  } finally {
    await file.close();
  }
}

/** The flags of `open` called `names`, and never to follow a link; flags that the platform lacks are left out. */
export function openFlags(
  ...names: readonly ("O_RDONLY" | "O_WRONLY" | "O_CREAT" | "O_EXCL" | "O_NONBLOCK")[]
): number {
  const { constants } = fs();
  return names.reduce((all, name) => all | (constants[name] ?? 0), constants.O_NOFOLLOW ?? 0);
}

/** Removes files that were never finished, and those that no process has sent for a week. */
export async function removeLeftovers(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const known = parseCrashName(file);
    const path = `${folder}/${file}`;
    if (known !== undefined && Date.now() - known.madeMs > foreignMs) removeFile(path);
    if (file.endsWith(".otlp.tmp") && (await untouchedMs(path)) > unfinishedMs) removeFile(path);
  }
}

/** How long ago the file at `path` was last changed; 0 when it is missing. */
export async function untouchedMs(path: string): Promise<number> {
  try {
    const { ctimeMs, mtimeMs } = await fs().promises.lstat(path);
    return Date.now() - Math.max(ctimeMs, mtimeMs);
  } catch {
    return 0;
  }
}

/** Removes a file; false when it is missing or cannot be removed. */
export function removeFile(path: string): boolean {
  try {
    fs().unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
