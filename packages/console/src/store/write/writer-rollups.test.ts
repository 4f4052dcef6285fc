// The writer and the roll-ups of spans and log records: when rows are rolled up, and when the roll-ups are computed again instead.
import { expect, test } from "vitest";
import { plainLogs, plainSpans } from "../../../test/support/rows.ts";
import type { ClickHouseClient } from "../client.ts";
import { createDuplicateWindow } from "./duplicates.ts";
import { createWriter } from "./writer.ts";
import type { Failure } from "./writer-options.ts";

/** A store whose inserts fail where the test says so; what is done to it is in `steps`, in order. */
function createFake(outdated?: Failure) {
  const steps: string[] = [];
  const failing = new Set<string>();
  let release = (): void => undefined;
  const state = { recomputed: Promise.resolve() };
  const client = {
    async exec({ query }: { query: string }) {
      const table = /^INSERT INTO (\w+)/.exec(query)![1]!;
      if (table === "resources") return { stream: [] };
      steps.push(table);
      if (failing.delete(table)) throw new Error("connection reset");
      return { stream: [] };
    },
  } as unknown as ClickHouseClient;
  const writer = createWriter(
    {
      client,
      window: createDuplicateWindow({ nowMs: () => -10_000 }),
      ready: async () => undefined,
      feedsRollups: true,
      outdated,
      readStored: async (since) => void steps.push(`read stored since ${since}`),
      async recomputeRollups(since) {
        await state.recomputed;
        steps.push(`recompute since ${since}`);
        if (failing.delete("recompute")) throw new Error("memory limit exceeded");
      },
      markUnsettled: (since) => steps.push(`mark ${since}`),
    },
    { maxAgeMs: 0, nowMs: () => 5_000_000, uptimeMs: () => 0, maxRollupDelayMs: 3_600_000 },
  );
  return {
    writer,
    steps,
    failing,
    /** Holds up the next recomputation until `release` is called. */
    holdRecomputing(): void {
      state.recomputed = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
    write: (count = 1) =>
      writer.write(100, (sink) => plainSpans(count).forEach((span) => void sink.span(span))),
    writeLogs: () => writer.write(100, (sink) => plainLogs(1).forEach((log) => void sink.log(log))),
  };
}

test("spans are answered when they are stored, and rolled up with those of later requests", async () => {
  const { writer, steps, write } = createFake();
  const answers = [write(), write()];
  await Promise.all(answers);
  expect(steps).toEqual(["mark 5000", "spans"]);
  await writer.flush();
  expect(steps).toEqual(["mark 5000", "spans", "spans_to_roll_up"]);
  await writer.flush();
  expect(steps).toHaveLength(3);
});

test("log records are answered when they are stored, and rolled up with those of later requests", async () => {
  const { writer, steps, writeLogs } = createFake();
  await writeLogs();
  await writeLogs();
  expect(steps).toEqual(["mark 5000", "logs", "mark 5000", "logs"]);
  await writer.rolledUp();
  expect(steps.slice(4)).toEqual(["logs_to_roll_up"]);
});

test("a failed insert of log records into the roll-ups has them computed again", async () => {
  const { writer, steps, failing, writeLogs } = createFake();
  await writeLogs();
  failing.add("logs_to_roll_up");
  await writer.flush();
  expect(steps).toEqual(["mark 5000", "logs", "logs_to_roll_up", "recompute since 5000"]);
});

test("what an earlier run left is computed again before anything is stored, and again until it succeeds", async () => {
  const { writer, steps, write, failing } = createFake({
    sinceSeconds: 4000,
    cause: new Error("memory limit exceeded"),
  });
  failing.add("recompute");
  await write();
  await writer.flush();
  expect(steps).toEqual([
    "recompute since 4000",
    "recompute since 4000",
    "mark 5000",
    "spans",
    "spans_to_roll_up",
  ]);
});

test("a query waits until what was answered is rolled up", async () => {
  const { writer, steps, write } = createFake();
  await write();
  await writer.rolledUp();
  expect(steps.at(-1)).toBe("spans_to_roll_up");
});

test("a query does not wait for the roll-ups while rows keep coming", async () => {
  const { writer, steps, write } = createFake();
  await write();
  const asked = writer.rolledUp();
  await write();
  await asked;
  expect(steps).not.toContain("spans_to_roll_up");
  // The sender has stopped.
  await writer.rolledUp();
  expect(steps.at(-1)).toBe("spans_to_roll_up");
});

test("a query does not wait where nothing is to be rolled up", async () => {
  const { writer, write } = createFake();
  await write();
  await writer.rolledUp();
  const turn = new Promise<string>((resolve) => setImmediate(resolve, "waited"));
  const asked = writer.rolledUp().then(() => "at once");
  expect(await Promise.race([asked, turn])).toBe("at once");
});

test("a failed insert into the roll-ups has them computed again, without an insert meanwhile", async () => {
  const { writer, steps, failing, write, holdRecomputing, release } = createFake();
  await write();
  failing.add("spans_to_roll_up");
  holdRecomputing();
  await writer.rolledUp();
  expect(writer.isInDoubt).toBe(true);
  const waiting = write();
  await new Promise((resolve) => setImmediate(resolve));
  expect(steps).toEqual(["mark 5000", "spans", "spans_to_roll_up"]);
  release();
  await waiting;
  await writer.flush();
  expect(writer.isInDoubt).toBe(false);
  expect(steps.slice(3)).toEqual(["recompute since 5000", "mark 5000", "spans", "spans_to_roll_up"]);
});

test("rows of a failed insert and those that wait are not rolled up but computed, once", async () => {
  const { writer, steps, failing, write } = createFake();
  await write();
  failing.add("spans");
  await write();
  await writer.flush();
  expect(steps).toEqual([
    "mark 5000",
    "spans",
    "mark 5000",
    "spans",
    "read stored since 5000",
    "mark 5000",
    "spans",
    "recompute since 5000",
  ]);
  expect(writer.isInDoubt).toBe(false);
});

test("rows that come while the roll-ups are computed again are inserted afterwards", async () => {
  const { writer, steps, failing, write, holdRecomputing, release } = createFake();
  failing.add("spans");
  holdRecomputing();
  await write();
  const late = write();
  await expect
    .poll(() => steps)
    .toEqual(["mark 5000", "spans", "read stored since 5000", "mark 5000", "spans"]);
  release();
  await late;
  await writer.flush();
  expect(steps.slice(5)).toEqual(["recompute since 5000", "mark 5000", "spans", "spans_to_roll_up"]);
  expect(writer.isInDoubt).toBe(false);
});

test("while it is paused everything that is stored is rolled up", async () => {
  const { writer, steps, failing, write } = createFake();
  await write();
  await writer.whilePaused(async () => void steps.push("paused"));
  expect(steps).toEqual(["mark 5000", "spans", "spans_to_roll_up", "paused"]);
  await write();
  failing.add("spans_to_roll_up");
  await expect(writer.whilePaused(async () => undefined)).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
});

test("closing rolls up what is stored", async () => {
  const { writer, steps, write } = createFake();
  const answer = write();
  await writer.close();
  await answer;
  expect(steps).toEqual(["mark 5000", "spans", "spans_to_roll_up"]);
});
