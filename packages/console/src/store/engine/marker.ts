// A file that is there while the store is open for writing. Found at the next start it shows that the last run did not end by
// itself, and since when something may be in the tables that is not in the roll-ups.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Marker {
  /** Unix seconds, from a run that did not end by itself; `undefined` after a clean one. */
  readonly previous: number | undefined;
  /** Everything received before `sinceSeconds` is settled. Written every few seconds, and at once when the clock was set back. */
  note(sinceSeconds: number): void;
  /** All is settled: the run ends by itself. */
  clear(): void;
}

const writeEverySeconds = 5;

export function openMarker(directory: string): Marker {
  const file = join(directory, "writing.json");
  let written = 0;
  return {
    previous: read(file),
    note(sinceSeconds) {
      const isRecent = sinceSeconds >= written && sinceSeconds - written < writeEverySeconds;
      if (isRecent) return;
      written = sinceSeconds;
      writeFileSync(`${file}.new`, JSON.stringify({ since: sinceSeconds }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    clear: () => rmSync(file, { force: true }),
  };
}

function read(file: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    const { since } = JSON.parse(text) as { since?: unknown };
    if (typeof since === "number") return since;
  } catch {
    // Cut short by the power going away: as long ago as is worth looking.
  }
  return Math.floor(Date.now() / 1000) - 3600;
}
