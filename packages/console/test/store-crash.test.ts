// What was acknowledged survives the death of any process, once and only once, and the roll-ups agree with the tables.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { openStore, type Store } from "../src/store/store.ts";
import { prepareStore } from "./support/prepared-store.ts";
import { expectRollupsToAgree, untilRolledUp } from "./support/rollups.ts";
import { plainLogs, plainSpans } from "./support/rows.ts";
import { temporaryDirectory } from "./support/temporary.ts";

/** Engines start again and again: on a busy machine each time takes a while. */
vi.setConfig({ testTimeout: 600_000 });

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** All that is stored, each as often as it is. */
async function readStored(store: Store): Promise<{ spans: string[]; logs: string[] }> {
  const spans = await store.queries.runText<{ id: string }>("SELECT lower(hex(span_id)) AS id FROM spans");
  const logs = await store.queries.runText<{ id: string }>("SELECT toString(identity) AS id FROM logs");
  return { spans: spans.map(({ id }) => id), logs: logs.map(({ id }) => id) };
}

// oxlint-disable-next-line vitest/expect-expect -- killEngine does
test("killing the engine under concurrent writers loses nothing acknowledged and doubles nothing", () =>
  killEngine(1));

// oxlint-disable-next-line vitest/expect-expect -- killEngine does
test("nor does killing it again and again", { tags: ["extended"] }, () => killEngine(6));

