// The demo shop beside a console: its process, and what the console reads of it.
import type { ChildProcess } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";

import { startChild } from "../packages/console/src/commands/demo/supervise.ts";
import { root } from "./source-files.ts";

/** The shop's dashboards. */
export const demoDashboards: string = path.join(root, "examples/shop/generated/console");

/** The rules of the shop in one folder: those of its catalog, and those on how it runs. */
export function demoRules(): string {
  const folder = path.join(root, ".telltale", "demo-alerts");
  rmSync(folder, { recursive: true, force: true });
  for (const from of ["examples/shop/generated/console/alerts", "examples/shop/alerts"])
    cpSync(path.join(root, from), folder, { recursive: true });
  return folder;
}

/** Starts the shop, which ends with this process. */
export function startShop(
  otlpHttp: string,
  shoppers: string,
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const script = path.join(root, "examples/shop/src/main.ts");
  const args = [script, "--endpoint", otlpHttp, "--shoppers", shoppers];
  return startChild(args, "inherit", { ...process.env, ...variables }, root);
}
