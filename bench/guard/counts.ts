// Counts: what does not vary from run to run.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { createFolder } from "../../tools/console-process.ts";
import { loadedAtStart } from "../../tools/loaded-at-start.ts";
import { scriptOfPages } from "../../tools/loaded-script.ts";
import { sendTo } from "../ingest.ts";
import { run } from "../process.ts";
import { load, withSide } from "./console.ts";
import { fromSide } from "./library.ts";
import type { Side } from "./side.ts";
import type { Allocations } from "./workload/allocations.ts";
import type { LoadedFiles } from "./workload/loaded-files.ts";
import type { Values, Workload } from "./workload.ts";

/** All counts. */
export const counts: readonly Workload[] = [
  {
    name: "library-loads",
    kind: "count",
    figures: ["library-loads-files", "library-loads-bytes"],
    about: "files that `import` and `start()` of the library load",
    measure: async ({ library }) => {
      const [, common] = loadedAtStart("CommonJS", library.folder);
      const [, modules] = loadedAtStart("ES modules", library.folder);
      return [
        { name: "library-loads-files", value: modules.files + modules.others, unit: "files" },
        { name: "library-loads-bytes", value: modules.bytes, unit: "bytes" },
        { name: "library-loads-files (CommonJS)", value: common.files + common.others, unit: "files" },
        { name: "library-loads-bytes (CommonJS)", value: common.bytes, unit: "bytes" },
      ];
    },
  },
  {
    name: "console-loads",
    kind: "count",
    figures: ["console-loads-files", "console-loads-bytes"],
    about: "files that the console has loaded when it is ready",
    measure: consoleLoads,
  },
  {
    name: "allocation",
    kind: "count",
    figures: ["allocation-span", "allocation-log-record", "allocation-counter"],
    about: "bytes that the code of a span, a log record and a measurement asks for",
    measure: allocations,
  },
  {
    name: "disk",
    kind: "count",
    figures: ["disk"],
    about: "bytes of a span on disk, roll-ups included, when merges are over",
    runs: 3,
    measure: (side) => withSide(side, diskOf),
  },
  {
    name: "installed",
    kind: "count",
    figures: ["library-packed", "library-installed", "console-packed", "console-installed"],
    about: "bytes of the packed and of the installed packages, dependencies included",
    measure: async ({ library, console }) => [
      { name: "library-packed", value: library.packedBytes, unit: "bytes" },
      { name: "library-installed", value: library.installedBytes, unit: "bytes" },
      { name: "library-packages", value: library.packages, unit: "packages" },
      { name: "console-packed", value: console.packedBytes, unit: "bytes" },
      { name: "console-installed", value: console.installedBytes, unit: "bytes" },
      {
        name: "console-installed (without the engine)",
        value: console.installedBytes - console.engineBytes,
        unit: "bytes",
      },
      { name: "console-packages", value: console.packages, unit: "packages" },
    ],
  },
  {
    name: "script",
    kind: "count",
    figures: ["script"],
    about: "gzipped script that each page loads",
    measure: script,
  },
];

async function consoleLoads(side: Side): Promise<Values> {
  const { folder, remove } = createFolder();
  const answer = path.join(folder, "loaded.json");
  const hook = pathToFileURL(path.join(import.meta.dirname, "workload/loaded-files.ts"));
  try {
    return await withSide(
      side,
      async ({ child }) => {
        child.kill("SIGUSR2");
        while (!existsSync(answer) && child.exitCode === null)
          await new Promise((resolve) => setTimeout(resolve, 20));
        const { files, bytes } = JSON.parse(readFileSync(answer, "utf8")) as LoadedFiles;
        return [
          { name: "console-loads-files", value: files, unit: "files" },
          { name: "console-loads-bytes", value: bytes, unit: "bytes" },
        ];
      },
      ["--import", `${hook.href}?${encodeURIComponent(answer)}`],
    );
  } finally {
    remove();
  }
}

/** The smallest of some processes: now and then one allocates more, such as for a time that is not a small integer. */
async function allocations(side: Side): Promise<Values> {
  const runs: Allocations[] = [];
  for (let n = 0; n < 4; n++) {
    runs.push(
      await run<Allocations>("guard/workload/allocations.ts", [], [...fromSide(side), ...uncollected]),
    );
  }
  const least = (of: (one: Allocations) => number): number => Math.min(...runs.map(of));
  return [
    { name: "allocation-span", value: least(({ span }) => span), unit: "bytes" },
    { name: "allocation-log-record", value: least(({ record }) => record), unit: "bytes" },
    { name: "allocation-counter", value: least(({ measurement }) => measurement), unit: "bytes" },
  ];
}

/** Options of Node with which allocations can be counted. */
const uncollected = [
  "--expose-gc",
  "--no-opt",
  "--no-maglev",
  "--min-semi-space-size=256",
  "--max-semi-space-size=256",
];

/** Bytes of the store for each span, once they have been the same for so many seconds. */
const settledSeconds = 5;

async function diskOf(running: Parameters<Parameters<typeof withSide>[1]>[0]): Promise<Values> {
  const { acknowledged } = await sendTo(running, { ...load, seconds: 3 });
  let [bytes, same] = [0, 0];
  for (let polls = 0; same < settledSeconds; polls++) {
    if (polls > 120) throw new Error("the store did not come to rest in two minutes");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { store } = (await (await fetch(`${running.addresses.page}/api/stats`)).json()) as {
      readonly store: { readonly bytes: number };
    };
    same = store.bytes === bytes ? same + 1 : 0;
    ({ bytes } = store);
  }
  return [{ name: "disk", value: bytes / acknowledged, unit: "bytes" }];
}

async function script({ console: { folder } }: Side): Promise<Values> {
  const pages = scriptOfPages(path.join(folder, "dist/web"));
  if (pages.size === 0) throw new Error("no page was found in dist/web: see tools/loaded-script.ts");
  return [...pages].map(([route, files]) => ({
    name: `script ${route}`,
    value: files.reduce((sum, { bytes }) => sum + bytes, 0),
    unit: "bytes",
  }));
}
