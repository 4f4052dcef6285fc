// The messages about a store that is gone, in a file beside the store: they are followed by a recovery also after a restart of the console.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoredNotice } from "../outbox.ts";
import { nothingWatched, type WatchState } from "./watch-state.ts";

interface LostStoreState extends WatchState {
  /** How the messages about the outages call this console; it may have had another name then. Absent without outages. */
  readonly console?: string | undefined;
  /** Messages that channels do not have yet. */
  readonly unsent: readonly StoredNotice[];
}

export interface LostStoreFile {
  /** What the last run of this console left; nothing where there is no file that can be read. */
  read(): LostStoreState;
  /** Keeps it; without an outage and a message there is no file. What cannot be written is lost with the next restart only. */
  write(state: LostStoreState): void;
}

export function createLostStoreFile(directory: string): LostStoreFile {
  const file = join(directory, "lost-store.json");
  return {
    read() {
      try {
        const state = JSON.parse(readFileSync(file, "utf8")) as Partial<LostStoreState> | null;
        const { outages = [], endedMs = 0, console: name, unsent = [] } = state ?? {};
        return {
          outages: outages.filter(({ rules, notice }) => Array.isArray(rules) && notice.since > 0),
          endedMs,
          console: typeof name === "string" ? name : undefined,
          unsent: unsent.filter(({ id, tenant }) => typeof id === "string" && typeof tenant === "string"),
        };
      } catch {
        return { ...nothingWatched, unsent: [] };
      }
    },
    write(state) {
      try {
        if (state.outages.length === 0 && state.unsent.length === 0) return rmSync(file, { force: true });
        writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch {
        // the disk may be what is wrong with the store
      }
    },
  };
}
