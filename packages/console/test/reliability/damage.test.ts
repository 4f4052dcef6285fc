// What a store does whose disk lost something, and one whose clock was set.
// @module-tag extended
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { expectRollupsToAgree, untilRolledUp } from "../support/rollups.ts";
import { plainLogs, plainSpans } from "../support/rows.ts";
import { temporaryDirectory } from "../support/temporary.ts";

const dayMs = 86_400_000;
const dayNs = BigInt(dayMs) * 1_000_000n;

/** Directories of the parts of the table that has the column `column`, of two days. */
function partsWith(directory: string, column: string): readonly string[] {
  const lists = execFileSync(
    "grep",
    ["-rl", "--include=columns.txt", column, join(directory, "engine", "store")],
    {
      encoding: "utf8",
    },
  );
  return lists
    .trim()
    .split("\n")
    .map((path) => path.replace(/\/columns\.txt$/, ""));
}

test("a part that cannot be opened is put aside and told; one whose bytes changed fails the queries that read it, and no others; over its size the oldest day goes", async () => {
  const directory = temporaryDirectory();
  const first = await openStore({ directory, writer: { maxAgeMs: 1 } });
  const spans = plainSpans(160);
  await first.writer.write(1, (sink) => {
    for (const [at, span] of spans.entries())
      sink.span(at < 80 ? span : { ...span, startNs: span.startNs - 2n * dayNs });
    for (const log of plainLogs(40)) sink.log(log);
  });
  await first.close();
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
  const started = Date.now();
  const lost = partsWith(directory, "parent_id").find(
    (path) => !path.includes(`/${day(started - 2 * dayMs)}_`),
  );
  rmSync(join(lost!, "columns.txt"));
  rmSync(join(lost!, "data.bin"));
  const [changed] = partsWith(directory, "body_json");
  const file = join(changed!, "data.bin");
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; at += 16) bytes[at]! ^= 0xff;
  writeFileSync(file, bytes);

  const notes: string[] = [];
  const store = await openStore({ directory, onNote: (note, level) => level === "warn" && notes.push(note) });
  try {
    expect(notes).toEqual([
      expect.stringMatching(/^Rows are lost: 1 damaged parts were moved aside \(spans\/broken/),
      expect.stringMatching(/^Reading what came last came upon data that the disk damaged in /),
    ]);
    expect((await store.stats()).damaged).toEqual([expect.stringMatching(/^spans\/broken-on-start/)]);
    const [left] = await store.queries.runText<{ n: string }>(
      "SELECT count() AS n FROM spans WHERE name != ''",
    );
    expect(left).toEqual({ n: "80" });
    await expect(store.queries.runText("SELECT max(body) FROM logs")).rejects.toMatchObject({
      code: "STORE_DAMAGED",
      message: expect.stringContaining(changed!.slice(changed!.lastIndexOf("/") + 1)),
    });
    const more = plainSpans(80);
    await store.writer.write(1, (sink) => more.forEach((span) => sink.span(span)));
    expect(await store.queries.runText("SELECT count() AS n FROM spans WHERE name != ''")).toEqual([
      { n: "160" },
    ]);
  } finally {
    await store.close();
  }

  // Retention by size, at the same engine's expense: the day before yesterday goes, today's rows stay.
  const small = await openStore({ directory, maxSizeBytes: 1 });
  try {
    expect(await small.queries.runText("SELECT count() AS n FROM spans WHERE name != ''")).toEqual([
      { n: "80" },
    ]);
    const { retention } = await small.stats();
    expect(retention).toMatchObject({ maxSizeBytes: 1, overBytes: expect.any(Number) });
    expect(retention.overBytes).toBeGreaterThan(1000);
  } finally {
    await small.close();
  }
});

test("a clock that is set forwards and back loses no row, doubles none and drops none", async () => {
  const directory = temporaryDirectory();
  let offset = 0;
  const nowMs = (): number => Date.now() + offset;
  const store = await openStore({ directory, writer: { maxAgeMs: 1, nowMs }, nowMs });
  const spans = plainSpans(240);
  const write = async (from: number): Promise<void> => {
    await store.writer.write(1, (sink) => spans.slice(from, from + 80).forEach((span) => sink.span(span)));
  };
  // A connection to an engine that was killed is noticed when it is used.
  const dropped = (): Promise<unknown> => store.dropExpired().catch(() => "asked once more");
  try {
    await write(0);
    offset = 500 * dayMs;
    await write(80);
    await expect.poll(dropped).toEqual([]);
    // What is under way when the engine dies is judged by when it was received.
    process.kill(store.enginePid!, "SIGKILL");
    await write(40);
    offset = -500 * dayMs;
    await write(160);
    await write(120);
    await expect.poll(dropped).toEqual([]);
    await untilRolledUp(store);
    await expectRollupsToAgree((sql) => store.queries.runText(sql));
  } finally {
    await store.close();
  }
  const later = await openStore({ directory });
  try {
    const [count] = await later.queries.runText(
      "SELECT toString(count()) AS n, toString(uniqExact(span_id)) AS different FROM spans",
    );
    expect(count).toEqual({ n: "240", different: "240" });
    await expectRollupsToAgree((sql) => later.queries.runText(sql));
  } finally {
    await later.close();
  }
});
