// @module-tag extended
// Workflows against the oracle, in ranges that end before now.
import type {
  Workflow,
  WorkflowFailuresResult,
  WorkflowInstancesResult,
  WorkflowsResult,
  WorkflowTypeResult,
  WorkflowTypeSummary,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { close, closeOrNull, inOrder, percentileOf, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { handlersOf } from "./handler-spans.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { sendersOf } from "./senders.ts";
import { storeOf } from "./store.ts";
import type { RawSpan } from "./telemetry.ts";
import { definitionsOf, workflowRecordsOf, workflowTypes } from "./workflow-records.ts";
import {
  definitionOf,
  heardOf,
  inPeriod,
  type Instance,
  instancesAt,
  isStuck,
  newestHops,
  openAt,
} from "./workflows.ts";

type WorkflowType = (typeof workflowTypes)[number];

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const records = workflowRecordsOf(seed, { from, to });
  const handlers = handlersOf(seed);
  const range = rangeOf({ from, to });
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf({ from, to, spans: handlers, records: [...definitionsOf(), ...records] }, seed);
  });
  afterAll(() => api.close());

  const known = instancesAt(records, to);
  const ofType = (type: WorkflowType): readonly Instance[] => known.filter((one) => one.type === type);

  test.each(workflowTypes)(
    "the type %s has its figures and transitions, in the list and alone",
    async (type) => {
      const period = { from, to };
      const services = sendersOf(records, "workflow", "type", type);
      const expected = expectedSummary(type, ofType(type), period, services);
      const list = await api.get<WorkflowsResult>(`/api/workflows?${range}`);
      const listed = list.types.find((one) => one.type === type);
      const isHeardOf = heardOf(ofType(type), period).length > 0;
      expect([listed].map((one) => one && toFigures(one))).toEqual([isHeardOf ? expected : undefined]);
      const alone = await api.get<WorkflowTypeResult>(`/api/workflows/${type}?${range}`);
      expect(periodOf(alone)).toEqual(period);
      expect(toFigures(alone.summary)).toEqual(expected);
      expect(sum(alone.summary.buckets.map(({ started }) => started))).toBe(
        ofType(type).filter((one) => one.first >= from).length,
      );
      expect(sum(alone.summary.buckets.map(({ ended }) => ended))).toBe(
        ofType(type).filter((one) => one.ended && one.last >= from).length,
      );
      const timeoutMs = definitionOf(type)?.timeoutMs ?? Infinity;
      expect(sum(alone.summary.buckets.map(({ stuck }) => stuck))).toBe(
        openAt(ofType(type), to).filter((one) => isStuck(one, to) && one.last + timeoutMs >= from).length,
      );
    },
  );

  test.each(workflowTypes)("states of %s have who is in them, who left and for how long", async (type) => {
    const result = await api.get<WorkflowTypeResult>(`/api/workflows/${type}?${range}`);
    const own = ofType(type);
    const heard = inPeriod(own, { from, to });
    const open = openAt(own, to);
    const declaredStates = definitionOf(type)?.states ?? [];
    const found = result.states;
    expect(found).toEqual(
      found.map(({ state }) => {
        const left = heard.flatMap((one) => [
          ...one.hops.flatMap((hop) => (hop.from === state && hop.leaves ? [hop.ms] : [])),
          ...(one.ended && one.stateBefore === state ? [one.endMs] : []),
        ]);
        const inIt = open.filter((one) => one.state === state);
        const stuck = inIt.filter((one) => isStuck(one, to));
        return {
          state,
          declared: declaredStates.includes(state),
          entries: heard.flatMap(({ hops }) => hops).filter((hop) => hop.to === state).length,
          open: inIt.length,
          stuck: stuck.length,
          oldestMs: closeOrNull(inIt.length === 0 ? null : Math.max(...inIt.map(({ last }) => to - last))),
          ended: heard.filter((one) => one.ended && one.state === state).length,
          oldestId: inIt.toSorted((a, b) => a.last - b.last)[0]?.id ?? "",
          departures: left.length,
          ...percentilesOf(left),
        };
      }),
    );
    const states = new Set([
      ...declaredStates,
      ...[...heard, ...open].map((one) => one.state),
      ...heard.flatMap(({ hops }) => hops.map(({ to: state }) => state)),
    ]);
    states.delete("");
    expect(found.map(({ state }) => state).toSorted()).toEqual([...states].toSorted());
    expect(sum(result.ages.map((age) => age.open))).toBe(open.length);
    expect(sum(result.ages.map((age) => age.stuck))).toBe(open.filter((one) => isStuck(one, to)).length);
    expect(sum(result.ends.map(({ count }) => count))).toBe(heard.filter(({ ended }) => ended).length);
  });

  test.each(workflowTypes)(
    "instances of %s are listed with their figures, each by itself, too",
    async (type) => {
      const own = ofType(type);
      const isListed = new Set([...heardOf(own, { from, to }), ...openAt(own, to)]);
      const ask = async (more: string): Promise<WorkflowInstancesResult["items"]> =>
        (
          await allPages<WorkflowInstancesResult["items"][number]>(
            api,
            `/api/workflow-instances?${range}&type=${type}&limit=40${more}`,
          )
        ).items;
      const all = await ask("");
      expect(inOrder(all.map(({ id }) => id))).toEqual(inOrder([...isListed].map(({ id }) => id)));
      for (const row of all) {
        const instance = own.find(({ id }) => id === row.id)!;
        expect(row).toMatchObject({ ...expectedRow(instance, to), ...expectedFaults(instance) });
      }
      const wanted = (of: (one: Instance) => boolean): string[] =>
        [...isListed].filter(of).map(({ id }) => id);
      const ids = async (more: string): Promise<string[]> => inOrder((await ask(more)).map(({ id }) => id));
      expect(await ids("&status=open")).toEqual(inOrder(wanted(({ ended }) => !ended)));
      expect(await ids("&status=stuck")).toEqual(inOrder(wanted((one) => isStuck(one, to))));
      expect(await ids("&status=ended")).toEqual(inOrder(wanted(({ ended }) => ended)));
      const isInRange = ({ at }: Instance["hops"][number]): boolean => at >= from;
      expect(await ids("&status=returned")).toEqual(
        inOrder(wanted(({ hops }) => hops.some((hop) => isInRange(hop) && hop.lostMs !== undefined))),
      );
      expect(await ids("&status=illegal")).toEqual(
        inOrder(wanted(({ hops }) => hops.some((hop) => isInRange(hop) && hop.illegal))),
      );
      const seen = new Map(
        own.flatMap(({ hops }) => hops.filter(isInRange).map((hop) => [`${hop.from} ${hop.to}`, hop])),
      );
      for (const hop of [...seen.values()].slice(0, 3))
        expect(await ids(`&transitionFrom=${hop.from}&transitionTo=${hop.to}`)).toEqual(
          inOrder(
            wanted(({ hops }) =>
              hops.some((one) => isInRange(one) && one.from === hop.from && one.to === hop.to),
            ),
          ),
        );
    },
  );

  test("the list has the instances with a record in the range, as they are at its end, and how many are in each state", async () => {
    const heard = heardOf(known, { from, to });
    const { items } = await allPages<WorkflowsResult["items"][number]>(
      api,
      `/api/workflows?${range}&limit=40`,
    );
    expect(items).toHaveLength(heard.length);
    for (const row of items) {
      const instance = heard.find(({ type, id }) => type === row.type && id === row.id)!;
      expect(row).toMatchObject(expectedRow(instance, to));
    }
    const { states } = await api.get<WorkflowsResult>(`/api/workflows?${range}`);
    const counts = Map.groupBy(heard, ({ type, state }) => `${type} ${state}`);
    expect(Object.fromEntries(states.map(({ type, state, count }) => [`${type} ${state}`, count]))).toEqual(
      Object.fromEntries([...counts].map(([key, own]) => [key, own.length])),
    );
  });

  test("an instance has its steps with all that is known by now", async () => {
    for (const instance of instancesAt(records, Infinity).slice(0, 8)) {
      const found = await api.get<Workflow>(`/api/workflows/${instance.type}/${instance.id}`);
      expect(found.steps.map(({ from: state, to: next, illegal }) => [state, next, illegal])).toEqual(
        instance.hops.map((hop) => [hop.from, hop.to, hop.illegal]),
      );
      expect([found.events.length, found.ended, found.state, found.eventCount]).toEqual([
        instance.records.length,
        instance.ended,
        instance.state,
        instance.hops.length,
      ]);
    }
  });

  test.each(workflowTypes)(
    "failures of handlers of %s are counted by state, event, handler and error",
    async (type) => {
      const { failures } = await api.get<WorkflowFailuresResult>(
        `/api/workflow-failures?${range}&type=${type}`,
      );
      expect(inOrder(failures.map(toFailure))).toEqual(
        inOrder(expectedFailures(handlers, type, { from, to })),
      );
    },
  );
});

