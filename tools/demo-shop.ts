// The demo shop beside a console: its process, and what the console reads of it.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";

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

/**
 * Starts the shop, in a process group of its own: Ctrl-C reaches only this process, which stops the parts in order. When this process is
 * killed, the shop sees its channel close.
 */
export function startShop(
  otlpHttp: string,
  shoppers: string,
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const script = path.join(root, "examples/shop/src/main.ts");
  return spawn(process.execPath, [script, "--endpoint", otlpHttp, "--shoppers", shoppers], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
}
