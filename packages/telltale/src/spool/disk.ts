// The file system, as the spool uses it. Tests replace it.
import { builtin } from "../engine/runtime/builtin.ts";

/** Operations on files and folders. Every method may fail with an error that has a `code`. */
export interface Disk {
  makeFolder(path: string): Promise<void>;
  /** Names in a folder; none when it is missing. Read a few hundred at a time. */
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<Uint8Array>;
  write(path: string, head: Uint8Array, body: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** Sets the modification time of `path` to now. */
  touch(path: string): Promise<void>;
  /** The modification time of `path`, epoch ms. */
  touchedMs(path: string): Promise<number>;
  /** The same operations, done before they return: for the end of the process. */
  readonly now: {
    makeFolder(path: string): void;
    write(path: string, head: Uint8Array, body: Uint8Array): void;
    rename(from: string, to: string): void;
    remove(path: string): void;
    removeFolder(path: string): void;
    touch(path: string): void;
  };
}

const fs = builtin("fs");
const folderMode = { recursive: true, mode: 0o700 } as const;
const fileMode = 0o600;

/** The file system of Node. */
export const nodeDisk: Disk = {
  async makeFolder(path) {
    await fs().promises.mkdir(path, folderMode);
  },
  async list(folder) {
    const names: string[] = [];
    try {
      for await (const entry of await fs().promises.opendir(folder, { bufferSize: 256 }))
        names.push(entry.name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return names;
  },
  read: async (path) => fs().promises.readFile(path),
  async write(path, head, body) {
    const file = await fs().promises.open(path, "w", fileMode);
    try {
      await file.writeFile(head);
      await file.writeFile(body);
    } finally {
      await file.close();
    }
  },
  rename: async (from, to) => fs().promises.rename(from, to),
  remove: async (path) => fs().promises.unlink(path),
  removeFolder: async (path) => fs().promises.rmdir(path),
  async touch(path) {
    const now = new Date();
    await fs().promises.utimes(path, now, now);
  },
  touchedMs: async (path) => (await fs().promises.stat(path)).mtimeMs,
  now: {
    makeFolder: (path) => void fs().mkdirSync(path, folderMode),
    write(path, head, body) {
      const file = fs().openSync(path, "w", fileMode);
      try {
        fs().writeFileSync(file, head);
        fs().writeFileSync(file, body);
      } finally {
        fs().closeSync(file);
      }
    },
    rename: (from, to) => fs().renameSync(from, to),
    remove: (path) => fs().unlinkSync(path),
    removeFolder: (path) => fs().rmdirSync(path),
    touch(path) {
      const now = new Date();
      fs().utimesSync(path, now, now);
    },
  },
};

/** Whether `error` says that a file or folder is missing. */
export function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "ENOENT";
}

/** Whether `error` says that the disk, or this user's part of it, is full. */
export function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(String((error as { code?: unknown } | undefined)?.code));
}
