// Random instances on the real engine, against a model that goes through the events of each one by one: transitions with their times,
// returns, illegal ones, ends, what is open and stuck, and which instances a filter finds. Records come twice, in any order, from several
// services, environments and tenants.
// @module-tag extended
import type { DiffersResult, WorkflowInstancesResult, WorkflowTypeResult } from "contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toJudge } from "../../src/api/workflows/workflow-transitions.ts";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { allPages, at, attributes, event, now, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
const timeoutMs = 45 * minute;
const states = ["created", "paid", "packed", "shipped", "lost"];
const transitions = { created: ["paid"], paid: ["packed", "shipped"], packed: ["paid", "shipped"] };
const judge = toJudge({ states, transitionsJson: JSON.stringify(transitions) });

interface Step {
  readonly kind: "event" | "ended";
  readonly name: string;
  /** The state stays as it is: the event is refused. */
  readonly refused: boolean;
  readonly marked: boolean;
  readonly service: string;
  readonly card: boolean;
}

interface Instance {
  readonly id: string;
  readonly environment: string;
  /** Minutes before now of each step; no two are the same. */
  readonly steps: readonly (Step & { readonly ago: number })[];
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("event", "event", "event", "event", "ended"),
  name: fc.constantFrom(...states, "created", "paid", "packed", "burnt"),
  refused: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  marked: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  service: fc.constantFrom("shop", "fulfilment"),
  card: fc.boolean(),
});
const anyInstance = fc.record({
  environment: fc.constantFrom("production", "production", "test"),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 9 }),
  // up to two and a half hours ago, so that some instances are older than the range
  agos: fc.uniqueArray(fc.integer({ min: 1, max: 150 }), { minLength: 9, maxLength: 9 }),
});
const seed = fc.readConfigureGlobal().seed ?? Math.floor(Math.random() * 2 ** 31);
const [made] = fc.sample(fc.array(anyInstance, { minLength: 160, maxLength: 160 }), { seed, numRuns: 1 });
const instances: readonly Instance[] = made!.map(({ environment, steps, agos }, n) => {
  const times = agos.slice(0, steps.length).toSorted((a, b) => b - a);
  return { id: `w${n}`, environment, steps: steps.map((step, place) => ({ ...step, ago: times[place]! })) };
});

function toRows({ id, environment, steps }: Instance): BusinessEventRow[] {
  let state = "";
  return steps.map(({ kind, name, refused, marked, service, card, ago }, place) => {
    if (kind === "event" && !refused) state = name;
    const more = {
      ...(marked ? { "telltale.workflow.illegal": true } : {}),
      ...(card ? { method: "card" } : {}),
    };
    return event({
      kind: "workflow",
      name: "order",
      entityId: id,
      phase: kind,
      step: kind === "event" ? name : "",
      state: kind === "event" ? state : refused ? "" : name,
      illegal: kind === "event" && marked,
      timeNs: at(-ago * minute),
      resource: resource(service, { "deployment.environment.name": environment }),
      attributes: attributes(more),
      uid: `${id}-${place}`,
    });
  });
}

let api: TestApi;

beforeAll(async () => {
  const rows = instances.flatMap(toRows);
  const some = rows.filter((_, place) => place % 7 === 0);
  api = await openApi((sink) => {
    for (const row of some) sink.businessEvent(row);
  });
  await api.write((sink: RowSink) => {
    for (const row of rows.toReversed()) sink.businessEvent(row);
    for (const row of some) {
      // Others have the same ids.
      sink.businessEvent({ ...row, resource: { ...row.resource, tenant: "other" } });
      sink.businessEvent({ ...row, name: "return", uid: `${row.uid}-return` });
    }
    const definition = { tenant: "", kind: "workflow", name: "order", version: "1", steps: [], states };
    const transitionsJson = JSON.stringify(transitions);
    sink.definition({ ...definition, transitionsJson, timeoutMs, service: "shop", seenMs: now });
  });
});

afterAll(() => api.close());

