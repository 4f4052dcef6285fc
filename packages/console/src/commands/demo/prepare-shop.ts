// The shop of a demo: at once where its package is there. Else npm installs it while the console starts already.
import { cpSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDirectory, findShop, installShop, shopPackage, type ShopPackage } from "./shop-package.ts";

/** Its folders of rules and dashboards are there. They are empty until npm has installed the shop; a console looks at them again and again. */
export interface PreparedShop extends Omit<ShopPackage, "script"> {
  readonly isInstalled: boolean;
  /** When it can start. Rejects with a `ProblemError` where npm fails or is ended. */
  readonly script: Promise<string>;
}

/**
 * @param files an empty folder.
 * @param signal ends npm.
 */
export function prepareShop(version: string, files: string, signal: AbortSignal): PreparedShop {
  const cache = cacheDirectory(version, process.platform, homedir(), process.env);
  const found = findShop(version, [import.meta.dirname, cache]);
  if (found !== undefined) return { ...found, isInstalled: true, script: Promise.resolve(found.script) };
  const folders = { alerts: join(files, "alerts"), dashboards: join(files, "dashboards") };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  console.log(`Installing ${shopPackage} ${version} into ${cache} (once) …`);

  async function install(): Promise<string> {
    await installShop(version, cache, signal);
    const installed = findShop(version, [cache]);
    if (installed === undefined) throw new Error(`npm installed no ${shopPackage} ${version} into ${cache}.`);
    for (const name of ["alerts", "dashboards"] as const)
      cpSync(installed[name], folders[name], { recursive: true });
    return installed.script;
  }
  return { ...folders, isInstalled: false, script: install() };
}
