// Standard output whose reader has left, as in `node app.js | head -1`: what `stdoutExporter` cannot write is counted, and the application goes on.
import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { libraryFlags } from "../engine/ended.ts";

/** Writes until a write has failed. `tell` prints on standard error, which stays open. */
const begin = `import { writeSync } from "node:fs";
  import { start, stdoutExporter, trace } from "telltale";
  const tell = (text) => writeSync(2, text + "\\n");
  const telemetry = start({ service: "child", exporters: [stdoutExporter({ signals: ["traces"] })] });
  const lost = () => telemetry.stats().traces.dropped.exporter_failed ?? 0;
  process.on("exit", (code) => tell("ended with " + code));
  while (lost() === 0) {
    trace("work", () => {});
    await telemetry.flush();
  }
  tell("counted");`;

async function run(program: string): Promise<string> {
  const node = [process.execPath, ...libraryFlags, "--input-type=module", "-e", `${begin}\n${program}`];
  const child = spawn("sh", ["-c", '"$@" | head -n 1', "sh", ...node], {
    cwd: import.meta.dirname,
    env: { ...process.env, NODE_OPTIONS: "", TELLTALE_CRASH_FILE: "false" },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  // the shell's group: where the test gives up, nothing of it stays
  onTestFinished(() => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
  await new Promise((resolve) => child.on("close", resolve));
  return told;
}

const again = `trace("again", () => {});
  await telemetry.flush();
  await telemetry.stop();
  tell("goes on");`;

test.each([
  {
    what: "the application goes on and ends by itself",
    program: again,
    expected: ["counted", "goes on", "ended with 0"],
  },
  {
    what: "an error of the application's own write stays one",
    program: `process.on("uncaughtException", (error) => { tell("uncaught " + error.code); process.exit(3); });
      process.stdout.write("mine");
      setInterval(() => {}, 1000);`,
    expected: ["counted", "uncaught EPIPE", "ended with 3"],
  },
  {
    what: "a listener of the application hears of its own write",
    program: `process.stdout.on("error", (error) => { tell("heard " + error.code); process.exit(4); });
      process.stdout.write("mine");
      setInterval(() => {}, 1000);`,
    expected: ["counted", "heard EPIPE", "ended with 4"],
  },
])("$what", async ({ program, expected }) => {
  const lines = (await run(program)).split("\n");
  expect(lines.filter((line) => expected.includes(line))).toEqual(expected);
});
