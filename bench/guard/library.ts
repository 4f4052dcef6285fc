// CPU time of the library: a span, a log record, a measurement, a start, a request. The workloads are those of the benchmarks, shorter.
import { fork, spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { end } from "../../tools/child.ts";
import { endAtExit, run } from "../process.ts";
import { drive, portOf } from "../workload/drive.ts";
import { sharedSink, type Sink } from "./sink.ts";
import type { Side } from "./side.ts";
import type { Values, Workload } from "./workload.ts";

// about half a second of CPU each, half of it to warm up
const pairs = 61_440;
const records = 122_880;
const measurements = 8_000_000;
const starts = 8;
const warmUp = 1000;
const requests = 3000;

/** All that is measured of the library in pairs. */
export const library: readonly Workload[] = [
  {
    name: "span",
    kind: "figure",
    figures: ["span"],
    about: "CPU of a span, root and child in turn, sent to a receiver",
    measure: (side) => burst(side, { figure: "span", file: "telltale.ts", amount: pairs, arrive: 2 }),
  },
  {
    name: "log-record",
    kind: "figure",
    figures: ["log-record"],
    about: "CPU of a log record inside a span, sent to a receiver",
    measure: (side) =>
      burst(side, { figure: "log-record", file: "telltale-log.ts", amount: records, arrive: 1 }),
  },
  {
    name: "counter",
    kind: "figure",
    figures: ["counter"],
    about: "CPU of `add` with three attributes, a fresh object each time",
    async measure(side) {
      const { cpuNs } = await run<{ cpuNs: number }>(
        "against/metrics-telltale.ts",
        ["add, 3 attributes, fresh objects of 8 sets", String(measurements)],
        fromSide(side),
      );
      return [{ name: "counter", value: cpuNs, unit: "ns" }];
    },
  },
  {
    name: "start-up",
    kind: "figure",
    figures: ["start-up"],
    about: "CPU that `start()` adds to the start of a process",
    measure: async (side) => startUp(`const { start } = require("telltale"); start();`, side.folder),
    bare: async () => startUp("", import.meta.dirname),
  },
  {
    name: "request",
    kind: "figure",
    figures: ["request"],
    about: "CPU that telemetry adds to a request of an Express server",
    measure: async (side) => request("own", fromSide(side), await sharedSink()),
    bare: () => request("bare", []),
  },
];

/** Options of Node with which `telltale` is that of `side`. */
export function fromSide({ folder }: Side): readonly string[] {
  const hook = pathToFileURL(path.join(import.meta.dirname, "workload/from-side.ts"));
  return ["--import", `${hook.href}?${encodeURIComponent(folder)}`];
}

interface Burst {
  readonly figure: string;
  readonly file: string;
  readonly amount: number;
  /** Items that must arrive for each operation. */
  readonly arrive: number;
}

async function burst(side: Side, { figure, file, amount, arrive }: Burst): Promise<Values> {
  const { url, items } = await sharedSink();
  const before = await items();
  const { cpuNs, operations } = await run<{ cpuNs: number; operations: number }>(
    `against/${file}`,
    [url, "", String(amount)],
    fromSide(side),
  );
  const arrived = (await items()) - before;
  if (arrived !== operations * arrive)
    throw new Error(`${operations * arrive} were made and ${arrived} arrived`);
  return [{ name: figure, value: cpuNs / arrive, unit: "ns" }];
}

/** CPU of some processes of one line, each by itself too short for a clock. */
function startUp(code: string, cwd: string): Values {
  const report =
    "const used = process.cpuUsage(); console.log((used.user + used.system) / 1000); process.exit(0);";
  let ms = 0;
  for (let n = 0; n < starts; n++) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", `${code} ${report}`], {
      cwd,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], TELLTALE_CRASH_FILE: "false" },
    });
    if (status !== 0) throw new Error(`a process that starts ended with ${status}: ${stderr}`);
    ms += Number(stdout);
  }
  return [{ name: "start-up", value: ms / starts, unit: "ms" }];
}

async function request(way: "own" | "bare", options: readonly string[], sink?: Sink): Promise<Values> {
  const before = (await sink?.items()) ?? 0;
  const script = path.join(import.meta.dirname, "workload/express-server.ts");
  const server = endAtExit(
    fork(script, [way, sink?.url ?? ""], {
      execArgv: [...options],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    }),
  );
  try {
    const port = await portOf(server);
    const began = await drive(server, port, warmUp);
    const used = (await drive(server, port, requests)) - began;
    const arrived = ((await sink?.items()) ?? 0) - before;
    if (sink !== undefined && arrived < 2 * (warmUp + requests))
      throw new Error(`${2 * (warmUp + requests)} spans were made and ${arrived} arrived`);
    return [{ name: "request", value: used / requests, unit: "µs" }];
  } finally {
    await end(server, "SIGKILL");
  }
}
