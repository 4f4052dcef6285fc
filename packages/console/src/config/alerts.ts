// Alerts: where rules come from.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ProblemError } from "../problem/problem.ts";
import { anyText, type Env, type FlagsOf, type OptionsOf, readOptions } from "./option.ts";

export interface AlertsConfig {
  /** The folder with files of rules; absent: stored rules only. */
  readonly rules: string | undefined;
}

export interface AlertValues {
  readonly alertRules: string | undefined;
}

export const alertOptions: OptionsOf<AlertValues> = {
  alertRules: {
    group: "Alerts",
    flag: "--alert-rules <dir>",
    variable: "TELLTALE_CONSOLE_ALERT_RULES",
    parse: anyText,
    help: "folder with files of alert rules (YAML, JSON, TypeScript), which are read again when they change",
    docs: "With tenants, a subfolder named after a tenant has the rules of that tenant. See [alerts](../guide/alerts.md#in-the-console).",
  },
};

/** @throws {ProblemError} when the folder cannot be read. */
export function readAlerts(flags: FlagsOf<AlertValues>, env: Env): AlertsConfig {
  const { alertRules } = readOptions(alertOptions, flags, env);
  if (alertRules === undefined) return { rules: undefined };
  const rules = resolve(alertRules);
  if (statSync(rules, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot read alert rules from \`${alertRules}\`: expected a folder.`,
      "Pass the folder that has the files of rules.",
    );
  return { rules };
}
