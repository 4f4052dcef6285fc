// A back-up of a running console, under load, and back: nothing that was acknowledged before it is missing, and the roll-ups agree.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { createBackups, hashesFile } from "../../src/store/backup/backup.ts";
import { archiveOfDirectory, unpackBackup, unpackFiles } from "../../src/store/backup/restore.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { startConsoleProcess, runConsole } from "../support/console-process.ts";
import { expectRollupsToAgree } from "../support/rollups.ts";
import { plainLogs, plainSpans } from "../support/rows.ts";
import { temporaryDirectory } from "../support/temporary.ts";
import { otlpOfSpans } from "../support/otlp-rows.ts";

// Five processes after each other.
test(
  "a console that takes load is backed up and restored whole",
  { timeout: 480_000, tags: ["extended"] },
  async () => {
    const directory = temporaryDirectory();
    const archive = join(temporaryDirectory(), "store.tar");
    const running = await startConsoleProcess(directory);
    onTestFinished(async () => {
      running.child.kill("SIGKILL");
      await running.ended;
    });
    const { otlpHttp, page } = running.addresses;
    const acknowledged: string[] = [];
    let isOver = false;
    const send = async (): Promise<void> => {
      const spans = plainSpans(80);
      const response = await fetch(`${otlpHttp}/v1/traces`, {
        method: "POST",
        body: otlpOfSpans(spans),
        headers: { "content-type": "application/x-protobuf" },
      });
      // a busy store asks for the request again
      if (response.status === 503) return;
      expect(response.status).toBe(200);
      acknowledged.push(...spans.map(({ spanId }) => Buffer.from(spanId).toString("hex")));
    };
    const load = Array.from({ length: 2 }, async () => {
      while (!isOver) await send();
    });
    await expect.poll(() => acknowledged.length).toBeGreaterThan(300);
    const before = [...acknowledged];
    const backup = await runConsole(["backup", "--to", archive, "--url", page]);
    isOver = true;
    await Promise.all(load);
    expect(backup).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Backed up to .*store\.tar, \d+ bytes/),
    });
    expect(acknowledged.length).toBeGreaterThan(before.length);
    expect(
      existsSync(join(directory, "engine", "shadow"))
        ? readdirSync(join(directory, "engine", "shadow")).filter((name) => name.startsWith("backup"))
        : [],
    ).toEqual([]);

    await expectExported(page, acknowledged);

    const target = join(temporaryDirectory(), "new");
    const restored = await runConsole(["restore", archive, "--data", target]);
    expect(restored.stderr).toContain(`Start it with \`telltale-console --data ${target}\``);
    expect(restored.code).toBe(0);
    const store = await openStore({ directory: target });
    try {
      const rows = await store.queries.runText<{ id: string }>("SELECT lower(hex(span_id)) AS id FROM spans");
      const stored = new Set(rows.map(({ id }) => id));
      expect(before.filter((id) => !stored.has(id))).toEqual([]);
      const all = new Set(acknowledged);
      expect(rows.filter(({ id }) => !all.has(id))).toEqual([]);
      expect(rows.length).toBe(stored.size);
      await expectRollupsToAgree((sql) => store.queries.runText(sql));
    } finally {
      await store.close();
    }
  },
);

/** Every span is in the file that `export` writes. */
async function expectExported(page: string, acknowledged: readonly string[]): Promise<void> {
  const out = join(temporaryDirectory(), "traces.jsonl");
  const exported = await runConsole(["export", "--signal", "traces", "--out", out, "--url", page]);
  expect(exported).toMatchObject({ code: 0, stderr: `Wrote ${out}.\n` });
  const ids = new Set(readFileSync(out, "latin1").match(/\b[0-9a-f]{16}\b/g));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
}

/** A back-up of a small store, unpacked. */
async function smallBackup(): Promise<string> {
  const directory = temporaryDirectory();
  const to = temporaryDirectory();
  const store = await openStore({ directory, writer: { maxAgeMs: 1 } });
  try {
    writeFileSync(join(directory, "kept.txt"), "kept");
    const typed = (["string", "int", "double", "bool"] as const).map((type) => ({ key: `a.${type}`, type }));
    await store.chooseAttributes({ typed, rolled: ["tier"] });
    await store.writer.write(1, (sink) => {
      for (const span of plainSpans(80)) sink.span(span);
      for (const log of plainLogs(20)) sink.log(log);
    });
    const archive = await store.backups.open();
    await expect(store.backups.open()).rejects.toMatchObject({ code: "BACKUP_RUNNING" });
    await unpackFiles(archive, to);
    const second = await store.backups.open();
    second.destroy();
    await expect
      .poll(() =>
        store.backups.open().then(
          (next) => next.destroy() && true,
          () => false,
        ),
      )
      .toBe(true);
  } finally {
    await store.close();
  }
  return to;
}

test("a merge between the snapshots of two tables leaves a back-up that is restored", async () => {
  const directory = temporaryDirectory();
  const backend = await openBackend({ directory }, () => undefined);
  const { writer } = backend;
  try {
    await migrate(writer);
    for (const seen of [1, 2])
      await writer.command({ query: `INSERT INTO resources (tenant, hash, seen) VALUES ('', 7, ${seen})` });
    let isMerged = false;
    const merging: typeof writer = {
      ...writer,
      async command(asked) {
        if (asked.query.includes("FREEZE") && !isMerged) {
          isMerged = true;
          await writer.command({ query: "OPTIMIZE TABLE resources FINAL" });
        }
        return writer.command(asked);
      },
    };
    const backups = createBackups({ client: merging, directory, whilePaused: (act) => act() });
    const manifest = await unpackBackup(await backups.open(), temporaryDirectory());
    expect(isMerged).toBe(true);
    expect(manifest.tables["resources"]).toMatchObject({ engine: "ReplacingMergeTree", rows: 1 });
  } finally {
    await backend.close();
  }
});

