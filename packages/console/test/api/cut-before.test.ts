// What a list shows of the period before is true also where the lists of both periods are cut, and rates are of the time in which a service
// existed: on the real engine.
import type {
  FunnelGroupMoneyResult,
  FunnelGroupsResult,
  ServiceDetail,
  ServiceGraph,
  ServicesResult,
  UserSummary,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { at, attributes, event, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
const hour = 60 * minute;
const operations = 210;
const hosts = 45;
/** The last hour, and the one before it. */
const range = "from=-1h&to=now";
let api: TestApi;

/** What is long in one hour is short in the other. */
function writeSpans(sink: RowSink): void {
  const names = resource("names");
  const caller = resource("caller");
  for (const [period, startMs] of [-30 * minute, -90 * minute].entries()) {
    for (let n = 0; n < operations; n++) {
      const ms = period === 0 ? n + 1 : operations - n;
      const own = { traceId: `o${n}`, spanId: `${period}`, startNs: at(startMs), resource: names };
      sink.span(span({ ...own, kind: 2, name: `operation ${n}`, durationNs: BigInt(ms) * 1_000_000n }));
    }
    for (let n = 0; n < hosts; n++)
      for (let call = 0; call < (period === 0 ? n + 1 : hosts - n); call++)
        sink.span(
          span({
            traceId: `h${n}`,
            spanId: `${period} ${call}`,
            startNs: at(startMs + call),
            kind: 3,
            resource: caller,
            attributes: attributes({ "server.address": `host-${n}` }),
          }),
        );
  }
  // one began a quarter of an hour ago, one the day before, and one was silent for longer
  for (const [name, times] of [
    ["young", [-15 * minute, -5 * minute]],
    ["old", [-15 * minute, -5 * minute, -25 * hour]],
    ["anew", [-15 * minute, -5 * minute, -27 * hour]],
  ] as const)
    for (const ms of times) {
      const own = { traceId: `${name} ${ms}`, startNs: at(ms), resource: resource(name) };
      sink.span(span({ ...own, spanId: "a", kind: 2 }));
      for (const host of [`${name}.db`, "all.db"])
        sink.span(
          span({
            ...own,
            spanId: host,
            parentId: "a",
            kind: 3,
            attributes: attributes({ "db.system.name": "postgresql", "server.address": host }),
          }),
        );
    }
}

/** 25 values: of the first 20 two people each came to the step in the last hour, of the others one; before it is the reverse. */
function writeSteps(sink: RowSink): void {
  const step = (user: string, ms: number, more: Record<string, string>): void =>
    sink.businessEvent(
      event({
        kind: "journey",
        name: "tall",
        step: "look",
        userId: user,
        timeNs: at(ms),
        attributes: attributes(more),
      }),
    );
  for (let n = 0; n < 25; n++) {
    const plan = `plan ${String(n).padStart(2, "0")}`;
    for (let one = 0; one < (n < 20 ? 2 : 1); one++) step(`now ${n} ${one}`, -30 * minute, { plan });
    for (let one = 0; one < (n < 5 ? 1 : 2); one++) step(`before ${n} ${one}`, -90 * minute, { plan });
  }
  const buy = (user: string, value: string, currency: string): void => {
    step(user, -20 * minute, { basket: value });
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "purchase",
        phase: "ended",
        outcome: "failed",
        entityId: user,
        userId: user,
        timeNs: at(-19 * minute),
        amount: "10",
        currency,
      }),
    );
  };
  for (let n = 0; n < 405; n++) buy(`b${n}`, `basket ${n}`, "EUR");
  for (const [n, currency] of ["EUR", "EUR", "GBP"].entries()) buy(`z${n}`, "zoo", currency);
}

/** A person with transactions of more types than are listed. */
function writeTypes(sink: RowSink): void {
  for (let n = 0; n < 23; n++)
    sink.businessEvent(
      event({
        kind: "transaction",
        name: `type ${n}`,
        phase: "ended",
        outcome: "completed",
        entityId: `e${n}`,
        userId: "collector",
        timeNs: at(-10 * minute),
        amount: "2",
        currency: "EUR",
      }),
    );
}

