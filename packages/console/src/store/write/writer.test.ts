// The writer against a store under the test's control: what is answered when, and what happens when an insert fails.
import { describe, expect, test } from "vitest";
import type { ClickHouseClient } from "../client.ts";
import { createDuplicateWindow } from "./duplicates.ts";
import { insertRows } from "./insert.ts";
import { answerWithinMs, largeBytes, type LogRow, type RowSink } from "../rows.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { createWriter } from "./writer.ts";
import type { WriterOptions } from "./writer-options.ts";

const resource = {
  tenant: "",
  hash: 1n,
  service: "shop",
  environment: "",
  serviceVersion: "",
  instance: "",
  attributes: new Map(),
  schemaUrl: "",
};
const scope = { scopeName: "", scopeVersion: "", scopeJson: "" };

function record(identity: bigint): LogRow {
  return {
    resource,
    scope,
    timeNs: 1n,
    observedNs: 1n,
    severity: 9,
    severityText: "",
    eventName: "",
    body: `record ${identity}`,
    traceId: new Uint8Array(16),
    spanId: new Uint8Array(8),
    flags: 0,
    attributes: new Map(),
    droppedAttributes: 0,
    identity,
  };
}

const add =
  (...identities: bigint[]) =>
  (sink: RowSink): void => {
    for (const identity of identities) sink.log(record(identity));
  };

/** A client whose inserts wait until the test ends them. */
function fakeStore(options: WriterOptions = {}, windowSinceMs = -10_000, mostParts?: () => Promise<number>) {
  const inserts: { statement: string; succeed: () => void; fail: () => void }[] = [];
  const arrivals: (() => void)[] = [];
  const client = {
    exec: ({ query }: { query: string }) =>
      new Promise((resolve, reject) => {
        inserts.push({
          statement: query,
          succeed: () => resolve({ stream: [] }),
          fail: () => reject(new Error("connection reset")),
        });
        for (const arrived of arrivals.splice(0)) arrived();
      }),
  } as unknown as ClickHouseClient;
  const reconciled: [since: number, cause: string][] = [];
  const notes: string[] = [];
  let asked: (() => void) | undefined;
  const state = { isUp: true, nextAsked: () => new Promise<void>((resolve) => (asked = resolve)) };
  const writer = createWriter(
    {
      client,
      // Of a time before all rows, so that none of them is late, unless it is to be.
      window: createDuplicateWindow({ nowMs: () => windowSinceMs }),
      ready() {
        asked?.();
        return state.isUp ? Promise.resolve() : Promise.reject(new Error("down"));
      },
      readStored: async (since, cause) => void reconciled.push([since, (cause as Error).message]),
      note: (text) => notes.push(text),
      mostParts,
      markUnsettled: () => undefined,
    },
    { maxAgeMs: 0, nowMs: () => 5_000_000, ...options },
  );

  /** The next insert into `table`. */
  const insertInto = (table: string) => next(`INSERT INTO ${table} `);
  /** The next question for late rows. */
  const ask = () => next("SELECT ");

  async function next(beginning: string) {
    for (;;) {
      const at = inserts.findIndex(({ statement }) => statement.startsWith(beginning));
      if (at >= 0) return inserts.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => arrivals.push(resolve));
    }
  }
  return { writer, insertInto, ask, reconciled, notes, state };
}

