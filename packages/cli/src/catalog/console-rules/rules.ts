// Alerts and objectives of a catalog as console rules, one file. What the rules cannot say, and what the check of rules rejects, is a
// finding: no alert is left out silently.
import { type AlertRule, checkRules, type Objective as Rule } from "alerts";
import type { Alert, Catalog, Finding, Objective } from "catalog";
import { declarationPath } from "catalog";
import { type Obstacle, obstacleOf } from "./source.ts";

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
  const obstacle = obstacleOf(alert.on, catalog);
  if (obstacle !== undefined) {
    findings.push(inexpressible(`\`${alert.name}\``, obstacle, path));
    return [];
  }
  const { name, on, groupBy, when, window, for: holds, every, severity, labels } = alert;
  const rule: AlertRule = {
    name,
    // what is left is what rules measure
    on: on as AlertRule["on"],
    ...(groupBy !== undefined && { groupBy }),
    when,
    window,
    ...(holds !== undefined && { for: holds }),
    ...(every !== undefined && { every }),
    severity,
    ...textsOf(alert),
    labels: { ...filled(labels), catalog: alert.catalog },
  };
  return isValid({ alerts: [rule] }, path, findings) ? [rule] : [];
}

function objectiveOf(objective: Objective, catalog: Catalog, findings: Finding[]): Rule[] {
  const path = declarationPath("objectives", objective.name);
  const obstacle = obstacleOf(objective.on, catalog);
  if (obstacle !== undefined) {
    findings.push(inexpressible(`the objective \`${objective.name}\``, obstacle, path));
    return [];
  }
  const { summary: _, ...texts } = textsOf(objective);
  const { name, on, target, period } = objective;
  const rule: Rule = {
    name,
    on: on as Rule["on"],
    target,
    period,
    ...texts,
    labels: { catalog: objective.catalog },
  };
  return isValid({ objectives: [rule] }, path, findings) ? [rule] : [];
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

function inexpressible(what: string, { problem, fix }: Obstacle, path: string): Finding {
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
