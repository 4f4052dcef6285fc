// `kill -9` of the console, its engine or both at random moments under load of every kind, round after round on one directory. Every
// acknowledged row is there, once; the store opens without repair; the roll-ups agree with their tables.
// TELLTALE_KILL_ROUNDS=100 for the long form, TELLTALE_KILL_SEED to have one again.
// @module-tag extended
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { type LoadKind, loadKinds, numbersSql } from "../support/load.ts";
import { expectRollupsToAgree } from "../support/rollups.ts";

const rounds = Number(process.env["TELLTALE_KILL_ROUNDS"] ?? 1);
const seed = Number(process.env["TELLTALE_KILL_SEED"] ?? 1);
const roundsOfCheck = 20;

type Acknowledged = Readonly<Record<LoadKind, number[]>>;
type Victim = "console" | "engine" | "both";

test(
  `${rounds} kills under load lose nothing acknowledged (seed ${seed})`,
  { timeout: 180_000 + rounds * 30_000 },
  async () => {
    const random = createRandom(seed);
    const directory = mkdtempSync(join(tmpdir(), "telltale-kills-"));
    onTestFinished(
      () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
      600_000,
    );
    const acknowledged: Acknowledged = { spans: [], logs: [], business: [], samples: [], distributions: [] };
    for (let round = 0; round < rounds; round++) {
      const victim = (["console", "engine", "both"] as const)[(round + Math.floor(random() * 2)) % 3]!;
      await loadAndKill({
        directory,
        first: (round + 1) * 10_000_000,
        victim,
        delayMs: random() * 400,
        acknowledged,
      });
      if (round % roundsOfCheck === roundsOfCheck - 1) await check(directory, acknowledged);
    }
    expect(await check(directory, acknowledged)).toBeGreaterThan(rounds);
  },
);

interface Round {
  readonly directory: string;
  readonly first: number;
  readonly victim: Victim;
  readonly delayMs: number;
  readonly acknowledged: Acknowledged;
}

/** Kills after something of every kind was acknowledged; a console whose engine was killed goes on until it was so again. */
async function loadAndKill({ directory, first, victim, delayMs, acknowledged }: Round): Promise<void> {
  const script = fileURLToPath(new URL("../support/loading-console.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=telltale-source", script, directory, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(() => void child.kill("SIGKILL"));
  let enginePid = 0;
  let missing = new Set<string>(loadKinds);
  let phase = "loading" as "loading" | "killed" | "over";

  const kill = async (): Promise<void> => {
    await sleep(delayMs);
    if (victim !== "console") process.kill(enginePid, "SIGKILL");
    if (victim === "both") await sleep(delayMs / 20);
    missing = new Set(loadKinds);
    phase = "killed";
    if (victim !== "engine") child.kill("SIGKILL");
  };

  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, from, to] = line.split(" ") as [string, string, string?];
    if (kind === "engine") {
      enginePid = Number(from);
      continue;
    }
    // A last line that was cut off by the kill has no end: then nothing of it is claimed.
    if (to === undefined || Number(to) - Number(from) !== 50) continue;
    for (let number = Number(from); number < Number(to); number++)
      acknowledged[kind as LoadKind].push(number);
    missing.delete(kind);
    if (missing.size > 0) continue;
    if (phase === "loading") {
      phase = "over";
      void kill();
    } else if (phase === "killed" && victim === "engine") {
      phase = "over";
      child.kill("SIGKILL");
    }
  }
  await ended;
}

/** Returns how many rows there are. */
async function check(directory: string, acknowledged: Acknowledged): Promise<number> {
  let count = 0;
  const store = await openStore({ directory });
  try {
    for (const kind of loadKinds) {
      const rows = await store.queries.runText<{ n: string }>(numbersSql[kind]);
      const stored = new Set(rows.map(({ n }) => Number(n)));
      expect(acknowledged[kind].length).toBeGreaterThan(0);
      expect(acknowledged[kind].filter((number) => !stored.has(number))).toEqual([]);
      count += rows.length;
      expect({ kind, rows: rows.length }).toEqual({ kind, rows: stored.size });
    }
    await expectRollupsToAgree((sql) => store.queries.runText(sql));
    expect(detachedParts(directory)).toEqual([]);
    return count;
  } finally {
    await store.close();
  }
}

/** Parts the engine put aside because it could not use them. */
function detachedParts(directory: string): readonly string[] {
  const store = join(directory, "engine", "store");
  return readdirSync(store, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\/detached\/[^/]+$/.test(path),
  );
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
