// What is between a query and the rest of the machine when nothing has looked at its text: thousands of attempts are sent to the
// engine itself, with the passwords of its readers and of two tenants, by root's console and by that of an ordinary user.
// @module-tag extended
import { fork, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { defaultEngineUser } from "../../src/store/engine/engine-user.ts";
import { openLandlock } from "../../src/store/engine/landlock.ts";
import type { AttackReport, AttackRun } from "./attack-engine.ts";

const given = process.env["TELLTALE_ATTACKS"];
/** For each of the five callers. Of root's console the reader and two tenants ask more than 2,000 together. `TELLTALE_ATTACKS=2000`: everywhere as many for each. */
const manyQueries = Number(given ?? 700);
const fewQueries = Number(given ?? 150);
const few = 60;
const canary = "zq7canaryw9x";
const attacker = join(import.meta.dirname, "attack-engine.ts");
const isRoot = process.geteuid?.() === 0;
const ordinary = { uid: 65_534, gid: 65_534 };
const { abi } = openLandlock();

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface DataDirectory {
  readonly directory: string;
  readonly files: readonly string[];
}

/** A data directory, and files with the canary around it and in it, for the console's user alone. */
function makeDataDirectory(user: { uid: number; gid: number } | undefined): DataDirectory {
  const root = mkdtempSync(join(tmpdir(), "telltale-walls-"));
  cleanups.push(() => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  chmodSync(root, 0o755);
  const directory = join(root, "data");
  mkdirSync(directory, { mode: 0o700 });
  mkdirSync(join(root, "secrets"), { mode: 0o755 });
  const files = [join(root, "secrets", "file.txt"), join(root, "console.key"), join(directory, "note.txt")];
  for (const file of files) writeFileSync(file, `begin\n${canary}\nend\n`, { mode: 0o600 });
  if (user !== undefined)
    for (const path of [root, directory, join(root, "secrets"), ...files])
      chownSync(path, user.uid, user.gid);
  return { directory, files };
}

/** Runs the attacks in a process of its own, which has the canary in its environment. */
async function attack(
  place: DataDirectory,
  more: Partial<AttackRun>,
  user: { uid: number; gid: number } | undefined,
): Promise<AttackReport> {
  const child = fork(attacker, [], {
    ...user,
    execArgv: ["--conditions=telltale-source"],
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      HOME: "/",
      SHOP_SETTING: canary,
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // which keeps what is undefined
    serialization: "advanced",
  });
  cleanups.push(() => child.kill("SIGKILL"));
  const run: AttackRun = { ...place, canary, queries: few, seed: 7, without: [], rows: true, ...more };
  child.send(run);
  const { report, error } = await new Promise<{ report?: AttackReport; error?: string }>((resolve) => {
    child.once("message", resolve);
    child.once("exit", (code) => resolve({ error: `ended with ${code}` }));
  });
  if (report === undefined) throw new Error(error);
  return report;
}

/** Who can run the console here: root's tests can do so as two users, others as themselves. */
const consoles = isRoot
  ? [
      { who: "root", user: undefined, queries: manyQueries },
      ...(canRun(ordinary) ? [{ who: "an ordinary user", user: ordinary, queries: fewQueries }] : []),
    ]
  : [{ who: "an ordinary user", user: undefined, queries: manyQueries }];

/** Whether `user` may read the sources and the packages, which it may not in root's home. */
function canRun(user: { uid: number; gid: number }): boolean {
  const tried = spawnSync(process.execPath, ["--check", attacker], { ...user, env: {}, cwd: "/" });
  return tried.status === 0;
}

describe.each(consoles)("a console of $who", ({ who, user, queries }) => {
  test(
    `shows no file and no row of others in ${queries} queries of each reader`,
    { timeout: 300_000 },
    async () => {
      const report = await attack(makeDataDirectory(user), { queries }, user);
      expect(report.shown).toEqual([]);
      expect(report.asked).toBeGreaterThan(5 * queries);
      // They are queries that an engine understands: errors of its grammar would hide everything.
      expect(report.succeeded).toBeGreaterThan(report.asked / 20);
      expect(report.restarts).toBe(0);
      expect(report.walls).toMatchObject({
        landlockAbi: abi,
        user: who === "root" ? defaultEngineUser : undefined,
        cannotCallFile: true,
      });
    },
  );

  test.skipIf(abi === undefined)("Landlock alone keeps files outside of the engine's folder", async () => {
    const more: Partial<AttackRun> = {
      without: ["workingDirectory"],
      user: "same",
      rows: false,
    };
    const { shown, walls } = await attack(makeDataDirectory(user), more, user);
    expect(shown).toEqual([]);
    expect(walls).toMatchObject({ user: undefined, cannotCallFile: false });
  });

  test("the missing working directory alone keeps all files", async () => {
    const more: Partial<AttackRun> = { without: ["landlock"], user: "same", rows: false };
    const { shown, walls } = await attack(makeDataDirectory(user), more, user);
    expect(shown).toEqual([]);
    expect(walls).toMatchObject({ user: undefined, landlockAbi: undefined, cannotCallFile: true });
  });

  test("without the walls the same queries show the files", async () => {
    const more: Partial<AttackRun> = {
      without: ["landlock", "workingDirectory"],
      user: "same",
      rows: false,
    };
    const { shown } = await attack(makeDataDirectory(user), more, user);
    for (const name of ["reader", "tenant_0", "tenant_1", "writer"])
      expect(shown.filter((one) => one.startsWith(`${name}:`)).length).toBeGreaterThan(3);
  });
});

test.runIf(isRoot)("a user of its own alone keeps files of the console's user", async () => {
  const more: Partial<AttackRun> = { without: ["landlock", "workingDirectory"], rows: false };
  const { shown, walls } = await attack(makeDataDirectory(undefined), more, undefined);
  expect(shown).toEqual([]);
  expect(walls.user).toEqual(defaultEngineUser);
});