/** Tells whether a promise is settled once everything that can run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setImmediate(resolve, "later"));
  const first = await Promise.race([promise.then(String, String), later]);
  return first !== "later";
}

describe("createWriter", () => {
  test("answers when all of a request is stored, not before", async () => {
    const { writer, insertInto } = fakeStore();
    const answer = writer.write(100, add(1n, 2n));
    (await insertInto("logs")).succeed();
    expect(await isSettled(answer)).toBe(false);
    expect(writer.queueBytes).toBe(100);
    (await insertInto("resources")).succeed();
    expect(await answer).toEqual({ duplicates: { spans: 0, logRecords: 0, businessEvents: 0 } });
    expect(writer.queueBytes).toBe(0);
  });

  test("a clock that goes ahead and back stamps rows with the time that it shows, except for a minute", async () => {
    let now = 0;
    const stamps: number[] = [];
    const writer = createWriter(
      {
        client: { exec: async () => ({ stream: [] }) } as unknown as ClickHouseClient,
        window: createDuplicateWindow({ nowMs: () => -10_000 }),
        ready: () => Promise.resolve(),
        readStored: () => Promise.resolve(),
        markUnsettled: (since) => stamps.push(since),
      },
      { maxAgeMs: 0, nowMs: () => now },
    );
    for (const seconds of [100, 864_100, 864_090, 864_040, 101, 102]) {
      now = seconds * 1000;
      await writer.write(1, add(BigInt(seconds)));
    }
    expect(stamps).toEqual([100, 864_100, 864_100, 864_100, 101, 102]);
  });

  test("requests that come together are stored together, and what they refer to once", async () => {
    const { writer, insertInto } = fakeStore();
    const answers = [writer.write(1, add(1n)), writer.write(1, add(2n))];
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).succeed();
    await Promise.all(answers);
    expect(writer.queueBytes).toBe(0);
    const later = writer.write(1, add(3n));
    (await insertInto("logs")).succeed();
    await later;
  });

  test("a second copy waits for the first and is counted, a third finds it stored", async () => {
    const { writer, insertInto } = fakeStore();
    const first = writer.write(1, add(1n));
    const insert = await insertInto("logs");
    const second = writer.write(1, add(1n));
    expect(await isSettled(second)).toBe(false);
    insert.succeed();
    (await insertInto("resources")).succeed();
    await first;
    expect((await second).duplicates.logRecords).toBe(1);
    expect((await writer.write(1, add(1n))).duplicates.logRecords).toBe(1);
    expect(writer.duplicates.logRecords).toBe(2);
  });

  test("a failed insert is settled first, then only what is missing is inserted, and only then answered", async () => {
    const { writer, insertInto, reconciled, notes } = fakeStore();
    const answer = writer.write(1, add(1n));
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).fail();
    const retry = await insertInto("logs");
    expect(reconciled).toEqual([[5000, "connection reset"]]);
    expect(notes).toEqual([expect.stringMatching(/^An insert failed\. .*: connection reset$/)]);
    expect(retry.statement).toContain(
      "WHERE (tenant, identity) NOT IN (SELECT tenant, identity FROM logs WHERE received >= toDateTime(5000, 'UTC'))",
    );
    expect(await isSettled(answer)).toBe(false);
    retry.succeed();
    expect((await answer).duplicates.logRecords).toBe(0);
  });

  test("is not answered when the store stays away, and its retry is not a duplicate", async () => {
    const { writer, insertInto, notes, state } = fakeStore({ giveUpAfterMs: -1 });
    const first = writer.write(1, add(1n));
    const copy = writer.write(1, add(1n));
    state.isUp = false;
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).fail();
    await expect(first).rejects.toMatchObject({ name: "ProblemError", code: "STORE_UNAVAILABLE" });
    await expect(copy).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(writer.isInDoubt).toBe(true);
    expect(notes.slice(1)).toEqual([expect.stringMatching(/^Which rows of a failed insert .*: down$/)]);
    state.isUp = true;
    const retry = writer.write(1, add(1n));
    (await insertInto("resources")).succeed();
    const insert = await insertInto("logs");
    expect(insert.statement).toContain("NOT IN");
    insert.succeed();
    expect((await retry).duplicates.logRecords).toBe(0);
    expect(writer.isInDoubt).toBe(false);
  });

  test("a large request that waited for one that was given up is stored when the store is back", async () => {
    const { writer, insertInto, state } = fakeStore({ giveUpAfterMs: -1 });
    const first = writer.write(largeBytes + 1, add(1n)).catch((error: unknown) => error);
    const insert = await insertInto("logs");
    const second = writer.write(largeBytes + 1, add(2n));
    expect(await isSettled(second)).toBe(false);
    state.isUp = false;
    (await insertInto("resources")).succeed();
    insert.fail();
    expect(await first).toMatchObject({ code: "STORE_UNAVAILABLE" });
    state.isUp = true;
    for (const table of ["logs", "resources"]) (await insertInto(table)).succeed();
    await second;
    expect(writer.isInDoubt).toBe(false);
  });

  test("late rows whose check takes too long are not taken: their sender has retried", async () => {
    let now = 5_000_000;
    const { writer, insertInto, ask } = fakeStore({ nowMs: () => now }, 0);
    const [inTime, late] = [1, 2].map(() => writer.write(1, add(1n)));
    const refused = late!.catch((error: unknown) => error);
    now += answerWithinMs - 1;
    (await ask()).succeed();
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).succeed();
    expect((await inTime!).duplicates.logRecords).toBe(0);
    now += 1;
    (await ask()).succeed();
    expect(await refused).toMatchObject({ name: "ProblemError", code: "STORE_SLOW" });
    expect(writer.queueBytes).toBe(0);
  });

  test("takes up to its mark and turns the next one away untouched", async () => {
    const { writer, insertInto } = fakeStore({ maxQueueBytes: 100 });
    const first = writer.write(60, add(1n));
    const second = writer.write(40, add(2n));
    let touched = false;
    const third = writer.write(1, () => void (touched = true));
    await expect(third).rejects.toMatchObject({ code: "WRITE_QUEUE_FULL", retryAfterSeconds: 1 });
    expect(touched).toBe(false);
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).succeed();
    await Promise.all([first, second]);
  });

  test("the largest request is taken while others wait", async () => {
    const { writer, insertInto } = fakeStore({ maxQueueBytes: 100 });
    const small = writer.write(99, add(1n));
    const large = writer.write(1000, add(2n));
    await expect(writer.write(1, add(3n))).rejects.toMatchObject({ code: "WRITE_QUEUE_FULL" });
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).succeed();
    await Promise.all([small, large]);
  });

  test("the insert of a large request delays no other request, and a copy of one of its rows waits for it", async () => {
    const { writer, insertInto } = fakeStore({ concurrency: 1 });
    const large = writer.write(largeBytes + 1, add(1n, 2n));
    const ofLarge = [await insertInto("logs"), await insertInto("resources")];
    const [small, copy] = [writer.write(100, add(3n)), writer.write(100, add(2n))];
    for (const table of ["logs", "resources"]) (await insertInto(table)).succeed();
    await small;
    expect(await isSettled(copy)).toBe(false);
    expect(await isSettled(large)).toBe(false);
    for (const insert of ofLarge) insert.succeed();
    expect((await copy).duplicates.logRecords).toBe(1);
    await large;
    expect(writer.queueBytes).toBe(0);
  });

  test("others have turns while the rows of a large request are added, and these are stored together", async () => {
    const { writer, insertInto } = fakeStore();
    let turns = 0;
    const turn = (): void => void (turns++ < 100 && setImmediate(turn));
    setImmediate(turn);
    let turnsBetween = 0;
    const large = writer.write(largeBytes + 1, function* (sink) {
      const before = turns;
      for (const identity of [1n, 2n, 3n]) {
        sink.log(record(identity));
        const endMs = performance.now() + 5;
        while (performance.now() < endMs);
        yield;
      }
      turnsBetween = turns - before;
    });
    for (const table of ["logs", "resources"]) (await insertInto(table)).succeed();
    await large;
    expect(turnsBetween).toBeGreaterThanOrEqual(3);
  });

  test("a request that throws while it adds fails alone", async () => {
    const { writer, insertInto } = fakeStore();
    const bad = writer.write(1, (sink) => {
      sink.log(record(1n));
      throw new Error("mistake in the caller");
    });
    const good = writer.write(1, add(2n));
    await expect(bad).rejects.toThrow("mistake in the caller");
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).succeed();
    await good;
  });

  test("stops asking a store that is away once it is closed and no group waits", async () => {
    const { writer, insertInto, state } = fakeStore({ giveUpAfterMs: -1 });
    const refused = writer.write(1, add(1n)).catch((error: unknown) => error);
    state.isUp = false;
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).fail();
    expect(await refused).toMatchObject({ code: "STORE_UNAVAILABLE" });
    await writer.close();
    await state.nextAsked();
    expect(await isSettled(state.nextAsked())).toBe(false);
  });

  test("stores what is open when it closes, and takes no more", async () => {
    const { writer, insertInto } = fakeStore({ maxAgeMs: 60_000 });
    const answer = writer.write(1, add(1n));
    const closed = writer.close();
    (await insertInto("resources")).succeed();
    (await insertInto("logs")).succeed();
    await Promise.all([answer, closed]);
    await expect(writer.write(1, add(2n))).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });
});

test("a large request whose rows are being added is stored to its end when the writer closes, the next is refused", async () => {
  const { writer, insertInto } = fakeStore();
  let isClosing = false;
  let added = 0n;
  const large = writer.write(largeBytes + 1, function* (sink) {
    for (; !isClosing || added < 3n; added++) {
      sink.log(record(added));
      const endMs = performance.now() + 5;
      while (performance.now() < endMs);
      yield;
    }
  });
  while (added < 2n) await sleep(1);
  const closed = writer.close();
  isClosing = true;
  await expect(writer.write(largeBytes + 1, add(999n))).rejects.toMatchObject({ code: "STORE_CLOSED" });
  for (const table of ["logs", "resources"]) (await insertInto(table)).succeed();
  await Promise.all([large, closed]);
});

test("a session that is a user's again is stored, whether requests are large or small", async () => {
  const { writer, insertInto } = fakeStore();
  for (const [bytes, userId] of [
    [1, "u1"],
    [largeBytes + 1, "u2"],
    [1, "u1"],
  ] as const) {
    const answer = writer.write(bytes, (sink) =>
      sink.identity({ tenant: "", sessionId: "s1", userId, seenMs: 5_000_000 }),
    );
    (await insertInto("identities")).succeed();
    await answer;
    expect(writer.queueBytes).toBe(0);
  }
});

test("a large request does not wait for others that are being added without an end", async () => {
  let uptimeMs = 0;
  const { writer, insertInto } = fakeStore({ uptimeMs: () => uptimeMs });
  let isOver = false;
  const others = writer.write(largeBytes + 1, function* () {
    for (let piece = 0; piece < 2000 && !isOver; piece++) {
      const endMs = performance.now() + 5;
      while (performance.now() < endMs);
      yield;
    }
  });
  let isAdded = false;
  const first = writer.write(largeBytes + 1, (sink) => {
    add(1n)(sink);
    isAdded = true;
  });
  const insert = insertInto("logs");
  while (!isAdded) await sleep(1);
  expect(await isSettled(insert)).toBe(false);
  uptimeMs += 1000;
  (await insert).succeed();
  (await insertInto("resources")).succeed();
  await first;
  isOver = true;
  await others;
});

test(
  "definitions of a sender that arrived while the store was away are stored when they are sent again",
  { tags: ["extended"] },
  async () => {
    let isAway = false;
    let now = 5_000_000;
    const tables: string[] = [];
    const client = {
      async exec({ query }: { query: string }) {
        if (isAway) throw new Error("connection refused");
        tables.push(/INSERT INTO (\w+)/.exec(query)?.[1] ?? "");
        return { stream: [] };
      },
    } as unknown as ClickHouseClient;
    const writer = createWriter(
      {
        client,
        window: createDuplicateWindow({ nowMs: () => -10_000 }),
        ready: () => (isAway ? Promise.reject(new Error("away")) : Promise.resolve()),
        readStored: () => Promise.resolve(),
        markUnsettled: () => undefined,
      },
      { maxAgeMs: 0, giveUpAfterMs: 100, nowMs: () => (now += 20) },
    );
    const tell =
      (service: bigint, identity: bigint) =>
      (sink: RowSink): void => {
        sink.log({ ...record(identity), resource: { ...resource, hash: service } });
        sink.identity({ tenant: "", sessionId: `s${service}`, userId: `u${service}`, seenMs: now });
      };
    await writer.write(1, tell(1n, 1n));
    isAway = true;
    const known = writer.write(1, tell(1n, 2n));
    await expect.poll(() => writer.isInDoubt).toBe(true);
    const fresh = writer.write(1, tell(2n, 3n));
    await expect(known).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(fresh).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    isAway = false;
    while (writer.isInDoubt) await sleep(10);
    tables.length = 0;
    await writer.write(1, tell(2n, 3n));
    expect(tables.toSorted()).toEqual(["identities", "logs", "resources"]);
  },
);

test("views of a light block run side by side, those of a heavy one after each other", async () => {
  const settings: unknown[] = [];
  const client = {
    exec: async (asked: { clickhouse_settings: Record<string, unknown> }) => {
      const { parallel_view_processing: isParallel, max_threads: threads } = asked.clickhouse_settings;
      settings.push([isParallel, threads]);
      return { stream: [] };
    },
  } as unknown as ClickHouseClient;
  const block = { table: "spans", columns: [], types: [], chunks: [] };
  for (const bytes of [6_000_000, 6_000_001]) await insertRows(client, { ...block, bytes }, undefined);
  expect(settings).toEqual([
    [1, 2],
    [undefined, undefined],
  ]);
});

describe("while merges are behind", () => {
  /** A writer whose first insert ended just now, in a store with many parts. */
  async function restingWriter(bytes: number, parts = 5000) {
    let now = 0;
    const store = fakeStore({ uptimeMs: () => now }, undefined, async () => parts);
    const first = store.writer.write(bytes, add(1n));
    (await store.insertInto("logs")).succeed();
    (await store.insertInto("resources")).succeed();
    await first;
    return { ...store, pass: (ms: number) => (now += ms) };
  }

  test.each([{ bytes: 1 }, { bytes: 20_000_000 }])(
    "an insert waits for half a second: request of $bytes bytes",
    async ({ bytes }) => {
      const { writer, insertInto, pass } = await restingWriter(bytes);
      const answer = writer.write(bytes, add(2n));
      const insert = insertInto("logs");
      for (let turn = 0; turn < 20; turn++) expect(await isSettled(insert)).toBe(false);
      pass(500);
      (await insert).succeed();
      await answer;
    },
  );

  test("few rows wait from fewer parts on than many", async () => {
    const { writer, insertInto, pass } = await restingWriter(1, 149);
    const many = writer.write(1, add(...Array.from({ length: 1024 }, (_, at) => BigInt(at + 2))));
    (await insertInto("logs")).succeed();
    await many;
    const few = writer.write(1, add(5000n));
    const insert = insertInto("logs");
    for (let turn = 0; turn < 20; turn++) expect(await isSettled(insert)).toBe(false);
    pass(495);
    (await insert).succeed();
    await few;
  });

  test("the last rows do not wait", async () => {
    const { writer, insertInto } = await restingWriter(1);
    const answer = writer.write(1, add(2n));
    const insert = insertInto("logs");
    expect(await isSettled(insert)).toBe(false);
    const closed = writer.close();
    (await insert).succeed();
    await Promise.all([answer, closed]);
  });
});
