// The rules among the exports of a module.
import { joinPath } from "catalog/problem";

const parts = ["alerts", "objectives", "silences"] as const;

/** What a module may say, before it is checked. */
export type LooseRules = { [K in (typeof parts)[number]]: unknown[] };

/** Gets the place of each rule in the exports, such as `default.alerts[0]`, in the order of its list. */
type NotePlace = (part: keyof LooseRules, place: string) => void;

/** Single rules, lists of them, and whole files; each once, also when it is exported twice. */
export function rulesOfExports(
  exports: Readonly<Record<string, unknown>>,
  notePlace: NotePlace = () => {},
): LooseRules {
  const found: LooseRules = { alerts: [], objectives: [], silences: [] };
  const push = (part: keyof LooseRules, one: unknown, place: string): void => {
    found[part].push(one);
    notePlace(part, place);
  };
  const add = (value: unknown, place: string): void => {
    if (Array.isArray(value)) value.forEach((one, index) => add(one, joinPath(place, index)));
    if (typeof value !== "object" || value === null) return;
    for (const part of parts) {
      const list = (value as Partial<LooseRules>)[part];
      if (Array.isArray(list))
        list.forEach((one, index) => push(part, one, joinPath(joinPath(place, part), index)));
    }
    if ("when" in value) push("alerts", value, place);
    else if ("target" in value) push("objectives", value, place);
    else if ("match" in value) push("silences", value, place);
  };
  const seen = new Set<unknown>();
  for (const [name, value] of Object.entries(exports)) {
    if (!seen.has(value)) add(value, name);
    seen.add(value);
  }
  return found;
}
