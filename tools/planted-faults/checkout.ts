// A checkout in which faults are planted, one at a time. Files are written anew and renamed into place, so that hard links keep their text;
// a journal has the text of the file with the fault, so that a run that was ended is put right by the next.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Fault, plant } from "./fault.ts";

export interface Checkout {
  readonly folder: string;
  /** Puts `fault` into its file. Gives whether its lines are there. */
  plant(fault: Fault): boolean;
  /** Takes the planted fault out. */
  restore(): void;
}

/** Opens the checkout at `folder`, which must not be edited meanwhile. `journal` is a file of the run. */
export function openCheckout(folder: string, journal: string): Checkout {
  const restore = (): void => {
    if (!existsSync(journal)) return;
    const { file, text } = JSON.parse(readFileSync(journal, "utf8")) as { file: string; text: string };
    writeAnew(path.join(folder, file), text);
    rmSync(journal);
  };
  restore();
  const changed = execFileSync("git", ["status", "--porcelain", "--", "packages"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (changed !== "")
    throw new Error(
      `Cannot plant faults in ${folder}: expected a checkout without changes, found\n${changed}`,
    );
  return {
    folder,
    restore,
    plant(fault) {
      const place = path.join(folder, fault.file);
      const text = existsSync(place) ? readFileSync(place, "utf8") : "";
      const planted = plant(text, fault);
      if (planted === undefined) return false;
      writeFileSync(journal, JSON.stringify({ file: fault.file, text }));
      writeAnew(place, planted);
      return true;
    },
  };
}

/** Writes a file anew, so that others with the same content on the disk (hard links) keep theirs. */
export function writeAnew(place: string, text: string): void {
  const fresh = `${place}.planted`;
  writeFileSync(fresh, text);
  renameSync(fresh, place);
}