testAskedRoutes("workflows.test.ts");

function expectedSummary(
  type: string,
  own: readonly Instance[],
  period: Period,
  services: readonly string[],
): object {
  const definition = definitionOf(type);
  const heard = inPeriod(own, period);
  const open = openAt(own, period.to);
  const hops = heard.flatMap((one) => one.hops);
  const ended = heard.filter((one) => one.ended);
  const durations = ended.map(({ first, last }) => last - first);
  return {
    type,
    states: definition?.states ?? [],
    timeoutMs: definition?.timeoutMs ?? null,
    truncatedTransitions: 0,
    averageIntervalMs: closeOrNull(averageInterval(heard, period)),
    instances: heard.length,
    open: open.length,
    ended: ended.length,
    stuck: open.filter((one) => isStuck(one, period.to)).length,
    events: hops.length,
    p50Ms: closeOrNull(percentileOf(durations, 0.5)),
    p95Ms: closeOrNull(percentileOf(durations, 0.95)),
    illegal: hops.filter(({ illegal }) => illegal).length,
    beganBefore: heard.filter((one) => one.hops.some(({ beganBefore }) => beganBefore)).length,
    reworked: heard.filter((one) => one.hops.some(({ lostMs }) => lostMs !== undefined)).length,
    transitions: inOrder(expectedTransitions(heard)),
    services,
  };
}

