// Captured errors on the real engine: rows as the receiver makes them, figures counted by hand.
import type { ErrorResult, ErrorsResult, Problem } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LogRow, RowSink } from "../../src/store/rows.ts";
import { allPages, at, attributes, hex, log, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
let identities = 100n;

interface Captured {
  readonly group?: string;
  readonly type?: string;
  readonly message?: string;
  readonly user?: string;
  readonly session?: string;
  readonly handled?: boolean;
  readonly version?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly trace?: string;
}

function captured(ms: number, error: Captured): LogRow {
  const { group, type = "TypeError", message = "no card", user, session, handled = true } = error;
  const version = error.version ?? "1.0.0";
  const own = {
    ...(group === undefined
      ? {}
      : { "telltale.error.fingerprint": group, "telltale.error.handled": handled }),
    "exception.type": type,
    "exception.message": message,
    "exception.stacktrace": `${type}: ${message}\n    at charge (/srv/src/pay.ts:1:1)`,
    "code.function.name": "charge",
    "code.file.path": "/srv/src/pay.ts",
    ...(user === undefined ? {} : { "user.id": user }),
    ...(session === undefined ? {} : { "session.id": session }),
  };
  return log({
    timeNs: at(ms),
    observedNs: at(ms),
    eventName: "exception",
    severity: 17,
    body: null,
    attributes: attributes(own),
    identity: identities++,
    resource: resource(error.service ?? "shop", {
      "service.version": version,
      ...(error.environment === undefined ? {} : { "deployment.environment.name": error.environment }),
    }),
    ...(error.trace === undefined ? {} : { traceId: error.trace, spanId: `${error.trace} s` }),
  });
}

const rows: readonly LogRow[] = [
  captured(-3 * day, { group: "cards", user: "u9", version: "0.9.0" }),
  captured(-50 * minute, { group: "cards", user: "u1", session: "s1", trace: "t1", message: "no card 1" }),
  captured(-40 * minute, { group: "cards", user: "u1", session: "s2", handled: false }),
  captured(-30 * minute, { group: "cards", user: "u2", version: "1.1.0", trace: "t2", message: "no card 2" }),
  captured(-20 * minute, { group: "cards", service: "payments", message: "no card 3", version: "1.1.0" }),
  captured(-10 * minute, { group: "mails", type: "RangeError", user: "u1", environment: "staging" }),
  captured(-5 * minute, { type: "DOMException" }),
  log({
    timeNs: at(-minute),
    eventName: "",
    attributes: attributes({ "exception.type": "Forwarded" }),
    identity: 1n,
  }),
];
const add = (sink: RowSink): void => rows.forEach((row) => sink.log(row));

let api: TestApi;
beforeAll(async () => {
  // all of it is in the store twice
  api = await openApi(add);
  await api.write(add);
}, 60_000);
afterAll(async () => api?.close());

const list = (query = ""): Promise<ErrorsResult> => api.get(`/api/errors?from=-1h${query}`);
const groups = async (query = ""): Promise<unknown[]> =>
  (await list(query)).items.map(({ fingerprint, count, users }) => [fingerprint, count, users]);

describe("the list", () => {
  test("has each group once, with its figures in the range and its first and last time", async () => {
    const { items, from, to } = await list();
    expect([from, to]).toEqual(["2026-11-20T13:48:00.000Z", "2026-11-20T14:48:00.000Z"]);
    expect(items.map(({ fingerprint }) => fingerprint)).toEqual(["type:DOMException", "mails", "cards"]);
    expect(items[2]).toEqual({
      fingerprint: "cards",
      type: "TypeError",
      message: "no card 3",
      place: "charge /srv/src/pay.ts",
      service: "payments",
      services: ["payments", "shop"],
      count: 4,
      unhandledCount: 1,
      users: 2,
      sessions: 2,
      firstNs: String(at(-50 * minute)),
      lastNs: String(at(-20 * minute)),
      firstSeenNs: String(at(-3 * day)),
      lastSeenNs: String(at(-20 * minute)),
      releases: ["0.9.0", "1.0.0", "1.1.0"],
      traceId: hex("t2", 16),
    });
  });

  test("can be sorted by errors and by people, and filtered", async () => {
    expect(await groups("&sort=count")).toEqual([
      ["cards", 4, 2],
      ["type:DOMException", 1, 0],
      ["mails", 1, 1],
    ]);
    expect((await groups("&sort=users"))[0]).toEqual(["cards", 4, 2]);
    expect(await groups("&service=payments")).toEqual([["cards", 1, 0]]);
    expect(await groups("&environment=staging")).toEqual([["mails", 1, 1]]);
    expect(await groups("&handled=false")).toEqual([["cards", 1, 1]]);
    expect(await groups("&handled=true&sort=count")).toEqual([
      ["cards", 3, 2],
      ["type:DOMException", 1, 0],
      ["mails", 1, 1],
    ]);
  });

  test("has pages, in each order", async () => {
    for (const sort of ["latest", "count", "users"]) {
      const { items, sizes } = await allPages<{ fingerprint: string }>(
        api,
        `/api/errors?from=-1h&limit=1&sort=${sort}`,
      );
      expect(new Set(items.map((item) => item.fingerprint)).size).toBe(3);
      expect(sizes).toEqual([1, 1, 1]);
    }
  });

  test("is empty without data", async () => {
    expect((await list("&service=nobody")).items).toEqual([]);
  });
});

describe("one group", () => {
  test("has its releases, its counts over time, its errors and the record of the latest", async () => {
    const result = await api.get<ErrorResult>("/api/errors/cards?from=-1h");
    expect(result.group).toMatchObject({ fingerprint: "cards", count: 4, users: 2 });
    expect(result.releases.map(({ version, count, users }) => [version, count, users])).toEqual([
      ["0.9.0", 1, 1],
      ["1.0.0", 2, 1],
      ["1.1.0", 2, 1],
    ]);
    expect(result.stepMs).toBe(minute);
    expect(result.buckets.filter(({ count }) => count > 0)).toEqual(
      [-50, -40, -30, -20].map((ago) => ({
        time: new Date(Number(at(ago * minute) / 1_000_000n)).toISOString(),
        count: 1,
      })),
    );
    expect(
      result.items.map(({ message, user, version, handled }) => [message, user, version, handled]),
    ).toEqual([
      ["no card 3", "", "1.1.0", true],
      ["no card 2", "u2", "1.1.0", true],
      ["no card", "u1", "1.0.0", false],
      ["no card 1", "u1", "1.0.0", true],
    ]);
    expect(result.items[1]).toMatchObject({
      traceId: hex("t2", 16),
      spanId: hex("t2 s", 8),
      service: "shop",
    });
    expect(result.sample?.id).toBe(result.items[0]?.id);
    expect(result.sample?.attributes["exception.stacktrace"]).toMatchObject({ type: "string" });
  });

  test("its errors have pages", async () => {
    const { items, sizes } = await allPages<{ id: string }>(api, "/api/errors/cards?from=-1h&limit=3");
    expect([sizes, new Set(items.map(({ id }) => id)).size]).toEqual([[3, 1], 4]);
  });

  test("returns only records that match the conditions", async () => {
    const result = await api.get<ErrorResult>("/api/errors/cards?from=-7d&handled=false");
    expect([result.group.count, result.items.length]).toEqual([1, 1]);
    const old = await api.get<ErrorResult>("/api/errors/cards?from=-7d&to=-1d");
    expect(old.group).toMatchObject({ count: 1, releases: ["0.9.0", "1.0.0", "1.1.0"] });
    expect(old.sample).not.toBe(null);
  });

  test("an unknown group is a 404", async () => {
    await expect(api.get("/api/errors/nothing?from=-1h")).rejects.toMatchObject({
      status: 404,
      code: "ERROR_UNKNOWN",
    } satisfies Partial<Problem>);
  });
});
