// A folder for one user in a folder that all users may share, such as /tmp. When another user has created it, or a link in its place,
// nothing is written there and nothing is read.
import { builtin } from "../engine/runtime/builtin.ts";

const fs = builtin("fs");
const rootId = 0;
const othersWrite = 0o002;
const sticky = 0o1000;
const othersAccess = 0o077;

/** The path of this user's own folder in `parent`: `telltale-crash-<user id>`. */
export function privateFolderIn(parent: string): string {
  return `${parent}/telltale-crash-${userId() ?? "user"}`;
}

/**
 * Creates this user's own folder in `parent` if it is missing, and returns its path.
 *
 * @throws {Error} when it cannot be created, is a link or not a folder, belongs to another user, is open to others, or can be replaced
 * by others because they may rename the content of `parent`.
 */
export function openPrivateFolder(parent: string): string {
  const folder = privateFolderIn(parent);
  try {
    fs().mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
  }
  checkPrivateFolder(parent);
  return folder;
}

/** Checks this user's own folder in `parent`. @throws {Error} as {@link openPrivateFolder}, and when it is missing. */
export function checkPrivateFolder(parent: string): void {
  const folder = privateFolderIn(parent);
  const own = fs().lstatSync(folder);
  if (!own.isDirectory()) throw new Error(`${folder} is not a folder`);
  const user = userId();
  // without user ids, the folder for temporary files belongs to the user
  if (user === undefined) return;
  if (own.uid !== user) throw new Error(`${folder} belongs to another user`);
  if ((own.mode & othersAccess) !== 0) throw new Error(`${folder} is open to other users`);
  const above = fs().statSync(parent);
  if ((above.mode & othersWrite) !== 0 && (above.mode & sticky) === 0)
    throw new Error(`${parent} lets other users rename what is in it`);
  if (above.uid !== user && above.uid !== rootId) throw new Error(`${parent} belongs to another user`);
}

/** The effective user id; undefined on Windows. */
export function userId(): number | undefined {
  return process.geteuid?.();
}
