// Dashboards: the folder of files.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ProblemError } from "../problem/problem.ts";
import { anyText, type Env, type FlagsOf, type OptionsOf, readOptions } from "./option.ts";

export interface DashboardsConfig {
  /** The folder with files of dashboards; absent: stored dashboards only. */
  readonly folder: string | undefined;
}

export interface DashboardValues {
  readonly dashboards: string | undefined;
}

export const dashboardOptions: OptionsOf<DashboardValues> = {
  dashboards: {
    group: "Dashboards",
    flag: "--dashboards <dir>",
    variable: "TELLTALE_CONSOLE_DASHBOARDS",
    parse: anyText,
    help: "folder with files of dashboards (JSON), which are read again when they change",
    docs: "With tenants, a subfolder named after a tenant has the dashboards of that tenant. See [dashboards](../guide/console-dashboards.md#files).",
  },
};

/** @throws {ProblemError} when the folder cannot be read. */
export function readDashboards(flags: FlagsOf<DashboardValues>, env: Env): DashboardsConfig {
  const { dashboards } = readOptions(dashboardOptions, flags, env);
  if (dashboards === undefined) return { folder: undefined };
  const folder = resolve(dashboards);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot read dashboards from \`${dashboards}\`: expected a folder.`,
      "Pass the folder that has the files of dashboards.",
    );
  return { folder };
}
