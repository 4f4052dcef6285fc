// Who holds the memory of a console and its engine, at rest: as empty as it starts, and after half a million spans, logs, points and
// people were stored and all routes of the pages were asked. Linux only.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { type ConsoleProcess, createFolder, startConsole } from "../tools/console-process.ts";
import { answer, type Figure } from "./figure.ts";
import { answerMs, fill } from "./pages.ts";
import { endAtExit, run } from "./process.ts";
import { heapByKind } from "./profile/heap-by-kind.ts";
import { descendants, residentByOwner, residentMb } from "./resident.ts";

/** Long enough for the console to collect, and for the engine to give back what it does not need. */
const restSeconds = Number(process.env["TELLTALE_BENCH_SECONDS"] ?? 75);

const { folder, remove } = createFolder();
process.once("exit", remove);
const snapshots = mkdtempSync(path.join(tmpdir(), "telltale-snapshot-"));
process.once("exit", () => rmSync(snapshots, { recursive: true, force: true }));
const running = await startConsole(
  folder,
  undefined,
  [],
  {},
  {
    cli: path.join(import.meta.dirname, "../packages/console/dist/cli.js"),
    // with a size of its own the console does not start itself again
    nodeOptions: [
      "--max-semi-space-size=16",
      "--heapsnapshot-signal=SIGUSR2",
      `--diagnostic-dir=${snapshots}`,
    ],
  },
);
endAtExit(running.child);
await rest();
const empty = residentFigures("empty", running);
const routes = await fill(running, { spanSeconds: 17, otherSeconds: 2, people: 2000 });
for (const one of routes) await answerMs(running, one);
await rest();
const used = residentFigures("used", running);
const heap = await heapFigures(running);
await running.stop();
const engine = await run<Readonly<Record<string, number>>>(
  "../packages/console/test/support/engine-memory.ts",
  [folder],
  ["--conditions=telltale-source"],
);

answer({
  question: "Who holds the memory of the console at rest",
  method:
    `Resident memory by mapping of the system, ${restSeconds} s after the start and ${restSeconds} s after half a million spans, 60,000 log records, as many metric points and 2,000 people of a shop were stored and each route of the pages was asked. ` +
    "Pages of files (Node.js, the library of the engine) are shared with other processes and can be dropped by the system. " +
    "Heap: a heap snapshot of the console by kind. Engine: its own counters after opening the same store.",
  figures: [
    ...empty,
    ...used,
    ...heap,
    ...Object.entries(engine).map(([name, mb]) => ({
      name: `engine's counters, ${name}`,
      value: mb,
      unit: "MB",
    })),
  ],
});

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, restSeconds * 1000));
}

function residentFigures(state: string, { child }: ConsoleProcess): Figure[] {
  const pid = child.pid ?? 0;
  const sum = residentMb(pid);
  const figures = [
    { name: `${state}: console and engine`, value: sum.console + sum.engine, unit: "MB" },
    { name: `${state}: console`, value: sum.console, unit: "MB" },
    ...mappings(`${state}: console`, [pid]),
    { name: `${state}: engine`, value: sum.engine, unit: "MB" },
    ...mappings(`${state}: engine`, descendants(pid)),
  ];
  return figures;
}

function mappings(prefix: string, pids: readonly number[]): Figure[] {
  return [...residentByOwner(pids)].map(([owner, mb]) => ({
    name: `${prefix}, ${owner}`,
    value: mb,
    unit: "MB",
  }));
}

async function heapFigures({ child }: ConsoleProcess): Promise<Figure[]> {
  child.kill("SIGUSR2");
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const [file] = readdirSync(snapshots).filter((name) => name.endsWith(".heapsnapshot"));
    const kinds = file === undefined ? undefined : heapByKind(path.join(snapshots, file));
    if (kinds !== undefined)
      return [...kinds].map(([kind, mb]) => ({ name: `console's heap, ${kind}`, value: mb, unit: "MB" }));
  }
  throw new Error("The console wrote no heap snapshot.");
}
