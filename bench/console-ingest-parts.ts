// Where does the CPU time of a span go: in the console by part of its code, in the engine by view? `TELLTALE_BENCH_SECONDS=5` for a short
// run.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { createFolder, startConsole } from "../tools/console-process.ts";
import { cpuMs } from "./cpu.ts";
import { answer, type Figure } from "./figure.ts";
import { sendTo, sustainedSeconds } from "./ingest.ts";
import { selfTimes } from "./profile/self-times.ts";
import { fillEngine } from "./workload/fill-engine.ts";

const seconds = Math.min(10, sustainedSeconds);
const load = {
  signal: "traces",
  protocol: "http",
  realistic: true,
  items: 512,
  connections: 64,
} as const;

const ofConsole = await consoleParts();
const ofEngine = await engineParts();
answer({
  question: "CPU of a span in the console and in the engine, by part",
  method:
    `The spans and requests of "Spans whose values hardly repeat", 64 senders, ${seconds} s. Console: samples of its main thread by source folder of the function that ran, ` +
    "native functions with their caller; what its other threads used is one row. " +
    "Engine: the same blocks inserted with all views that read spans, with each of them dropped, and with none; a view's figure is the difference.",
  figures: [...ofConsole, ...ofEngine],
});

async function consoleParts(): Promise<Figure[]> {
  const profiles = mkdtempSync(path.join(tmpdir(), "telltale-profile-"));
  const { folder, remove } = createFolder();
  try {
    const cli = path.join(import.meta.dirname, "../packages/console/dist/cli.js");
    // with a size of its own the console does not start itself again, which would lose the profile
    const nodeOptions = [
      "--max-semi-space-size=16",
      "--cpu-prof",
      "--cpu-prof-interval=5000",
      `--cpu-prof-dir=${profiles}`,
    ];
    const running = await startConsole(folder, undefined, [], {}, { cli, nodeOptions });
    await sendTo(running, { ...load, seconds: 2 });
    const before = cpuMs(running.child.pid ?? 0);
    const begunUs = nowUs();
    const { acknowledged } = await sendTo(running, { ...load, seconds });
    const window = [begunUs, nowUs()] as const;
    const after = cpuMs(running.child.pid ?? 0);
    await running.stop();
    const each = (us: number): number => us / acknowledged;
    const [file] = readdirSync(profiles).filter((name) => name.endsWith(".cpuprofile"));
    if (file === undefined) throw new Error("The console left no profile.");
    const parts = selfTimes(path.join(profiles, file), window);
    const sampled = [...parts.values()].reduce((sum, us) => sum + us, 0);
    const all = (after.console - before.console) * 1000;
    return [
      { name: "console, all", value: each(all), unit: "µs" },
      ...[...parts]
        .toSorted(([, a], [, b]) => b - a)
        .filter(([, us]) => us >= sampled / 100)
        .map(([part, us]) => ({ name: `console, ${part}`, value: each(us), unit: "µs" })),
      { name: "console, other threads", value: each(Math.max(0, all - sampled)), unit: "µs" },
    ];
  } finally {
    remove();
    rmSync(profiles, { recursive: true, force: true });
  }
}

/** On the clock of profiles. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

async function engineParts(): Promise<Figure[]> {
  const all = await fillEngine(seconds);
  const none = await fillEngine(seconds, all.views);
  const figures: Figure[] = [
    { name: "engine, insert and all views", value: all.engineUs, unit: "µs" },
    { name: "engine, insert and merges without views", value: none.engineUs, unit: "µs" },
  ];
  for (const view of all.views) {
    const without = await fillEngine(seconds, [view]);
    figures.push({ name: `engine, ${view}`, value: all.engineUs - without.engineUs, unit: "µs" });
  }
  return figures;
}
