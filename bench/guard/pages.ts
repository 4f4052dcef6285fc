// CPU time of console and engine for the routes of all pages, over a store that was just filled. The consoles of both sides are filled
// once, and asked in turn.
import path from "node:path";

import { type ConsoleProcess, createFolder, startConsole } from "../../tools/console-process.ts";
import { cpuMs } from "../cpu.ts";
import { answerMs, fill } from "../pages.ts";
import { endAtExit } from "../process.ts";
import type { PageRoute } from "../workload/page-routes.ts";
import type { Side } from "./side.ts";
import type { Workload } from "./workload.ts";

/** A third of a million spans and as many log records and points: merges are over soon, and queries read more than they cost by themselves. */
const filling = { spanSeconds: 10, otherSeconds: 3, people: 3_000 } as const;

interface Open {
  readonly running: ConsoleProcess;
  readonly removeFolder: () => void;
}

const open = new Map<Side["name"], Open>();
/** Those that both sides have. */
let routes: readonly PageRoute[] = [];

export const pages: Workload = {
  name: "pages",
  kind: "figure",
  figures: ["pages"],
  about:
    "CPU of console and engine for all routes of the pages once, over spans, logs, points and business records",
  async open({ base, head }) {
    routes = [];
    for (const side of [base, head]) {
      const { folder, remove } = createFolder();
      const cli = path.join(side.console.folder, "dist/cli.js");
      const running = await startConsole(folder, undefined, [], {}, { cli });
      endAtExit(running.child);
      open.set(side.name, { running, removeFolder: remove });
      routes = await fill(running, filling);
    }
    for (const { running } of open.values()) routes = await answered(running, routes);
  },
  async measure({ name }) {
    const { running } = open.get(name)!;
    const pid = running.child.pid ?? 0;
    const before = cpuMs(pid);
    const left = (await answered(running, routes)).length;
    const after = cpuMs(pid);
    if (left !== routes.length) throw new Error(`${routes.length - left} routes of the pages failed`);
    const value = after.console - before.console + after.engine - before.engine;
    return [{ name: "pages", value, unit: "ms" }];
  },
  async close() {
    for (const { running, removeFolder } of open.values()) {
      await running.stop();
      removeFolder();
    }
    open.clear();
  },
};

/** Asks each route once. Gives those that were answered. */
async function answered(running: ConsoleProcess, asked: readonly PageRoute[]): Promise<PageRoute[]> {
  const list: PageRoute[] = [];
  for (const one of asked) if ((await answerMs(running, one)) !== undefined) list.push(one);
  return list;
}