/** Kills the engine so often while eight writers write. */
async function killEngine(kills: number): Promise<void> {
  const directory = await prepareStore(temporaryDirectory());
  const store = await openStore({ directory, writer: { maxAgeMs: 20 } });
  const acknowledged = { spans: [] as string[], logs: [] as string[] };
  let isOver = false;

  async function writeOn(): Promise<void> {
    while (!isOver) {
      const spans = plainSpans(80);
      const logs = plainLogs(20);
      await store.writer.write(1000, (sink) => {
        for (const span of spans) sink.span(span);
        for (const log of logs) sink.log(log);
      });
      for (const { spanId } of spans) acknowledged.spans.push(hex(spanId));
      for (const { identity } of logs) acknowledged.logs.push(String(identity));
    }
  }

  try {
    const writers = Array.from({ length: 8 }, writeOn);
    for (let kill = 0; kill < kills; kill++) {
      const before = acknowledged.spans.length;
      await expect
        .poll(() => acknowledged.spans.length, { interval: 5 })
        .toBeGreaterThan(before + 500 + kill * 137);
      await expect.poll(() => store.enginePid, { interval: 5 }).toBeDefined();
      process.kill(store.enginePid!, "SIGKILL");
    }
    const before = acknowledged.spans.length;
    await expect.poll(() => acknowledged.spans.length).toBeGreaterThan(before);
    isOver = true;
    await Promise.all(writers);

    await untilRolledUp(store);
    const stored = await readStored(store);
    expect(stored.spans.length).toBe(new Set(stored.spans).size);
    expect(stored.logs.length).toBe(new Set(stored.logs).size);
    expect(stored.spans.toSorted()).toEqual(acknowledged.spans.toSorted());
    expect(stored.logs.toSorted()).toEqual(acknowledged.logs.toSorted());
    await expectRollupsToAgree((sql) => store.queries.runText(sql));

    process.kill(store.enginePid!, "SIGKILL");
    await expect(store.queries.runText("SELECT 1 AS one")).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    await store.ready(60_000);
    expect(await store.queries.runText("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  } finally {
    isOver = true;
    await store.close();
  }
  expect(existsSync(join(directory, "writing.json"))).toBe(false);
}

test(
  "killing the console ends its engine; the next one finds all that was acknowledged and puts the roll-ups right",
  { tags: ["extended"] },
  async () => {
    const directory = await prepareStore(temporaryDirectory());
    const acknowledged = { spans: [] as string[], logs: [] as string[] };
    for (let run = 0; run < 3; run++) {
      const enginePid = await writeAndKill(directory, acknowledged);
      await expect.poll(() => isRunning(enginePid), { interval: 5 }).toBe(false);
      expect(existsSync(join(directory, "writing.json"))).toBe(true);
    }
    const notes: string[] = [];
    const store = await openStore({ directory, onNote: (note) => notes.push(note) });
    try {
      expect(notes).toEqual([expect.stringMatching(/^Put the roll-ups right/)]);
      const stored = await readStored(store);
      expect(stored.spans.length).toBe(new Set(stored.spans).size);
      const [spans, logs] = [new Set(stored.spans), new Set(stored.logs)];
      expect(acknowledged.spans.filter((id) => !spans.has(id))).toEqual([]);
      expect(acknowledged.logs.filter((id) => !logs.has(id))).toEqual([]);
      await expectRollupsToAgree((sql) => store.queries.runText(sql));
    } finally {
      await store.close();
    }
  },
);

/** Runs a console on `directory` until it has acknowledged something, kills it, and returns its engine's process id. */
async function writeAndKill(
  directory: string,
  acknowledged: { spans: string[]; logs: string[] },
): Promise<number> {
  const { console: child, lines, enginePid } = await startConsole(directory);
  let count = 0;
  for await (const line of lines) {
    const [kind, id] = line.split(" ") as [string, string];
    // The last line may be cut off by the kill; a span's is whole when its id is.
    if (kind === "span" && id.length === 16) acknowledged.spans.push(id);
    if (kind === "log" && !child.killed) acknowledged.logs.push(id);
    count += 1;
    if (count === 3000) child.kill("SIGKILL");
  }
  return enginePid;
}

async function startConsole(directory: string) {
  const script = fileURLToPath(new URL("support/writing-console.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=telltale-source", script, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  return {
    console: child,
    lines: { [Symbol.asyncIterator]: () => lines },
    enginePid: Number((first.value as string).split(" ")[1]),
  };
}

test("an engine that a dead console left behind is ended", { tags: ["extended"] }, async () => {
  const directory = await prepareStore(temporaryDirectory());
  const { console: child, enginePid } = await startConsole(directory);
  // Stopped, it cannot see that its console is gone.
  process.kill(enginePid, "SIGSTOP");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isRunning(enginePid)).toBe(true);
  const store = await openStore({ directory });
  expect(isRunning(enginePid)).toBe(false);
  await store.close();
});

test("a stranger that got the process id of an engine is left alone", async () => {
  const directory = await prepareStore(temporaryDirectory());
  const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  onTestFinished(() => void stranger.kill("SIGKILL"));
  const owner = { console: 2 ** 22 + 1, consoleStarted: "1", engine: stranger.pid };
  writeFileSync(join(directory, "owner.json"), JSON.stringify(owner));
  const store = await openStore({ directory });
  await store.close();
  expect(isRunning(stranger.pid!)).toBe(true);
});

test(
  "a second kill while the first is being put right is survived as well",
  { tags: ["extended"] },
  async () => {
    const directory = await prepareStore(temporaryDirectory());
    const store = await openStore({ directory, writer: { maxAgeMs: 5 } });
    try {
      for (let round = 0; round < 3; round++) {
        const writes = Array.from({ length: 4 }, () => {
          const spans = plainSpans(400);
          return store.writer.write(1000, (sink) => spans.forEach((span) => sink.span(span)));
        });
        await sleep(round * 7);
        if (store.enginePid !== undefined) process.kill(store.enginePid, "SIGKILL");
        await expect.poll(() => store.enginePid, { interval: 1 }).toBeDefined();
        process.kill(store.enginePid!, "SIGKILL");
        await Promise.all(writes);
      }
      await untilRolledUp(store);
      // what was acknowledged before the last kill waits for no engine
      const answers = (): Promise<boolean> =>
        store.queries.runText("SELECT 1 AS one").then(
          () => true,
          () => false,
        );
      await expect.poll(answers, { timeout: 60_000 }).toBe(true);
      const [count] = await store.queries.runText(
        "SELECT toString(count()) AS n, toString(uniqExact(span_id)) AS different FROM spans",
      );
      expect(count).toEqual({ n: "4800", different: "4800" });
      await expectRollupsToAgree((sql) => store.queries.runText(sql));
    } finally {
      await store.close();
    }
  },
);

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
