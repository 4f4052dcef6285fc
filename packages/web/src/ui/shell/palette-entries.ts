// What the palette finds: entries whose words begin with, or contain, what was typed; a trace by its id.
import type { IconName } from "../icons.tsx";

export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly keys: readonly string[];
  run(): void;
  /** Only on the entry that stands for a typed trace id. */
  openTrace?(id: string): void;
  /** Only on the entry that lists the traces with a span of the typed name. */
  openSpan?(name: string): void;
}

const limit = 30;

/** Entries for `typed`, best first; all but the id's own when nothing was typed. */
export function matchEntries(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const words = typed.trim().toLowerCase();
  const named = entries.filter(
    ({ openTrace, openSpan }) => openTrace === undefined && openSpan === undefined,
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
  const finder = entries.find((entry) => entry.openSpan !== undefined);
  if (found.length > 0 || finder === undefined) return found;
  const name = typed.trim();
  return [{ ...finder, label: name, run: () => finder.openSpan?.(name) }];
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
