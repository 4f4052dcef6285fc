// Searches the palette: entries whose text begins with, or contains, what was typed; a trace by its id.
import type { IconName } from "../icons.tsx";

export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly keys: readonly string[];
  run(): void;
  /** Only on the entry for a typed trace id. */
  openTrace?(id: string): void;
  /** Only on entries that list traces by the typed text; offered where nothing else matches. */
  findTraces?(text: string): void;
}

const limit = 30;

/** Entries for `typed`, best first; all but the id's own when nothing was typed. */
export function matchEntries(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const words = typed.trim().toLowerCase();
  const named = entries.filter(
    ({ openTrace, findTraces }) => openTrace === undefined && findTraces === undefined,
  );
  if (words === "") return named;
  const id = traceIdIn(words);
  const opener = entries.find((entry) => entry.openTrace !== undefined);
  if (id !== undefined && opener !== undefined) {
    return [{ ...opener, label: id, run: () => opener.openTrace?.(id) }];
  }
  const found = named
    .map((entry) => ({ entry, score: score(entry, words) }))
    .filter(({ score: points }) => points > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ entry }) => entry);
  if (found.length > 0) return found;
  const text = typed.trim();
  return entries
    .filter((entry) => entry.findTraces !== undefined)
    .map((entry) => ({ ...entry, label: text, run: () => entry.findTraces?.(text) }));
}

/** A trace id in what was pasted: bare, with dashes, or inside a `traceparent`. */
export function traceIdIn(text: string): string | undefined {
  const parent = /\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/.exec(text)?.[1];
  const bare = text.replaceAll("-", "");
  return parent ?? (/^[0-9a-f]{32}$/.test(bare) ? bare : undefined);
}

function score({ label, hint, group }: PaletteEntry, words: string): number {
  const name = label.toLowerCase();
  if (name === words) return 4;
  if (name.startsWith(words)) return 3;
  if (name.includes(words)) return 2;
  return `${hint} ${group}`.toLowerCase().includes(words) ? 1 : 0;
}