function toFigures({ buckets, ...summary }: WorkflowTypeSummary): object {
  expect(buckets.length).toBeGreaterThan(0);
  return { ...summary, transitions: inOrder(summary.transitions) };
}

/** From the event before, of each event in the period. */
function averageInterval(instances: readonly Instance[], { from }: Period): number | null {
  const intervals = instances.flatMap(({ records }) => {
    const times = records.filter(({ event }) => event.endsWith(".event")).map(({ at }) => at);
    return times.flatMap((at, index) => (index === 0 || at < from ? [] : [at - times[index - 1]!]));
  });
  return intervals.length === 0 ? null : sum(intervals) / intervals.length;
}

function expectedTransitions(heard: readonly Instance[]): object[] {
  const all = heard.flatMap((instance) => instance.hops.map((hop) => ({ instance, ...hop })));
  return [...Map.groupBy(all, (hop) => JSON.stringify([hop.from, hop.to])).values()].map((own) => {
    const { from, to } = own[0]!;
    const lost = own.flatMap(({ lostMs }) => (lostMs === undefined ? [] : [lostMs]));
    return {
      from,
      to,
      count: own.length,
      instances: new Set(own.map(({ instance }) => instance)).size,
      illegal: own.filter(({ illegal }) => illegal).length,
      beganBefore: own.filter(({ beganBefore }) => beganBefore).length,
      ...percentilesOf(from === "" ? [] : own.map(({ ms }) => ms)),
      returns: lost.length,
      lostMs: close(sum(lost)),
      lostMedianMs: closeOrNull(percentileOf(lost, 0.5)),
    };
  });
}

function percentilesOf(values: readonly number[]): object {
  return {
    medianMs: closeOrNull(percentileOf(values, 0.5)),
    p90Ms: closeOrNull(percentileOf(values, 0.9)),
    p95Ms: closeOrNull(percentileOf(values, 0.95)),
  };
}

function expectedRow(instance: Instance, to: number): object {
  const { type, id, state, ended, hops, first, last } = instance;
  return {
    type,
    id,
    state,
    ended,
    eventCount: hops.length,
    durationMs: last - first,
    stuck: isStuck(instance, to),
    beganBefore: hops.some(({ beganBefore }) => beganBefore),
  };
}

/** Of the newest 1,000 events. */
function expectedFaults(instance: Instance): object {
  const hops = newestHops(instance, 1_000);
  return {
    user: instance.user,
    eventCount: hops.length,
    hasMoreEvents: hops.length < instance.hops.length,
    illegal: hops.filter(({ illegal }) => illegal).length,
    returns: hops.filter(({ lostMs }) => lostMs !== undefined).length,
  };
}

interface Failure {
  readonly event: string;
  readonly state: string;
  readonly handler: string;
  readonly errorType: string;
  readonly count: number;
  readonly instances: number;
}

function toFailure({ event, state, handler, errorType, count, instances }: Failure): Failure {
  return { event, state, handler, errorType, count, instances };
}

function expectedFailures(spans: readonly RawSpan[], type: string, period: Period): Failure[] {
  const failed = between(spans, period).filter(
    ({ attributes }) => attributes["telltale.handler.outcome"] === "failed",
  );
  const calls = failed.flatMap(({ trace, attributes }) => {
    const of = spans.find((span) => span.trace === trace && span.id === "event")!.attributes;
    if (of["telltale.workflow.type"] !== type) return [];
    return [
      {
        event: of["telltale.workflow.event"]!,
        state: of["telltale.workflow.state"]!,
        handler: attributes["telltale.handler.name"]!,
        errorType: attributes["error.type"]!,
        id: of["telltale.workflow.id"]!,
      },
    ];
  });
  const groups = Map.groupBy(calls, (call) => JSON.stringify(toFailure({ ...call, count: 1, instances: 1 })));
  return [...groups.values()].map((own) =>
    toFailure({ ...own[0]!, count: own.length, instances: new Set(own.map(({ id }) => id)).size }),
  );
}