interface Question {
  /** Minutes before now. */
  readonly from: number;
  readonly environment?: string;
  readonly service?: string;
  readonly card?: boolean;
}

interface Hop {
  readonly id: string;
  readonly ago: number;
  readonly from: string;
  readonly to: string;
  readonly ms: number;
  readonly illegal: boolean;
  readonly beganBefore: boolean;
  /** Since the state was last reached; `undefined` when it was not. */
  readonly lostMs: number | undefined;
  readonly leaves: boolean;
}

interface Walked {
  readonly id: string;
  readonly hops: readonly Hop[];
  readonly state: string;
  readonly lastEventState: string;
  readonly ended: boolean;
  readonly firstAgo: number;
  readonly lastAgo: number;
  /** Time in the last state until the end, in ms. */
  readonly endMs: number;
}

/** Goes through the events of one instance. */
function walk(instance: Instance): Walked {
  const reached = new Map<string, number>();
  const hops: Hop[] = [];
  let [state, entered, known] = ["", 0, ""];
  for (const { kind, name, refused, marked, ago } of instance.steps) {
    const ms = -ago * minute;
    if (kind === "ended") {
      if (!refused) known = name;
      continue;
    }
    const next = refused ? state : name;
    const to = next !== "" && next !== state ? next : name;
    const verdict = judge(state, to);
    const arrives = next !== "" && to === next;
    const before = arrives ? reached.get(to) : undefined;
    const leaves = next !== state || hops.length === 0;
    hops.push({
      id: instance.id,
      ago,
      from: state,
      to,
      ms: hops.length === 0 ? 0 : ms - entered,
      illegal: marked || verdict === "illegal",
      beganBefore: hops.length === 0 && verdict === "beganBefore",
      lostMs: before === undefined ? undefined : ms - before,
      leaves,
    });
    if (arrives) reached.set(to, ms);
    if (leaves) entered = ms;
    if (next !== "") known = next;
    state = next;
  }
  const [first, last] = [instance.steps[0]!, instance.steps.at(-1)!];
  return {
    id: instance.id,
    hops,
    state: known,
    lastEventState: state,
    ended: last.kind === "ended",
    firstAgo: first.ago,
    lastAgo: last.ago,
    endMs: hops.length === 0 ? (first.ago - last.ago) * minute : -last.ago * minute - entered,
  };
}

/** With only what it did in the last `minutes`. */
const inLast = (minutes: number, one: Walked): Walked => ({
  ...one,
  hops: one.hops.filter(({ ago }) => ago <= minutes),
});

/** Instances with a record in the last `minutes` that matches. */
function matching({ environment, service, card }: Question, minutes: number): Walked[] {
  return instances
    .filter((one) => {
      const inRange = one.steps.filter((step) => step.ago <= minutes);
      if (environment !== undefined && one.environment !== environment) return false;
      const served = inRange.filter((step) => service === undefined || step.service === service);
      return served.length > 0 && (card !== true || served.some((step) => step.card));
    })
    .map(walk);
}

/** The smallest value that at least this share of the values does not exceed. */
function percentileOf(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length - 1e-9) - 1] ?? null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const near = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 3));

function expectedTransitions(walked: readonly Walked[]): unknown[] {
  const hops = walked.flatMap((one) => one.hops);
  const groups = Map.groupBy(hops, ({ from, to }) => JSON.stringify([from, to]));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => {
      const [from, to] = JSON.parse(key) as [string, string];
      const times = own.map(({ ms }) => ms);
      const lost = own.flatMap(({ lostMs }) => (lostMs === undefined ? [] : [lostMs]));
      const percentiles = [0.5, 0.9, 0.95].map((share) =>
        near(from === "" ? null : percentileOf(times, share)),
      );
      return {
        from,
        to,
        count: own.length,
        instances: new Set(own.map(({ id }) => id)).size,
        illegal: own.filter((hop) => hop.illegal).length,
        beganBefore: own.filter((hop) => hop.beganBefore).length,
        medianMs: percentiles[0],
        p90Ms: percentiles[1],
        p95Ms: percentiles[2],
        returns: lost.length,
        lostMs: near(sum(lost)),
        lostMedianMs: near(percentileOf(lost, 0.5)),
      };
    });
}

