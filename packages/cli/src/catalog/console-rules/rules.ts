// Alerts and objectives of a catalog as console rules, one file. What the rules cannot say, and what the check of rules rejects, is a
// finding: no alert is left out silently.
import { formatDuration } from "catalog/duration";
import { type AlertRule, checkRules, type Condition, type Objective as Rule } from "alerts";
import type { Alert, Catalog, Finding, Objective } from "catalog";
import { declarationPath } from "catalog";
import { translate, translateObjective } from "./source.ts";

/** The content of a file of rules, and what cannot be in it. */
export interface ConsoleRules {
  readonly alerts: readonly AlertRule[];
  readonly objectives: readonly Rule[];
  readonly findings: readonly Finding[];
}

/** Rules for the alerts and objectives that the catalog itself declares; those of imported catalogs belong to their own teams. */
export function consoleRules(catalog: Catalog): ConsoleRules {
  const findings: Finding[] = [];
  const own = <T extends { readonly catalog: string }>(things: readonly T[]): readonly T[] =>
    things.filter((one) => one.catalog === catalog.name);
  return {
    alerts: own(catalog.alerts).flatMap((alert) => alertOf(alert, catalog, findings)),
    objectives: own(catalog.objectives).flatMap((objective) => objectiveOf(objective, catalog, findings)),
    findings,
  };
}

function alertOf(alert: Alert, catalog: Catalog, findings: Finding[]): AlertRule[] {
  const path = declarationPath("alerts", alert.name);
  const translated = translate(alert.on, catalog);
  if ("problem" in translated) {
    findings.push(inexpressible(`\`${alert.name}\``, translated, path));
    return [];
  }
  const when = conditionOf(alert);
  if (when === undefined) {
    const message = `\`${alert.name}\` has no condition`;
    findings.push({ ...violation, message, fix: "Add `above`, `below` or `absent`.", path });
    return [];
  }
  const { on, groupBy, note } = translated;
  const rule: AlertRule = {
    name: alert.name,
    on,
    window: formatDuration(alert.windowMs),
    ...(groupBy !== undefined && { groupBy }),
    when,
    ...(alert.forMs > 0 && { for: formatDuration(alert.forMs), every: everyFor(alert.forMs) }),
    severity: alert.severity,
    ...textsOf(alert),
    labels: { ...filled(alert.labels), catalog: alert.catalog },
  };
  if (note !== undefined) {
    const message = `The rule of \`${alert.name}\` is an approximation: ${note}`;
    findings.push({ id: "rule-approximation", level: "information", message, path });
  }
  return isValid({ alerts: [rule] }, path, findings) ? [rule] : [];
}

function objectiveOf(objective: Objective, catalog: Catalog, findings: Finding[]): Rule[] {
  const path = declarationPath("objectives", objective.name);
  const translated = translateObjective(objective, catalog);
  if ("problem" in translated) {
    findings.push(inexpressible(`the objective \`${objective.name}\``, translated, path));
    return [];
  }
  const { summary: _, ...texts } = textsOf(objective);
  const rule: Rule = {
    name: objective.name,
    on: translated.on,
    target: objective.target,
    period: `${objective.days}d`,
    ...texts,
    labels: { catalog: objective.catalog },
  };
  return isValid({ objectives: [rule] }, path, findings) ? [rule] : [];
}

/** One condition, or any of several. */
function conditionOf({ above, below, absent }: Alert): Condition | undefined {
  const conditions: Condition[] = [
    ...(above === undefined ? [] : [{ above }]),
    ...(below === undefined ? [] : [{ below }]),
    ...(absent === true ? [{ absent }] : []),
  ];
  return conditions.length > 1 ? { any: conditions.map((when) => ({ when })) } : conditions[0];
}

/** Half of `for`, from 15 s to a minute: an evaluation a minute would make a `for` of 30 s as long as one of a minute. */
function everyFor(forMs: number): string {
  return formatDuration(Math.min(60_000, Math.max(15_000, Math.floor(forMs / 2000) * 1000)));
}

interface Texts {
  readonly owner?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly runbook?: string | undefined;
}

/** Texts that are not empty. */
function textsOf({ owner, summary, description, runbook }: Texts): Texts {
  return filled({ owner, summary, description, runbook });
}

function filled(texts: Readonly<Record<string, string | undefined>> = {}): Readonly<Record<string, string>> {
  const found = Object.entries(texts).flatMap(([name, text]) =>
    text === undefined || text === "" ? [] : [[name, text] as const],
  );
  return Object.fromEntries(found);
}

const violation = { id: "alert-condition", level: "violation" } as const;

function inexpressible(
  what: string,
  { problem, fix }: { readonly problem: string; readonly fix: string },
  path: string,
): Finding {
  const message = `Cannot write ${what} as a console rule: ${problem}`;
  return { id: "rule-not-expressible", level: "improvement", message, fix, path };
}

/** Whether the reader of rules takes it. Mistakes become findings of the declaration. */
function isValid(file: Parameters<typeof checkRules>[0], path: string, findings: Finding[]): boolean {
  const problems = checkRules(file);
  for (const { path: place, message, fix } of problems)
    findings.push({
      ...violation,
      message: `Cannot write a console rule: \`${place.replace(/^\w+\[0\]\.?/, "")}\` ${message.replace(/\.$/, "")}`,
      fix,
      path,
    });
  return problems.length === 0;
}
