// Captured errors on the real engine: rows as the receiver makes them, figures counted by hand.
import type { ErrorResult, ErrorsResult, Problem, StackFrames } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAudit } from "../../src/auth/audit.ts";
import { ProblemError } from "../../src/problem/problem.ts";
import type { StoredAudit } from "../../src/store/access.ts";
import type { LogRow, RowSink } from "../../src/store/rows.ts";
import { errorStateRoutes } from "../../src/api/errors/error-states.ts";
import type { ApiContext } from "../../src/api/context.ts";
import {
  allPages,
  answer,
  at,
  attributes,
  event,
  hex,
  id as bytesOf,
  log,
  now,
  openApi,
  resource,
  span,
  type TestApi,
} from "./harness.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const repository = "https://github.com/acme/shop";
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
  readonly commit?: string;
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
      ...(error.commit === undefined
        ? {}
        : { "vcs.repository.url.full": repository, "vcs.ref.head.revision": error.commit }),
      ...(error.environment === undefined ? {} : { "deployment.environment.name": error.environment }),
    }),
    ...(error.trace === undefined ? {} : { traceId: error.trace, spanId: `${error.trace} s` }),
  });
}

const rows: readonly LogRow[] = [
  captured(-3 * day, { group: "cards", user: "u9", version: "0.9.0" }),
  captured(-50 * minute, { group: "cards", user: "u1", session: "s1", trace: "t1", message: "no card 1" }),
  captured(-40 * minute, { group: "cards", user: "u1", session: "s2", handled: false }),
  captured(-30 * minute, {
    group: "cards",
    user: "u2",
    version: "1.1.0",
    trace: "t2",
    message: "no card 2",
    commit: "c110",
  }),
  captured(-20 * minute, {
    group: "cards",
    service: "payments",
    message: "no card 3",
    version: "1.1.0",
    commit: "c11",
  }),
  captured(-10 * minute, { group: "mails", type: "RangeError", user: "u1", environment: "staging" }),
  captured(-5 * minute, { type: "DOMException" }),
  captured(-2 * 60 * minute, { group: "old", user: "u7", version: "1.0.0" }),
  captured(-100 * minute, { group: "old", user: "u7", version: "1.0.0" }),
  log({
    timeNs: at(-minute),
    eventName: "",
    attributes: attributes({ "exception.type": "Forwarded" }),
    identity: 1n,
  }),
];
/** Two errors of spans, one of which two spans of its trace recorded. */
const ofSpans = (["t8", "t8", "t9"] as const).map((trace, index) => ({
  fingerprint: "spans",
  identity: trace === "t8" ? 8n : 9n,
  timeNs: at(-3 * 60 * minute + index),
  type: "Timeout",
  message: "no answer",
  place: "",
  handled: true,
  userId: "",
  sessionId: "",
  traceId: bytesOf(trace, 16),
  spanId: bytesOf(`${trace} ${index}`, 8),
  weight: 1,
  resource: resource("proxy"),
}));
/** The span of the third: an exception that was handled, then the one that counts. */
const spanWithErrors = span({
  traceId: "t9",
  spanId: "t9 2",
  startNs: at(-3 * 60 * minute) - 1n,
  resource: resource("proxy"),
  events: (["no cache", "no answer"] as const).map((message, index) => ({
    name: "exception",
    timeNs: at(-3 * 60 * minute + 1 + index),
    dropped: 0,
    attributes: attributes({
      "exception.type": "Timeout",
      "exception.message": message,
      "exception.stacktrace": `Timeout: ${message}\n    at ask (/srv/src/proxy.ts:7:1)`,
    }),
  })),
});

/** A transaction with one record in a trace, and an end. */
const ended = (entityId: string, trace: string, outcome: string, amount?: string) =>
  [
    { phase: "started", traceId: trace, timeNs: at(-52 * minute), uid: `${entityId} 1` },
    {
      phase: "ended",
      outcome,
      timeNs: at(-49 * minute),
      uid: `${entityId} 2`,
      amount,
      currency: amount === undefined ? "" : "EUR",
    },
  ].map((fields) => event({ kind: "transaction", name: "purchase", entityId, ...fields }));
const transactions = [
  ...ended("o1", "t1", "failed", "10.50"),
  ...ended("o2", "t2", "abandoned", "5"),
  ...ended("o3", "t2", "failed"),
  ...ended("o4", "t1", "completed", "99"),
  ...ended("o5", "elsewhere", "failed", "99"),
];
const add = (sink: RowSink): void => {
  rows.forEach((row) => sink.log(row));
  ofSpans.forEach((row) => sink.error(row));
  sink.span(spanWithErrors);
  transactions.forEach((row) => sink.businessEvent(row));
};

