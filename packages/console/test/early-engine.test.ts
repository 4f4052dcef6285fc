import { existsSync, writeFileSync } from "node:fs";
import { pino } from "pino";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { startEarly } from "../src/early-engine.ts";
import { processesOf } from "./support/processes.ts";
import { temporaryDirectory } from "./support/temporary.ts";

const log = pino({ level: "silent" });

// what comes next loads code and leaves the engine no turn to start
test.skipIf(!existsSync("/proc/self"))("the engine's process has begun before code is loaded", async () => {
  const directory = temporaryDirectory();
  const { engine } = await startEarly(readConfig({ data: directory }, {}), log);
  const processes = processesOf(directory);
  await (await engine!).stop();
  expect(processes).toHaveLength(1);
});

test("why an engine cannot start is reported to the caller that awaits it", async () => {
  const file = `${temporaryDirectory()}/file`;
  writeFileSync(file, "");
  const { engine } = await startEarly(readConfig({ data: `${file}/inside` }, {}), log);
  await expect(engine).rejects.toThrow("Cannot keep data in");
});

test("no engine is started where the store is a ClickHouse of its own", async () => {
  const config = readConfig({ data: temporaryDirectory(), clickhouse: ["http://127.0.0.1:1"] }, {});
  expect(await startEarly(config, log)).toEqual({});
});
