// A file system of a few megabytes, to be filled: a tmpfs, where this process may mount one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly path: string;
  /** Leaves `bytes` free. */
  fill(bytes: number): void;
  /** Takes away what fills it. */
  empty(): void;
  remount(mode: "ro" | "rw"): void;
  remove(): void;
}

/** Mounts it; where that is not allowed returns the reason. */
export function mountSmallDisk(megabytes: number): SmallDisk | string {
  const path = mkdtempSync(join(tmpdir(), "telltale-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    rmSync(path, { recursive: true });
    return `no small disk can be mounted: ${(error as Error).message.trim().split("\n").at(-1)}`;
  }
  const ballast = join(path, "ballast");
  return {
    path,
    fill(bytes) {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)), { flag: "a" });
    },
    empty: () => rmSync(ballast, { force: true }),
    remount: (mode) => execFileSync("mount", ["-o", `remount,${mode}`, path], { stdio: "pipe" }),
    remove() {
      execFileSync("umount", ["-l", path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