test(
  "what is not a whole back-up is refused, and leaves nothing behind",
  { tags: ["extended"] },
  async () => {
    const unpacked = await smallBackup();
    const chunks: Uint8Array[] = [];
    for await (const chunk of archiveOfDirectory(unpacked)) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    const target = temporaryDirectory();
    const restore = (bytes: Buffer): Promise<unknown> => unpackBackup(Readable.from([bytes]), target);

    for (const length of [0, 10_000, Math.floor(whole.length / 1024) * 512, whole.length - 2048]) {
      await expect(restore(whole.subarray(0, length))).rejects.toMatchObject({
        code: "RESTORE_FAILED",
        message: expect.stringContaining("Cannot restore this back-up"),
      });
      expect(readdirSync(target)).toEqual([]);
    }
    await expect(restore(Buffer.from("no archive".repeat(200)))).rejects.toThrow("this is not a tar archive");
    await expect(unpackFiles(Readable.from([whole.subarray(0, 10_000)]), target)).rejects.toMatchObject({
      code: "RESTORE_FAILED",
    });
    expect(readdirSync(target)).toEqual([]);

    // a part of it was lost
    const [count] = execFileSync("find", [unpacked, "-name", "count.txt"], { encoding: "utf8" }).split("\n");
    rmSync(count!);
    await expect(unpackBackup(archiveOfDirectory(unpacked), target)).rejects.toThrow(
      /count\.txt in it is not what was backed up/,
    );
    expect(readdirSync(target)).toEqual([]);
    rmSync(join(unpacked, hashesFile));
    await expect(unpackBackup(archiveOfDirectory(unpacked), target)).rejects.toThrow(
      /has \d+ rows where its manifest says/,
    );
    expect(readdirSync(target)).toEqual([]);

    // of another user: the engine would attach it
    const [definition] = execFileSync("find", [unpacked, "-name", "notes.sql"], { encoding: "utf8" }).split(
      "\n",
    );
    const text = readFileSync(definition!, "utf8");
    writeFileSync(definition!, text.replace(/ENGINE = .*/s, "ENGINE = File('CSV', '/etc/passwd')\n"));
    await expect(unpackBackup(archiveOfDirectory(unpacked), target)).rejects.toThrow(
      "the definition notes.sql in it has the engine File",
    );
    expect(readdirSync(target)).toEqual([]);

    writeFileSync(join(target, "something"), "");
    await expect(restore(whole)).rejects.toThrow("it is not empty");
    expect(readdirSync(target)).toEqual(["something"]);

    const fresh = join(temporaryDirectory(), "fresh");
    const manifest = (await restoreInto(whole, fresh)) as { tables: Record<string, { rows: number }> };
    expect(manifest.tables).toMatchObject({ spans: { rows: 80 }, logs: { rows: 20 } });
    expect(readFileSync(join(fresh, "kept.txt"), "utf8")).toBe("kept");
  },
);

// An engine, and a command with an engine. The table of the schema is read while the store opens, the others are checked then.
test.each([
  ["spans", /what it holds is damaged \(spans\/\d+_/],
  ["schema_migrations", /what it holds is damaged \(schema_migrations\)/],
])(
  "bytes of %s that changed are noticed, also in a back-up without hashes",
  { timeout: 480_000, tags: ["extended"] },
  async (table, refusal) => {
    const unpacked = await smallBackup();
    const target = temporaryDirectory();
    const columns = largestFileOf(unpacked, table);
    writeFileSync(columns, flipped(readFileSync(columns)));
    await expect(unpackBackup(archiveOfDirectory(unpacked), target)).rejects.toThrow(
      /data\.bin in it is not what was backed up/,
    );
    expect(readdirSync(target)).toEqual([]);

    rmSync(join(unpacked, hashesFile));
    const older = await runConsole(["restore", unpacked, "--data", target]);
    expect(older).toMatchObject({ code: 1, stderr: expect.stringMatching(refusal) });
    expect(readdirSync(target)).toEqual([]);
  },
);

/** The largest file of columns of a table of an unpacked back-up. */
function largestFileOf(unpacked: string, table: string): string {
  const engine = join(unpacked, "engine");
  const [statement] = filesBelow(engine, `${table}.sql`);
  const uuid = /UUID '([^']+)'/.exec(readFileSync(statement!, "utf8"))![1]!;
  return filesBelow(join(engine, "store", uuid.slice(0, 3), uuid), "data.bin").toSorted(
    (a, b) => statSync(b).size - statSync(a).size,
  )[0]!;
}

function filesBelow(directory: string, name: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => basename(path) === name)
    .map((path) => join(directory, path));
}

/** 32 bytes in its middle are others. */
function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const middle = Math.floor(bytes.length / 2);
  for (let at = middle; at < middle + 32; at++) changed[at]! ^= 0xff;
  return changed;
}

async function restoreInto(bytes: Buffer, directory: string): Promise<unknown> {
  mkdirSync(directory);
  return unpackBackup(Readable.from([bytes]), directory);
}
