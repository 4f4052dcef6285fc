// Proves that the tests need no second attempt: lists the last whole runs of this machine and says whether enough of them were green.
// `node --conditions=telltale-source tools/green-runs.ts [--run N] [--all N] [--busy N]` first runs `npm test` N times, `npm run
// test:all` N times, and `npm test` N times while both cores are kept busy. Runs of CI count where they share the folder of the user.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { root } from "./source-files.ts";
import { missingRuns, wantedRuns } from "./testing/green.ts";
import { rememberedRuns } from "./testing/runs.ts";

const { values } = parseArgs({
  options: {
    run: { type: "string", default: "0" },
    all: { type: "string", default: "0" },
    busy: { type: "string", default: "0" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(`Usage: node --conditions=telltale-source tools/green-runs.ts [options]

  --run N   first run \`npm test\` N times
  --busy N  then N times while every core is kept busy by something else
  --all N   then \`npm run test:all\` N times

Lists the last whole runs and exits with 0 when they prove what is wanted: ${describeWanted()}.`);
  process.exit(0);
}

for (let left = Number(values.run); left > 0; left--) run("test", 0);
for (let left = Number(values.busy); left > 0; left--) run("test", availableParallelism());
for (let left = Number(values.all); left > 0; left--) run("test:all", 0);

const runs = rememberedRuns();
for (const { at, tier, commit, seconds, burners, passed, failed } of runs.slice(-20)) {
  const beside = burners === 0 ? "" : ` beside ${burners} busy processes`;
  console.log(
    `${failed === 0 ? "✓" : "✗"} ${at} ${tier} ${commit}: ${passed} passed, ${failed} failed, ${seconds} s${beside}`,
  );
}
const missing = missingRuns(runs);
for (const line of missing) console.log(line);
console.log(missing.length === 0 ? `Proved: ${describeWanted()}.` : "Not proved.");
process.exitCode = missing.length === 0 ? 0 : 1;

function describeWanted(): string {
  return wantedRuns.map(({ name, count }) => `the last ${count} ${name} green`).join(", ");
}

function run(script: string, burners: number): void {
  const busy = Array.from({ length: burners }, burn);
  try {
    spawnSync("npm", ["run", script], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, TELLTALE_TEST_BURNERS: String(burners) },
    });
  } finally {
    for (const child of busy) child.kill("SIGKILL");
  }
}

/** Keeps a core busy until it is killed, or this process ends. */
function burn(): ChildProcess {
  const work =
    "process.on('disconnect', () => process.exit()); (function turn() { const end = Date.now() + 50; while (Date.now() < end); setImmediate(turn); })()";
  return spawn(process.execPath, ["-e", work], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
}
