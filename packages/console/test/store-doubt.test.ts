// Inserts under load on a real engine: how many there are, and what happens when it is unknown how far one got. Then senders are
// answered in time, retry, and each row counts once.
// @module-tag extended
import { ProblemError } from "../src/problem/problem.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createIntake, type Intake } from "../src/receive/intake.ts";
import { command, connect } from "../src/store/client.ts";
import { openStore, type Store } from "../src/store/store.ts";
import type { WriterOptions } from "../src/store/write/writer-options.ts";
import { type ClickHouseServers, startServers } from "./support/clickhouse-servers.ts";
import { type Fault, startFaultyServer } from "./support/faulty-server.ts";
import { itemsOfRequest, type LoadKind, loadKinds, numbersSql, requestOf } from "./support/load.ts";
import { expectRollupsToAgree } from "./support/rollups.ts";

/** No id is 0. */
const firstNumber = 1;

let servers: ClickHouseServers;
beforeAll(async () => void (servers = await startServers(1)));
afterAll(() => servers.stop());

/** A store in a database of its own, behind a server that does as `judge` says. */
async function openFaulty(
  database: string,
  judge: (statement: string) => Promise<Fault | undefined>,
  writer: WriterOptions = {},
): Promise<{ store: Store; notes: string[] }> {
  const faulty = await startFaultyServer(servers.urls[0]!, judge);
  onTestFinished(() => faulty.close());
  const notes: string[] = [];
  const store = await openStore({
    urls: [`${faulty.url}/${database}`],
    writer: { maxAgeMs: 20, ...writer },
    onNote: (note) => notes.push(note),
  });
  onTestFinished(() => store.close());
  return { store, notes };
}

function writerOf(url: string): { url: string; username: string; password: string } {
  const { origin, username, password } = new URL(url);
  return { url: origin, username, password };
}

/**
 * Sends until it is acknowledged; gives how many answers came after `limitMs`. Timers tell, because they end in their order on a busy machine,
 * too: what is due before is answered before.
 */
