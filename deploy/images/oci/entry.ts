// What a layer consists of: files, symbolic links and folders, before they are bytes.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** A file; its content is text or bytes, or another file's. */
export interface FileEntry {
  /** From the root, without a leading slash. */
  readonly path: string;
  readonly content: string | Uint8Array | { readonly file: string };
  readonly isExecutable?: boolean;
}

interface LinkEntry {
  readonly path: string;
  readonly linkTo: string;
}

/** A folder that has an owner of its own. Other folders need no entry. */
interface FolderEntry {
  readonly path: string;
  readonly owner: number;
}

export type Entry = FileEntry | LinkEntry | FolderEntry;

/** The files of a folder and of those below it, as entries below `into`. `isNeeded` is asked with the path from `folder`. */
export function entriesOfFolder(
  folder: string,
  into: string,
  isNeeded: (place: string) => boolean = () => true,
): FileEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => isNeeded(path.relative(folder, file)))
    .map((file) => fileEntry(file, path.posix.join(into, path.relative(folder, file))));
}

/** `file` as the entry `place`, executable if `file` is. */
export function fileEntry(file: string, place: string): FileEntry {
  const isExecutable = (statSync(file).mode & 0o100) !== 0;
  return { path: place, content: { file }, ...(isExecutable && { isExecutable }) };
}
