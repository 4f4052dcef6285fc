import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../../../test/support/temporary.ts";
import { takeOwnership } from "./owner.ts";

/** Another console that has the directory, and lives until it is killed. */
async function startOwner(directory: string): Promise<ChildProcess> {
  const program = `
    const { takeOwnership } = await import(${JSON.stringify(new URL("owner.ts", import.meta.url).href)});
    await takeOwnership(${JSON.stringify(directory)}, "engine");
    console.log("taken");
    setInterval(() => undefined, 60_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout!, "data");
  return child;
}

test("a directory of a living console is not taken, and that of one that is just ending is", async () => {
  const directory = temporaryDirectory();
  const owner = await startOwner(directory);
  await expect(takeOwnership(directory, "engine")).rejects.toMatchObject({
    code: "DATA_DIRECTORY_IN_USE",
    message: expect.stringContaining(`in use by process ${owner.pid}`),
  });
  const [ownership] = await Promise.all([
    takeOwnership(directory, "engine"),
    sleep(200).then(() => owner.kill("SIGKILL")),
  ]);
  ownership.release();
});

test("of several that wait for the same directory one gets it", { tags: ["extended"] }, async () => {
  const directory = temporaryDirectory();
  const owner = await startOwner(directory);
  const claims = Array.from({ length: 4 }, () => takeOwnership(directory, "engine"));
  await sleep(200);
  owner.kill("SIGKILL");
  const outcomes = await Promise.allSettled(claims);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
    "fulfilled",
    "rejected",
    "rejected",
    "rejected",
  ]);
});

test("a file that says nothing is taken away, and nothing is left beside", async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "owner.json"), "");
  const ownership = await takeOwnership(directory, "engine");
  ownership.engineStarted(1);
  expect(readdirSync(directory)).toEqual(["owner.json"]);
  ownership.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("releasing a directory removes no mark of another owner", async () => {
  const directory = temporaryDirectory();
  const ownership = await takeOwnership(directory, "engine");
  const other = JSON.stringify({ console: 1, consoleStarted: "other" });
  writeFileSync(join(directory, "owner.json"), other);
  ownership.release();
  expect(readFileSync(join(directory, "owner.json"), "utf8")).toBe(other);
});
