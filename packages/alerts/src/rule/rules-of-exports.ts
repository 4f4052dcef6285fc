// The rules among the exports of a module.

const parts = ["alerts", "objectives", "silences"] as const;

/** What a module may say, before it is checked. */
export type LooseRules = { [K in (typeof parts)[number]]: unknown[] };

/** Single rules, lists of them, and whole files; each once, also when it is exported twice. */
export function rulesOfExports(exports: Readonly<Record<string, unknown>>): LooseRules {
  const found: LooseRules = { alerts: [], objectives: [], silences: [] };
  const add = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach((one) => add(one));
    if (typeof value !== "object" || value === null) return;
    for (const part of parts) {
      const list = (value as Partial<LooseRules>)[part];
      if (Array.isArray(list)) found[part].push(...list);
    }
    if ("when" in value) found.alerts.push(value);
    else if ("target" in value) found.objectives.push(value);
    else if ("match" in value) found.silences.push(value);
  };
  for (const value of new Set(Object.values(exports))) add(value);
  return found;
}
