// The rules as they are evaluated, published with the states: each console lists what the leader evaluates, with the folder of rules or
// without.
import type { RuleFile } from "alerts";
import type { FileMemory } from "./file-memory.ts";
import type { RuleSet } from "./rule-set.ts";

/** Without what is evaluated, which the entries have. */
export type PublishedRules = Pick<RuleSet, "entries" | "files">;

export function publish({ entries, files }: PublishedRules): string {
  return JSON.stringify({ entries, files } satisfies PublishedRules);
}

export const nothingPublished: PublishedRules = { entries: [], files: [] };

const parts = { alert: "alerts", objective: "objectives", silence: "silences" } as const;

/** The memory as the last round published it. */
export function memoryOf({ entries, files }: PublishedRules): FileMemory {
  const good = new Map<string, Record<string, unknown[]>>();
  for (const { place, kind, content } of entries) {
    if (place === "") continue;
    const file = good.get(place) ?? {};
    good.set(place, file);
    (file[parts[kind]] ??= []).push(content);
  }
  return {
    good: good as ReadonlyMap<string, RuleFile>,
    brokenSince: new Map(
      files.flatMap(({ path, brokenSince }) => (brokenSince === undefined ? [] : [[path, brokenSince]])),
    ),
  };
}