function pathOf(route: string, { from, environment, service, card }: Question, more = ""): string {
  const given = [
    `from=-${from}m`,
    environment === undefined ? "" : `environment=${environment}`,
    service === undefined ? "" : `service=${service}`,
    card === true ? `filter=${encodeURIComponent("method=card")}` : "",
    more,
  ];
  return `${route}?${given.filter((one) => one !== "").join("&")}`;
}

const questions: readonly Question[] = [
  { from: 200 },
  { from: 30 },
  { from: 60, environment: "test" },
  { from: 90, service: "fulfilment" },
  { from: 90, card: true },
];

describe.each(questions)("%o", (question) => {
  const walked = matching(question, question.from).map((one) => inLast(question.from, one));
  // open ones are found for 30 days, by the same conditions
  const open = matching(question, 1e9).filter((one) => !one.ended);
  const isStuck = (one: Walked): boolean => !one.ended && one.lastAgo * minute > timeoutMs;
  let result: WorkflowTypeResult;
  beforeAll(async () => {
    result = await api.get<WorkflowTypeResult>(pathOf("/api/workflows/order", question));
  });

  test("has the transitions of the model, with their times, returns and verdicts", () => {
    const found = result.summary.transitions.toSorted((a, b) =>
      JSON.stringify([a.from, a.to]) < JSON.stringify([b.from, b.to]) ? -1 : 1,
    );
    expect(found).toEqual(expectedTransitions(walked));
  });

  test("has the figures of the model", () => {
    const ended = walked.filter((one) => one.ended);
    const events = sum(walked.map(({ hops }) => hops.length));
    expect(result.summary).toMatchObject({
      instances: walked.length,
      ended: ended.length,
      open: open.length,
      stuck: open.filter(isStuck).length,
      events,
      reworked: walked.filter(({ hops }) => hops.some(({ lostMs }) => lostMs !== undefined)).length,
      p50Ms: near(
        percentileOf(
          ended.map(({ firstAgo, lastAgo }) => (firstAgo - lastAgo) * minute),
          0.5,
        ),
      ),
    });
    const inRange = (ago: number): boolean => ago <= question.from;
    const all = matching(question, 1e9);
    expect(sum(result.summary.buckets.map(({ started }) => started))).toBe(
      all.filter(({ firstAgo }) => inRange(firstAgo)).length,
    );
    expect(sum(result.summary.buckets.map((bucket) => bucket.ended))).toBe(
      all.filter((one) => one.ended && inRange(one.lastAgo)).length,
    );
  });

  test("has the states of the model: time in them, who is in them now and who ended in them", () => {
    for (const {
      state,
      entries,
      departures,
      medianMs,
      p95Ms,
      ended,
      open: now_,
      stuck,
      oldestMs,
    } of result.states) {
      const left = walked.flatMap((one) => [
        ...one.hops.filter(({ from, leaves }) => from === state && leaves).map(({ ms }) => ms),
        ...(one.ended && one.lastEventState === state ? [one.endMs] : []),
      ]);
      const inIt = open.filter((one) => one.state === state);
      const endedIn = walked.filter((one) => one.ended && endState(one) === state);
      expect({ state, entries, departures, medianMs, p95Ms, ended, open: now_, stuck, oldestMs }).toEqual({
        state,
        entries: walked.flatMap(({ hops }) => hops).filter(({ to }) => to === state).length,
        departures: left.length,
        medianMs: near(percentileOf(left, 0.5)),
        p95Ms: near(percentileOf(left, 0.95)),
        ended: endedIn.length,
        open: inIt.length,
        stuck: inIt.filter(isStuck).length,
        oldestMs: near(inIt.length === 0 ? null : Math.max(...inIt.map(({ lastAgo }) => lastAgo * minute))),
      });
    }
    expect(sum(result.ages.map((age) => age.open))).toBe(open.length);
    expect(sum(result.ages.map((age) => age.stuck))).toBe(open.filter(isStuck).length);
  });

  test("lists the instances of the model by status and transition, in pages", async () => {
    const known = matching(question, 1e9)
      .filter((one) => !one.ended || one.lastAgo <= question.from)
      .map((one) => inLast(question.from, one));
    const ids = async (more: string): Promise<string[]> => {
      const path = pathOf("/api/workflow-instances", question, `type=order&limit=60&${more}`);
      const { items } = await allPages<WorkflowInstancesResult["items"][number]>(api, path);
      expect(items.map(({ id }) => id)).toEqual([...new Set(items.map(({ id }) => id))]);
      return items.map(({ id }) => id).toSorted();
    };
    const wanted = (of: (one: Walked) => boolean): string[] =>
      known
        .filter(of)
        .map(({ id }) => id)
        .toSorted();
    expect(await ids("")).toEqual(wanted(() => true));
    expect(await ids("status=open")).toEqual(wanted((one) => !one.ended));
    expect(await ids("status=stuck&sort=oldest")).toEqual(wanted(isStuck));
    expect(await ids("status=illegal")).toEqual(wanted(({ hops }) => hops.some(({ illegal }) => illegal)));
    expect(await ids("status=returned&sort=longest")).toEqual(
      wanted(({ hops }) => hops.some(({ lostMs }) => lostMs !== undefined)),
    );
    expect(await ids("state=paid")).toEqual(wanted(({ state }) => state === "paid"));
    expect(await ids("transitionFrom=paid&transitionTo=packed")).toEqual(
      wanted(({ hops }) => hops.some(({ from, to }) => from === "paid" && to === "packed")),
    );
  });
});

