// One application in three forms: as it is, with Telltale as it would be installed, and with the stock auto-instrumentations. Both are
// preloaded from folders of their own, so that the application's own packages stay what its lockfile names.
import { createRequire } from "node:module";
import path from "node:path";

import { install, installLocked } from "../../../tools/testing/installation.ts";

export const forms = ["bare", "telltale", "stock"] as const;
export type Form = (typeof forms)[number];

/** What instruments the applications, installed. */
export interface Preloads {
  /** The variables that start a process in `form`; `options` are other ones of Node that it needs. */
  variables(form: Form, options?: string): Readonly<Record<string, string>>;
  remove(): void;
}

/** Installs both; `tarball` is the library as `npm pack` leaves it. */
export async function installPreloads(tarball: string): Promise<Preloads> {
  const own = await install([tarball]);
  const stock = await installLocked(path.join(import.meta.dirname, "../fixtures/stock"));
  const preload = {
    bare: "",
    telltale: `--import=${path.join(own.folder, "node_modules/telltale/dist/register.js")}`,
    // as its documentation has it for ES modules, whose warning the application does not print without it
    stock: [
      `--require=${resolve(stock.folder, "@opentelemetry/auto-instrumentations-node/register")}`,
      `--experimental-loader=${resolve(stock.folder, "@opentelemetry/instrumentation/hook.mjs")}`,
      "--disable-warning=ExperimentalWarning",
    ].join(" "),
  } as const satisfies Record<Form, string>;
  return {
    variables: (form, options = "") => ({ NODE_OPTIONS: `${preload[form]} ${options}`.trim() }),
    remove: () => {
      own.remove();
      stock.remove();
    },
  };
}

function resolve(folder: string, name: string): string {
  return createRequire(path.join(folder, "package.json")).resolve(name);
}
