// A folder for one user in a folder that all users may share, such as /tmp. Who else has made it, or a link in its place, makes it
// unusable: nothing is written there and nothing read.
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
 * Makes this user's own folder in `parent` where it is not there, and returns its path.
 *
 * @throws {Error} when it cannot be made, is a link or no folder, belongs to another user, is open to others, or can be exchanged by
 * others because they may rename what is in `parent`.
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

/** Checks this user's own folder in `parent`. @throws {Error} as {@link openPrivateFolder}, also when it is not there. */
export function checkPrivateFolder(parent: string): void {
  const folder = privateFolderIn(parent);
  const own = fs().lstatSync(folder);
  if (!own.isDirectory()) throw new Error(`${folder} is not a folder`);
  const user = userId();
  // where there are no user ids, the folder for temporary files is the user's own
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