/** The state of the record that ended it, else of its last event. */
function endState(one: Walked): string {
  const last = instances.find(({ id }) => id === one.id)!.steps.at(-1)!;
  return last.refused ? one.lastEventState : last.name;
}

test("instances in the list have their illegal transitions and returns", async () => {
  const { items } = await api.get<WorkflowInstancesResult>(
    "/api/workflow-instances?type=order&from=-200m&limit=500",
  );
  const byId = new Map(instances.map((one) => [one.id, walk(one)]));
  expect(items.length).toBe(instances.length);
  for (const { id, illegal, returns, eventCount, state, ended } of items) {
    const one = byId.get(id)!;
    expect({ id, illegal, returns, eventCount, state, ended }).toEqual({
      id,
      illegal: one.hops.filter((hop) => hop.illegal).length,
      returns: one.hops.filter(({ lostMs }) => lostMs !== undefined).length,
      eventCount: one.hops.length,
      state: one.state,
      ended: one.ended,
    });
  }
});

test.each([
  [200, 0],
  [200, 20],
  [200, 40],
  [60, 0],
  [60, 20],
])("What differs selects those that the model had from %i to %i minutes ago", async (from, until) => {
  const walked = instances
    .map((one) => ({ ...one, steps: one.steps.filter(({ ago }) => ago > until) }))
    .filter(({ steps }) => steps.some(({ ago }) => ago <= from))
    .map((one) => inLast(from, walk(one)));
  const isStuck = ({ ended, lastAgo }: Walked): boolean => !ended && (lastAgo - until) * minute > timeoutMs;
  const selected = async (outcome: string): Promise<readonly number[]> => {
    const { selection, rest } = await api.get<DiffersResult>(
      `/api/differs?from=-${from}m&to=-${until}m&of=workflows&type=order&outcome=${outcome}`,
    );
    return [selection.count, rest.count];
  };
  const split = (of: (one: Walked) => boolean): readonly number[] => {
    const count = walked.filter(of).length;
    return [count, walked.length - count];
  };
  expect(await selected("illegal")).toEqual(split(({ hops }) => hops.some(({ illegal }) => illegal)));
  expect(await selected("stuck")).toEqual(split(isStuck));
  expect(await selected("ended")).toEqual(split(({ ended }) => ended));
});