beforeAll(async () => {
  api = await openApi();
  const keep = (): Promise<void> => {
    const leadership = leadershipOf();
    return api.store.jobs.find(({ name }) => name === "service graph")!.run(leadership.signal, leadership);
  };
  // an empty store has no last minute
  await keep();
  await api.write((sink) => {
    writeSpans(sink);
    writeSteps(sink);
    writeTypes(sink);
  });
  await keep();
  await keep();
});

afterAll(() => api.close());

test("operations that were not among the largest before have their figures of then", async () => {
  const detail = await api.get<ServiceDetail>(`/api/services/names?${range}`);
  expect([detail.operations.length, detail.truncatedOperations]).toEqual([200, 10]);
  expect(detail.operations.filter(({ previous }) => previous?.spans !== 1)).toEqual([]);
});

test("hosts that were not among the busiest before have their calls of then", async () => {
  const { edges } = await api.get<ServiceGraph>(`/api/services/graph?${range}`);
  const calls = edges.filter(({ caller }) => caller === "caller");
  expect(calls).toHaveLength(40);
  expect(calls.filter((edge) => edge.previous?.calls !== hosts + 1 - edge.calls)).toEqual([]);
});

test("values of a breakdown that were not among the commonest before have their people of then", async () => {
  const { groups } = await api.get<FunnelGroupsResult>(
    `/api/funnels/tall/groups?${range}&steps=look&steps=buy&by=plan`,
  );
  const plans = groups.filter(({ value }) => value?.startsWith("plan") === true);
  expect(plans.map(({ people, previous }) => [people[0], previous[0]])).toEqual(
    plans.map(({ value }) => [2, Number(value!.slice(5)) < 5 ? 1 : 2]),
  );
  expect(plans.length).toBeGreaterThan(15);
});

test("amounts by value are of values with all their currencies, and say that others have amounts, too", async () => {
  const { groups, truncated } = await api.get<FunnelGroupMoneyResult>(
    `/api/funnels/tall/group-money?${range}&steps=look&steps=buy&by=basket`,
  );
  expect(truncated).toBe(true);
  expect(groups[0]).toMatchObject({
    value: "zoo",
    people: 3,
    amounts: [
      { currency: "EUR", amount: "20" },
      { currency: "GBP", amount: "10" },
    ],
  });
  expect(groups.reduce((rows, { amounts }) => rows + amounts.length, 0)).toBe(400);
});

test("the rate of a service that began within the range is that of its time", async () => {
  const { services, from } = await api.get<ServicesResult>(`/api/services?${range}`);
  const { nodes } = await api.get<ServiceGraph>(`/api/services/graph?${range}`);
  const rateOf = (name: string) => {
    const found = services.find((one) => one.name === name)!;
    const node = nodes.find((one) => one.name === name)!;
    return [found.ratePerSecond, found.ratesFrom, node.ratesFrom];
  };
  const since = new Date(Date.parse(from) + 45 * minute).toISOString();
  expect(rateOf("young")).toEqual([2 / 900, since, since]);
  expect(rateOf("anew")).toEqual([2 / 900, since, since]);
  expect(rateOf("old")).toEqual([2 / 3600, null, null]);
  const databases = nodes.filter(({ kind }) => kind === "database");
  expect(new Map(databases.map((node) => [node.name, node.ratesFrom]))).toEqual(
    new Map([
      ["young.db", since],
      ["anew.db", since],
      ["old.db", null],
      ["all.db", null],
    ]),
  );
  const young = await api.get<ServiceDetail>(`/api/services/young?${range}`);
  const old = await api.get<ServiceDetail>(`/api/services/old?${range}`);
  expect([young, old].map(({ current }) => current.ratePerSecond)).toEqual([2 / 900, 2 / 3600]);
  expect(young.ratesFrom).toBe(rateOf("young")[1]);
});

test("amounts of a person are those of all types of transactions, also of those that are not listed", async () => {
  const { transactions, amounts } = await api.get<UserSummary>("/api/users/collector/summary");
  expect([transactions.length, amounts]).toEqual([20, [{ currency: "EUR", amount: "46" }]]);
});