async function sendUntilStored(
  intake: Intake,
  send: (intake: Intake) => Promise<unknown>,
  limitMs: number,
  onRefused: (code: string) => void,
): Promise<number> {
  let late = 0;
  for (;;) {
    const timer = setTimeout(() => (late += 1), limitMs);
    try {
      await send(intake);
      return late;
    } catch (error) {
      // A test that ran out of time closes its store.
      if (!(error instanceof ProblemError) || error.code === "STORE_CLOSED") throw error;
      onRefused(error.code);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Of `requests` requests from the first number on. */
async function expectEachOnce(store: Store, kind: LoadKind, requests: number): Promise<void> {
  const rows = await store.queries.runText<{ n: string }>(`${numbersSql[kind]} ORDER BY n`);
  expect([kind, rows.map(({ n }) => Number(n))]).toEqual([
    kind,
    Array.from({ length: requests * itemsOfRequest }, (_, place) => firstNumber + place),
  ]);
}

test("inserts fail anywhere, are cut off or done without an answer, and settling takes long: each answer comes in time, each row counts once", async () => {
  const withinMs = 3000;
  const poor = Array.from({ length: 4 }, (_, at) => ({ maxBytes: (at + 1) * 2_000_000 }));
  const faults: Fault[] = ["refused", "done", "cut", ...poor];
  let inserts = 0;
  let failed = 0;
  let settlings = 0;
  const { store, notes } = await openFaulty("doubt", async (statement) => {
    if (statement.startsWith("KILL QUERY")) {
      settlings += 1;
      // Longer than any sender waits, the first time.
      if (settlings === 1) await new Promise((resolve) => setTimeout(resolve, 3 * withinMs));
    }
    if (!/^INSERT INTO (spans|logs|samples|distributions|business_events) \(/.test(statement))
      return undefined;
    inserts += 1;
    return inserts % 13 === 5 ? faults[failed++ % faults.length] : undefined;
  });
  const intake = createIntake(store.writer, Date.now, withinMs);
  const refusals: string[] = [];
  /** Requests. */
  const sent: Record<LoadKind, number> = { spans: 0, logs: 0, business: 0, samples: 0, distributions: 0 };
  let late = 0;

  async function sendOn(kind: LoadKind): Promise<void> {
    while (failed < 2 * faults.length || settlings < 6) {
      const first = firstNumber + sent[kind]++ * itemsOfRequest;
      const refused = (code: string): unknown => refusals.push(code);
      const more = await sendUntilStored(intake, requestOf(kind, first), 2.5 * withinMs, refused);
      late += more;
    }
  }

  await Promise.all([...loadKinds, ...loadKinds, ...loadKinds].map(sendOn));
  await store.writer.flush();
  for (const kind of loadKinds) await expectEachOnce(store, kind, sent[kind]);
  await expectRollupsToAgree((sql) => store.queries.runText(sql));

  expect(refusals).toContain("STORE_SLOW");
  expect(late).toBe(0);
  expect(intake.queueBytes).toBe(0);
  expect(notes).toContainEqual(expect.stringMatching(/^An insert failed\. .*memory limit exceeded/));
  expect(notes).toContainEqual(
    expect.stringMatching(
      /^Settled what was received since \S+, in (?:[3-9]|\d\d)\.\d s\. An insert had failed: .*memory limit exceeded/,
    ),
  );
}, 600_000);

test("rows that reached their table and not all of its views are not brought again, and what is made from them is put right", async () => {
  const direct = connect({ ...writerOf(servers.urls[0]!), database: "views", settings: {} }, 1);
  onTestFinished(() => direct.close());
  const views = ["red_view", "trace_summary_view"];
  let areAway = false;
  const setAway = async (isWanted: boolean): Promise<void> => {
    if (areAway === isWanted) return;
    areAway = isWanted;
    for (const view of views) await command(direct, `${isWanted ? "DETACH" : "ATTACH"} TABLE ${view}`);
  };
  let inserts = 0;
  let failed = 0;
  const { store, notes } = await openFaulty(
    "views",
    async (statement) => {
      // The views are away for one insert; what comes next settles it.
      if (statement.startsWith("KILL QUERY")) await setAway(false);
      if (!statement.startsWith("INSERT INTO spans (")) return undefined;
      inserts += 1;
      if (inserts % 6 !== 2) return undefined;
      failed += 1;
      await setAway(true);
      return "done";
    },
    { concurrency: 1 },
  );
  const intake = createIntake(store.writer);
  let sent = 0;
  async function sendOn(): Promise<void> {
    while (failed < 4) {
      const first = firstNumber + sent++ * itemsOfRequest;
      await sendUntilStored(intake, requestOf("spans", first), 60_000, (code) => expect(code).toBe("none"));
    }
  }
  await Promise.all(Array.from({ length: 6 }, sendOn));
  await store.writer.flush();
  await expectEachOnce(store, "spans", sent);
  await expectRollupsToAgree((sql) => store.queries.runText(sql));
  expect(intake.counts.stored.spans).toBe(sent * itemsOfRequest);
  expect(notes.filter((note) => note.startsWith("Put the roll-ups right"))).toHaveLength(failed);
});

test("an insert that hangs delays others only briefly, and is counted once when it is through", async () => {
  const through = Promise.withResolvers<undefined>();
  const { store, notes } = await openFaulty("hangs", async (statement) =>
    statement.startsWith("INSERT INTO spans (") ? through.promise : undefined,
  );
  const intake = createIntake(store.writer, Date.now, 2000);
  const [one, behind] = [requestOf("spans", firstNumber), requestOf("spans", firstNumber + itemsOfRequest)];
  for (const send of [one, behind, one, behind])
    await expect(send(intake)).rejects.toMatchObject({ code: "STORE_SLOW" });
  expect(intake.counts.stored.spans).toBe(0);

  through.resolve(undefined);
  await store.writer.flush();
  await Promise.all([one(intake), behind(intake)]);
  const { received, stored, dropped } = intake.counts;
  expect([received.spans, stored.spans, dropped.spans]).toEqual([6, 2, 4].map((n) => n * itemsOfRequest));
  await expectEachOnce(store, "spans", 2);
  await expectRollupsToAgree((sql) => store.queries.runText(sql));
  expect(notes).toEqual([]);
});

test("senders who send again at once share their inserts, and none waits for its group to grow old", async () => {
  let inserts = 0;
  const { store } = await openFaulty(
    "rounds",
    async (statement) => {
      if (statement.startsWith("INSERT INTO spans (")) inserts += 1;
      return undefined;
    },
    { maxAgeMs: 3_600_000 },
  );
  const intake = createIntake(store.writer);
  const [senders, rounds] = [4, 3];

  async function sendInTurn(sender: number): Promise<void> {
    const connection = { destroyed: false };
    for (let round = 0; round < rounds; round++) {
      const request = intake.requests.begin(connection);
      // its body is being read
      await new Promise((resolve) => setImmediate(resolve));
      const sending = requestOf("spans", firstNumber + (sender * rounds + round) * itemsOfRequest)(intake);
      request.rowsAdded();
      await sending;
      request.end();
    }
    connection.destroyed = true;
  }

  await sendInTurn(0);
  expect(inserts).toBe(rounds);
  await Promise.all(Array.from({ length: senders }, (_, sender) => sendInTurn(1 + sender)));
  expect(inserts).toBe(2 * rounds);
  await expectEachOnce(store, "spans", (1 + senders) * rounds);
});
