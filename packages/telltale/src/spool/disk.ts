// What the spool asks of the file system, in one place: everything it does to the disk, and nothing else.
import {
  closeSync,
  mkdirSync,
  openSync,
  promises,
  renameSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";

/** The file system, as far as it is used. Every method may fail with an error that has a `code`. */
export interface Disk {
  makeFolder(path: string): Promise<void>;
  /** Names in a folder; none when it is not there. Read a few hundred at a time. */
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<Uint8Array>;
  write(path: string, head: Uint8Array, body: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** Makes `path` look written to now. */
  touch(path: string): Promise<void>;
  /** Epoch ms at which `path` was written to. */
  touchedMs(path: string): Promise<number>;
  /** The same at once, for the end of the process. */
  readonly now: {
    makeFolder(path: string): void;
    write(path: string, head: Uint8Array, body: Uint8Array): void;
    rename(from: string, to: string): void;
    remove(path: string): void;
    removeFolder(path: string): void;
    touch(path: string): void;
  };
}

const folderMode = { recursive: true, mode: 0o700 } as const;
const fileMode = 0o600;

/** The real one. */
export const nodeDisk: Disk = {
  async makeFolder(path) {
    await promises.mkdir(path, folderMode);
  },
  async list(folder) {
    const names: string[] = [];
    try {
      for await (const entry of await promises.opendir(folder, { bufferSize: 256 })) names.push(entry.name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return names;
  },
  read: async (path) => promises.readFile(path),
  async write(path, head, body) {
    const file = await promises.open(path, "w", fileMode);
    try {
      await file.writeFile(head);
      await file.writeFile(body);
    } finally {
      await file.close();
    }
  },
  rename: async (from, to) => promises.rename(from, to),
  remove: async (path) => promises.unlink(path),
  removeFolder: async (path) => promises.rmdir(path),
  async touch(path) {
    const now = new Date();
    await promises.utimes(path, now, now);
  },
  touchedMs: async (path) => (await promises.stat(path)).mtimeMs,
  now: {
    makeFolder: (path) => void mkdirSync(path, folderMode),
    write(path, head, body) {
      const file = openSync(path, "w", fileMode);
      try {
        writeFileSync(file, head);
        writeFileSync(file, body);
      } finally {
        closeSync(file);
      }
    },
    rename: renameSync,
    remove: unlinkSync,
    removeFolder: rmdirSync,
    touch(path) {
      const now = new Date();
      utimesSync(path, now, now);
    },
  },
};

/** Whether `error` says that something is not there. */
export function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "ENOENT";
}

/** Whether `error` says that the disk, or this user's part of it, is full. */
export function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(String((error as { code?: unknown } | undefined)?.code));
}
