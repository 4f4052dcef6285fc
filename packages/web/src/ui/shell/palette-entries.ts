// Searches the palette: entries whose text begins with, or contains, what was typed; what has an id of a known form, by its id.
import type { IconName } from "../icons.tsx";

export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly keys: readonly string[];
  run(): void;
  /** Only on entries for what is opened by its id: the id in what was typed, and what opens it. */
  readonly byId?: { idIn(text: string): string | undefined; open(id: string): void };
  /** Only on entries for the typed text itself. */
  readonly byText?: {
    /** Whether they are offered unless a name begins with the text, else only where nothing matches. */
    readonly isLikely: boolean;
    run(text: string): void;
  };
}

const limit = 30;

/** Entries for `typed`, best first; all but the id's own when nothing was typed. */
export function matchEntries(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const text = typed.trim();
  const named = entries.filter(({ byId, byText }) => byId === undefined && byText === undefined);
  if (text === "") return named;
  for (const entry of entries) {
    const id = entry.byId?.idIn(text);
    if (id !== undefined) return [{ ...entry, label: id, run: () => entry.byId?.open(id) }];
  }
  const words = text.toLowerCase();
  const found = named
    .map((entry) => ({ entry, score: score(entry, words) }))
    .filter(({ score: points }) => points > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
  const best = found[0]?.score ?? 0;
  const ofText = entries
    .filter(({ byText }) => byText !== undefined && (best === 0 || (byText.isLikely && best < beginsWith)))
    .map((entry) => ({ ...entry, label: text, run: () => entry.byText?.run(text) }));
  return [...found.map(({ entry }) => entry), ...ofText];
}

/** A trace id in what was pasted: bare, with dashes, or inside a `traceparent`. */
export function traceIdIn(text: string): string | undefined {
  const lower = text.toLowerCase();
  const parent = /\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/.exec(lower)?.[1];
  const bare = lower.replaceAll("-", "");
  return parent ?? (/^[0-9a-f]{32}$/.test(bare) ? bare : undefined);
}

/** The id of a log record: its time in ns, and its identity. */
export function logIdIn(text: string): string | undefined {
  return /^\d{16,19}-\d{1,20}$/.test(text) ? text : undefined;
}

/** The least score of an entry whose name begins with the text. */
const beginsWith = 3;

function score({ label, hint, group }: PaletteEntry, words: string): number {
  const name = label.toLowerCase();
  if (name === words) return 4;
  if (name.startsWith(words)) return beginsWith;
  if (name.includes(words)) return 2;
  return `${hint} ${group}`.toLowerCase().includes(words) ? 1 : 0;
}