let api: TestApi;
beforeAll(async () => {
  // all of it is in the store twice
  api = await openApi(add);
  await api.write(add);
});
afterAll(async () => api?.close());

const list = (query = ""): Promise<ErrorsResult> => api.get(`/api/errors?from=-1h${query}`);
const groups = async (query = ""): Promise<unknown[]> =>
  (await list(query)).items.map(({ fingerprint, count, users }) => [fingerprint, count, users]);

describe("the list", () => {
  test("has each group once, with its figures in the range and its first and last time", async () => {
    const { items, from, to } = await list();
    expect([from, to]).toEqual(["2026-11-20T13:48:00.000Z", "2026-11-20T14:48:00.000Z"]);
    expect(items.map(({ fingerprint }) => fingerprint)).toEqual(["type:DOMException", "mails", "cards"]);
    const { trend, state, ...cards } = items[2]!;
    expect(state).toMatchObject({ state: "open", reopened: false, assignee: "", since: "" });
    expect(cards).toEqual({
      fingerprint: "cards",
      type: "TypeError",
      message: "no card",
      place: "charge /srv/src/pay.ts",
      service: "payments",
      services: ["payments", "shop"],
      truncatedServices: 0,
      count: 4,
      unhandledCount: 1,
      users: 2,
      sessions: 2,
      firstNs: String(at(-50 * minute)),
      lastNs: String(at(-20 * minute)),
      firstSeenNs: String(at(-3 * day)),
      lastSeenNs: String(at(-20 * minute)),
      releases: ["0.9.0", "1.0.0", "1.1.0"],
      truncatedReleases: 0,
      traceId: hex("t2", 16),
      atRisk: [{ currency: "EUR", amount: "15.5" }],
      unfinishedTransactions: 3,
      riskFailed: null,
      stored: 4,
      text: {
        template: "no card <_>",
        share: 3 / 4,
        parts: [["1", "2", "3"].map((value) => ({ value, share: 1 / 3 }))],
      },
    });
    expect(trend.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  test("has the errors of each group in each step", async () => {
    const { items, stepMs, trendTimes } = await list();
    expect([stepMs, trendTimes.length]).toEqual([2 * minute, 30]);
    const steps = items[2]!.trend.flatMap((count, index) => (count > 0 ? [[trendTimes[index], count]] : []));
    expect(steps).toEqual(
      [-50, -40, -30, -20].map((ago) => [new Date(Number(at(ago * minute) / 1_000_000n)).toISOString(), 1]),
    );
  });

  test("can show only new groups, and those with a text", async () => {
    expect(await groups("&new=true")).toEqual([
      ["type:DOMException", 1, 0],
      ["mails", 1, 1],
    ]);
    expect(await groups("&search=CARD 2")).toEqual([["cards", 1, 1]]);
    expect(await groups("&search=rangeerror")).toEqual([["mails", 1, 1]]);
    expect(await groups("&sort=first")).toEqual([
      ["type:DOMException", 1, 0],
      ["mails", 1, 1],
      ["cards", 4, 2],
    ]);
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
    for (const sort of ["latest", "count", "users", "first"]) {
      const { items, sizes } = await allPages<{ fingerprint: string }>(
        api,
        `/api/errors?from=-1h&limit=1&sort=${sort}`,
      );
      expect(new Set(items.map((item) => item.fingerprint)).size).toBe(3);
      expect(sizes).toEqual([1, 1, 1]);
    }
  });

  test("without what is at risk where that needs too much", async () => {
    const why = "The query took longer than 20 s.";
    const queries: ApiContext["queries"] = {
      run: async (name, params, options) => {
        if (name === "error-amounts") throw new ProblemError("QUERY_TOO_BROAD", why, "", { bound: "time" });
        return api.store.queries.run(name, params, options);
      },
    };
    const context = { queries, nowMs: () => now };
    const unknown = { atRisk: null, unfinishedTransactions: null, riskFailed: why };
    expect(await answer("/api/errors?from=-1h&search=CARD 2", context)).toMatchObject({
      items: [{ fingerprint: "cards", count: 1, ...unknown }],
    });
    expect(await answer("/api/errors/cards?from=-1h", context)).toMatchObject({
      group: { count: 4, ...unknown },
    });
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
    expect(result.people).toEqual([
      { user: "u1", count: 2, stored: 2, sessions: 2, lastNs: String(at(-40 * minute)) },
      { user: "u2", count: 1, stored: 1, sessions: 0, lastNs: String(at(-30 * minute)) },
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

  test("its releases and its stack say which code ran", async () => {
    const { releases, items } = await api.get<ErrorResult>("/api/errors/cards?from=-1h");
    const unknown = { service: "shop", repository: "", commit: "" };
    const latest = { service: "payments", version: "1.1.0", repository, commit: "c11" };
    expect(releases.map(({ origin }) => origin)).toEqual([
      { ...unknown, version: "0.9.0" },
      { ...unknown, version: "1.0.0" },
      latest,
    ]);
    expect((await api.get<StackFrames>(`/api/logs/${items[0]!.id}/frames`)).origin).toEqual(latest);
    const ofShop = await api.get<ErrorResult>("/api/errors/cards?from=-1h&service=shop");
    expect(ofShop.releases.at(-1)?.origin).toMatchObject({ service: "shop", commit: "c110" });
    const ofSpan = await api.get<ErrorResult>("/api/errors/spans?from=-4h");
    expect(ofSpan.releases.map(({ origin }) => origin)).toEqual([null]);
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

test("a group of very many services and versions is as long as others, and counts the rest", async () => {
  const count = 2_000;
  await api.write((sink) => {
    for (let n = 0; n < count; n++) {
      const version = `9.${n}.0-${"v".repeat(2_000)}`;
      sink.log(captured(-9 * day + n, { group: "pods", service: `pod-${n}-${"p".repeat(2_000)}`, version }));
    }
  });
  const { items } = await api.get<ErrorsResult>("/api/errors?from=-10d&search=card&sort=count");
  const pods = items.find(({ fingerprint }) => fingerprint === "pods")!;
  expect(JSON.stringify(pods).length).toBeLessThan(30_000);
  expect(pods.services.length + pods.truncatedServices).toBe(count);
  expect(pods.services.some((name) => name.startsWith(`pod-${count - 1}-`))).toBe(true);
  expect([pods.releases.length, pods.truncatedReleases]).toEqual([50, count - 50]);
  expect([pods.releases[0], pods.releases[49]].map((name) => name!.slice(0, 9))).toEqual([
    "9.0.0-vvv",
    "9.1999.0-",
  ]);
  expect([pods.firstSeenNs, pods.lastSeenNs]).toEqual([
    String(at(-9 * day)),
    String(at(-9 * day + count - 1)),
  ]);
  const one = await api.get<ErrorResult>("/api/errors/pods?from=-10d");
  expect([one.releases.length, one.truncatedReleases]).toEqual([200, count - 200]);
  expect(one.releases.at(-1)?.version.slice(0, 9)).toBe("9.1999.0-");
  expect(JSON.stringify(one.releases).length).toBeLessThan(300_000);
});

describe("errors of spans", () => {
  test("are groups as others; what several spans of a trace recorded counts once", async () => {
    const { items } = await api.get<ErrorsResult>("/api/errors?from=-4h&service=proxy");
    expect(items.map(({ fingerprint, count, type }) => [fingerprint, count, type])).toEqual([
      ["spans", 2, "Timeout"],
    ]);
    const one = await api.get<ErrorResult>("/api/errors/spans?from=-4h");
    expect(one.items.map(({ traceId }) => traceId)).toEqual([hex("t9", 16), hex("t8", 16)]);
    expect(one.sample).toBe(null);
  });

  test("have the stack that their span recorded at their time", async () => {
    const { items } = await api.get<ErrorResult>("/api/errors/spans?from=-4h");
    const { stacks, text } = await api.get<StackFrames>(`/api/logs/${items[0]!.id}/frames`);
    expect(text).toBe("Timeout: no answer\n    at ask (/srv/src/proxy.ts:7:1)");
    expect(stacks[0]).toMatchObject({ title: "Timeout: no answer", frames: [{ functionName: "ask" }] });
  });

  test("have no stack when their span is not stored", async () => {
    const { items } = await api.get<ErrorResult>("/api/errors/spans?from=-4h");
    await expect(api.get(`/api/logs/${items[1]!.id}/frames`)).rejects.toMatchObject({ code: "LOG_UNKNOWN" });
  });
});

describe("states", () => {
  const noted: StoredAudit[] = [];
  const addAudit = async (entries: readonly StoredAudit[]): Promise<void> => void noted.push(...entries);
  const [route] = errorStateRoutes({ audit: createAudit({ addAudit }, () => undefined) });
  const principal = {
    name: "ann",
    identity: "token:1",
    scope: "admin",
    tenant: "",
    via: "token",
    id: "1",
  } as const;
  /** At `ms` before now. */
  const change = async (fingerprint: string, body: unknown, ms: number): Promise<unknown> => {
    const { queries, documents } = api.store;
    const context: ApiContext = {
      queries,
      documents,
      nowMs: () => now + ms,
      caller: { principal, address: "127.0.0.1", seesAll: true },
      request: { body, ifMatch: undefined },
    };
    return route?.handler({ fingerprint }, context);
  };
  const stateOf = async (fingerprint: string): Promise<unknown> =>
    (await api.get<ErrorResult>(`/api/errors/${fingerprint}?from=-7d`)).group.state;
  const inState = async (state: string): Promise<string[]> =>
    (await api.get<ErrorsResult>(`/api/errors?from=-4h&state=${state}`)).items.map(
      ({ fingerprint }) => fingerprint,
    );

  test("a resolved group stays so while it occurs only in versions that lack the fix, and opens in another one", async () => {
    // It occurs in 1.0.0 once more after it was resolved.
    expect(await change("old", { state: "resolved" }, -110 * minute)).toMatchObject({
      state: "resolved",
      by: "ann",
    });
    expect(await stateOf("old")).toMatchObject({ state: "resolved", reopened: false });
    expect(await inState("resolved")).toEqual(["old"]);
    expect(await inState("open")).not.toContain("old");
    await api.write((sink) => sink.log(captured(-minute, { group: "old", version: "1.2.0" })));
    expect(await stateOf("old")).toMatchObject({ state: "open", reopened: true, reopenedIn: "1.2.0" });
    expect(await inState("open")).toContain("old");
    expect(await inState("resolved")).toEqual([]);
  });

  test("names the version that a group came back in, also days after it was resolved", async () => {
    await api.write((sink) => sink.log(captured(-1.5 * day, { group: "aged", version: "1.0.0" })));
    await change("aged", { state: "resolved" }, -2 * day);
    await api.write((sink) => sink.log(captured(-minute, { group: "aged", version: "2.0.0" })));
    expect(await stateOf("aged")).toMatchObject({ reopened: true, reopenedIn: "2.0.0" });
  });

  test("a resolved group of unknown versions opens with any later error", async () => {
    await change("spans", { state: "resolved" }, -4 * 60 * minute);
    expect(await stateOf("spans")).toMatchObject({ state: "open", reopened: true, reopenedIn: "" });
    await change("spans", { state: "resolved" }, -60 * minute);
    expect(await stateOf("spans")).toMatchObject({ state: "resolved", reopened: false });
  });

  test("an ignored group opens when it has more than ten errors and twice as many as before within a day", async () => {
    await change("mails", { state: "ignored" }, -30 * minute);
    expect(await stateOf("mails")).toMatchObject({ state: "ignored", until: "grows", limit: 10 });
    expect(await inState("ignored")).toEqual(["mails"]);
    const more = (count: number): Promise<void> =>
      api.write((sink) => {
        for (let index = 0; index < count; index++)
          sink.log(captured(-9 * minute + index, { group: "mails" }));
      });
    await more(9);
    expect(await stateOf("mails")).toMatchObject({ state: "ignored", reopened: false });
    await more(1);
    expect(await stateOf("mails")).toMatchObject({ state: "open", reopened: true });
    await change("mails", { state: "ignored", until: "forever" }, -30 * minute);
    expect(await stateOf("mails")).toMatchObject({ state: "ignored", until: "forever" });
  });

  test("an assignee stays when the state changes, and the other way round", async () => {
    await change("cards", { assignee: "bob" }, 0);
    await change("cards", { state: "resolved" }, 0);
    expect(await stateOf("cards")).toMatchObject({ state: "resolved", assignee: "bob" });
    await change("cards", { assignee: "" }, 0);
    expect(await stateOf("cards")).toMatchObject({ state: "resolved", assignee: "" });
    await change("cards", { state: "open", assignee: "eve" }, 0);
    expect((await api.get<ErrorsResult>("/api/errors?from=-1h&assignee=eve")).items).toHaveLength(1);
  });

  test("every change is in the audit log, with what was wanted", () => {
    expect(noted[0]).toMatchObject({
      actor: "ann",
      action: "error.state",
      target: "old",
      address: "127.0.0.1",
      tenant: "",
      details: '{"state":"resolved"}',
    });
    expect(noted.map(({ action, details }) => [action, details])).toContainEqual([
      "error.state done",
      '{"state":"open","assignee":"eve"}',
    ]);
  });

  test("an unknown group and an unreadable change are refused", async () => {
    await expect(change("nothing", { state: "resolved" }, 0)).rejects.toMatchObject({
      code: "ERROR_UNKNOWN",
    });
    for (const body of [
      {},
      { state: "done" },
      { state: "ignored", until: "tomorrow" },
      { assignee: "x".repeat(201) },
      null,
    ])
      await expect(change("cards", body, 0)).rejects.toMatchObject({ code: "BAD_BODY" });
  });
});
