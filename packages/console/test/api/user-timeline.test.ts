// A person's timeline, against one that is computed from the rows: records sent twice, sessions that become a user's later or another's,
// ids of all kinds, and people whose data was deleted.
import type { BusinessEvent, UserTimeline } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { createRandom } from "../differs/random.ts";
import { at, attributes, event, now, openApi, type TestApi } from "./harness.ts";

interface Identity {
  readonly sessionId: string;
  readonly userId: string;
  readonly seenMs: number;
}

const day = 86_400_000;
const users = [..."abcdefgh"].map((letter) => `user-${letter}`).concat("U ser, 'ü' %", "user", "-");
const sessions = Array.from({ length: 40 }, (_, n) => `session-${n}`).concat("user-a", "ß -");
const { below } = createRandom(7);
const rows: readonly BusinessEventRow[] = Array.from({ length: 600 }, (_, n) => toRow(n));
const early = toIdentities(30, now - 3 * day);
const late = toIdentities(25, now - day);
/** What the store has, in the order of `seenMs`. */
let known: readonly Identity[] = [];
let stored: readonly BusinessEventRow[] = rows;
let api: TestApi;

beforeAll(async () => {
  // Every third record is in the store twice.
  api = await openApi((sink) =>
    add(
      sink,
      rows.filter((_, n) => n % 3 === 0),
      [],
    ),
  );
  await api.write((sink) => add(sink, rows.slice(0, 400), early));
  await api.write((sink) => add(sink, rows.slice(400), []));
  known = early;
});

afterAll(() => api.close());

test("has the user's records, and those without a user of sessions that are theirs", async () => {
  const found = await expectAll();
  expect(found.some(({ user }) => user === "")).toBe(true);
  expect(found.some(({ traceId }) => traceId === "")).toBe(true);
  expect(found.some(({ amount }) => amount === "0")).toBe(true);
});

test("has records of before of sessions that become theirs, and none of sessions that were", async () => {
  const before = users.map((user) => expected(user).events.length);
  await api.write((sink) => add(sink, [], late));
  known = [...early, ...late];
  expect(users.map((user) => expected(user).events.length)).not.toEqual(before);
  await expectAll();
});

test(
  "is empty when the person's data was deleted, and others keep theirs",
  { tags: ["extended"] },
  async () => {
    const [gone] = users;
    const erased = new Set(expected(gone!).events.map(({ uid }) => uid));
    expect(erased.size).toBeGreaterThan(20);
    await api.store.personalData.deleteOf({ tenant: "", id: gone! });
    stored = rows.filter(({ uid }) => !erased.has(uid));
    known = known.filter(({ userId }) => userId !== gone);
    expect((await timelineOf(gone!)).events).toEqual([]);
    await expectAll();
  },
);

function toRow(n: number): BusinessEventRow {
  const user = below(3) === 0 ? "" : pick(users);
  const amount = ["0", "12.5", undefined][n % 3];
  return event({
    kind: ["journey", "transaction", "workflow"][below(3)]!,
    name: "shop",
    entityId: `e${below(20)}`,
    phase: pick(["started", "step", "ended"]),
    // Several at the same time, in three months.
    timeNs: at(-below(60) * day),
    stepIndex: below(3) - 1,
    userId: user,
    sessionId: below(8) === 0 ? "" : pick(sessions),
    amount,
    ...(below(4) !== 0 && { traceId: `trace-${below(90)}` }),
    ...(below(4) !== 0 && { spanId: `span-${n}` }),
    attributes: attributes({ n: BigInt(n), "customer.tier": "gold" }),
    uid: `record-${n}`,
  });
}

function toIdentities(count: number, fromMs: number): readonly Identity[] {
  return Array.from({ length: count }, (_, n) => ({
    sessionId: pick(sessions),
    userId: pick(users),
    seenMs: fromMs + n * 1000,
  }));
}

function add(sink: RowSink, events: readonly BusinessEventRow[], identities: readonly Identity[]): void {
  for (const row of events) sink.businessEvent(row);
  for (const one of identities) sink.identity({ tenant: "", ...one });
}

function pick<Value>(of: readonly Value[]): Value {
  return of[below(of.length)]!;
}

const timelineOf = (user: string): Promise<UserTimeline> =>
  api.get<UserTimeline>(`/api/users/${encodeURIComponent(user)}`);

/** All people's timelines are as expected. Returns their records. */
async function expectAll(): Promise<readonly BusinessEvent[]> {
  const found: BusinessEvent[] = [];
  for (const user of users) {
    const { sessions: theirs, events, traceCount } = await timelineOf(user);
    const shown = events.map(({ uid, traceId, spanId, amount }) => ({ uid, traceId, spanId, amount }));
    expect({ theirs: theirs.toSorted(), events: shown, traceCount }).toEqual(expected(user));
    found.push(...events);
  }
  return found;
}

function expected(user: string) {
  const owners = new Map(known.map(({ sessionId, userId }) => [sessionId, userId]));
  const events = stored
    .filter(({ userId, sessionId }) => (userId === "" ? owners.get(sessionId) : userId) === user)
    .toSorted(
      (a, b) =>
        Number(a.timeNs - b.timeNs) ||
        Number(a.phase === "ended") - Number(b.phase === "ended") ||
        a.stepIndex - b.stepIndex ||
        (a.uid < b.uid ? -1 : 1),
    );
  const theirs = [...owners].filter(([, owner]) => owner === user).map(([session]) => session);
  const all = [...theirs, ...events.map(({ sessionId }) => sessionId)].filter((session) => session !== "");
  return {
    theirs: [...new Set(all)].toSorted(),
    events: events.map(({ uid, traceId, spanId, amount }) => ({
      uid,
      traceId: toHex(traceId),
      spanId: toHex(spanId),
      amount: amount ?? null,
    })),
    traceCount: new Set(events.map(({ traceId }) => toHex(traceId)).filter((trace) => trace !== "")).size,
  };
}

function toHex(value: Uint8Array): string {
  return value.some((byte) => byte !== 0) ? Buffer.from(value).toString("hex") : "";
}
