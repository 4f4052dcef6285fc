// What is dear to make and the same for many test files, in `.cache`: the first worker that needs it makes it, the others wait for it. What
// was not needed for a day is removed when something new is made.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

const keptMs = 24 * 3_600_000;

/**
 * Gives `place` after `make` has filled it, in this process or another one. `make` gets the path of a file or folder that is not there
 * yet; `place` appears whole or not at all.
 */
export async function madeOnce(
  place: string,
  make: (unfinished: string) => void | Promise<void>,
): Promise<string> {
  const lock = `${place}.lock`;
  mkdirSync(path.dirname(place), { recursive: true });
  while (!existsSync(place)) {
    if (!tookLock(lock)) {
      await setTimeout(100);
      continue;
    }
    try {
      // who had the lock before may have made it
      if (!existsSync(place)) await makeIn(place, make);
    } finally {
      rmSync(lock, { force: true });
    }
  }
  const now = new Date();
  writeFileSync(`${place}.used`, "");
  utimesSync(`${place}.used`, now, now);
  return place;
}

async function makeIn(place: string, make: (unfinished: string) => void | Promise<void>): Promise<void> {
  removeUnused(path.dirname(place));
  const unfinished = `${place}.${process.pid}`;
  try {
    await make(unfinished);
    renameSync(unfinished, place);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Takes the lock, also from a process that has ended without giving it back. */
function tookLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  if (!isOwned(lock)) rmSync(lock, { force: true });
  return false;
}

function isOwned(lock: string): boolean {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    // it is written a moment after it is made
    if (owner > 0) process.kill(owner, 0);
    return true;
  } catch {
    return false;
  }
}

function removeUnused(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".used"))) {
    const used = path.join(folder, name);
    // another process may have removed it
    const found = statSync(used, { throwIfNoEntry: false });
    if (found === undefined || found.mtimeMs > Date.now() - keptMs) continue;
    rmSync(used.slice(0, -".used".length), { recursive: true, force: true });
    rmSync(used, { force: true });
  }
}
