// Visits of people to an application, as rows: each step is a request with its trace, beside the records of journey, transaction and
// workflow. Some requests fail, some people leave, some spans are slow for no reason; a fault does what it does.
import type { AttributeMap, ResourceRow, RowSink } from "../../../src/store/rows.ts";
import { at, attributes, event, log, resource, span } from "../../api/harness.ts";
import { createRandom, type Random } from "../random.ts";
import { draw, type Fault } from "./fault.ts";
import type { Operation, Shape } from "./shape.ts";

/** How long visits come. */
export const spreadMs = 3_600_000;
/** What the time of a slow operation is multiplied by. */
export const slowedBy = 6;
const pauseOfPeopleMs = 2000;
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

type Value = string | bigint;
type Values = ReadonlyMap<string, Value>;

interface Visit {
  readonly id: string;
  /** Values of the pools. */
  readonly values: Values;
  /** Whether the fault is on. */
  readonly isLate: boolean;
}

/** What happened to a request. */
interface Outcome {
  ok: boolean;
  /** No error, and yet the transaction is lost. */
  lost: boolean;
  /** The person leaves after it. */
  leaves: boolean;
  /** The queue kept what was to be processed. */
  stopped: boolean;
}

interface Store {
  readonly sink: RowSink;
  readonly shape: Shape;
  readonly fault: Fault | undefined;
  readonly random: Random;
  /** Begin of the hour, ms from now. */
  readonly beginMs: number;
  /** How often each operation fails by itself. */
  readonly failing: ReadonlyMap<Operation, number>;
  readonly instances: ReadonlyMap<string, readonly ResourceRow[]>;
}

/** Writes the visits of one hour. The same seed gives the same rows. */
export function writeVisits(
  sink: RowSink,
  shape: Shape,
  fault: Fault | undefined,
  seed: number,
  beginMs: number,
): void {
  const random = createRandom(seed * 31 + 5);
  const store: Store = {
    sink,
    shape,
    fault,
    random,
    beginMs,
    failing: new Map(),
    instances: makeInstances(shape, random),
  };
  declare(store);
  const visits = 700 + random.below(900);
  const leaving = shape.steps.map(() => 0.03 + 0.15 * random.next());
  for (let index = 0; index < visits; index++)
    writeVisit(store, `${seed}-${index} of ${beginMs}`, random.next(), leaving);
}

/** Instances of each service, each with a version, a host and what else its pools have; so many that all values are there. */
function makeInstances(shape: Shape, random: Random): Map<string, readonly ResourceRow[]> {
  return new Map(
    Object.entries(shape.resources).map(([service, pools]) => [
      service,
      Array.from({ length: 80 }, (_, instance) => {
        const own = Object.fromEntries(pools.map((pool) => [pool.key, draw(random, pool)!]));
        const aliases = Object.entries(shape.aliases)
          .filter(([, key]) => key in own)
          .map(([alias, key]) => [alias, `${alias} of ${own[key]}`]);
        return resource(service, {
          ...own,
          ...Object.fromEntries(aliases),
          "service.instance.id": `${service}-${instance}`,
          "process.pid": String(1000 + random.below(30_000)),
          "telemetry.sdk.language": "nodejs",
        });
      }),
    ]),
  );
}

function declare({ sink, shape, beginMs }: Store): void {
  const { journey, workflow, transaction, steps } = shape;
  const common = {
    tenant: "",
    version: "1",
    states: [],
    transitionsJson: "",
    service: "",
    seenMs: Number(at(beginMs) / 1_000_000n),
  };
  sink.definition({
    ...common,
    kind: "funnel",
    name: journey.name,
    steps: steps.map(({ name }) => name),
    timeoutMs: 0,
  });
  sink.definition({ ...common, kind: "workflow", name: workflow.type, steps: [], timeoutMs: 60_000 });
  sink.definition({ ...common, kind: "transaction", name: transaction.type, steps: [], timeoutMs: 600_000 });
}

function writeVisit(store: Store, id: string, when: number, leaving: readonly number[]): void {
  const { shape, random, fault, sink } = store;
  const values = new Map<string, Value>();
  for (const pool of shape.pools) {
    const value = draw(random, pool);
    if (value !== undefined) values.set(pool.key, value);
  }
  const visit: Visit = { id, values, isLate: when >= (fault?.start ?? 0) };
  const startMs = store.beginMs + when * (spreadMs - 120_000);
  const amount = (5 + random.longTailed(40, 0.8)).toFixed(2);
  const common = {
    entityId: id,
    userId: `person ${id}`,
    sessionId: `session ${id}`,
    resource: store.instances.get(shape.steps[0]!.request.service)![0]!,
  };
  const record = (phase: "started" | "step" | "ended", ms: number, more: object): void =>
    sink.businessEvent(
      event({
        ...common,
        kind: "transaction",
        name: shape.transaction.type,
        phase,
        timeNs: toNs(ms),
        uid: `${id} ${phase} ${ms}`,
        amount,
        currency: "EUR",
        attributes: pick(values, shape.transaction.records),
        ...more,
      }),
    );
  const end = (ms: number, traceId: string, outcome: string, reason: string): void =>
    record("ended", ms, { outcome, reason, durationMs: ms - startMs, traceId, spanId: `${traceId} 0` });
  let ms = startMs;
  for (const [place, step] of shape.steps.entries()) {
    const traceId = `${id} ${place}`;
    sink.businessEvent(
      event({
        ...common,
        kind: "journey",
        name: shape.journey.name,
        entityId: "",
        phase: "step",
        step: step.name,
        stepIndex: place,
        timeNs: toNs(ms),
        uid: traceId,
        attributes: pick(values, shape.journey.records),
        traceId,
        spanId: `${traceId} 0`,
      }),
    );
    const about = { traceId, spanId: `${traceId} 0` };
    record(place === 0 ? "started" : "step", ms, place === 0 ? about : { ...about, step: step.name });
    const request = createRequest(store, visit, traceId, place);
    const outcome: Outcome = { ok: true, lost: false, leaves: false, stopped: false };
    const tookMs = request.run(step.request, "", ms, outcome);
    if ((!outcome.ok || outcome.lost) && step.whenFailed !== undefined)
      request.run(step.whenFailed, `${traceId} 0`, ms + tookMs / 2, { ...outcome, ok: true });
    const afterMs = ms + tookMs + 1;
    if (!outcome.ok) return end(afterMs, traceId, "failed", "error");
    if (outcome.lost || random.next() < 0.01) return end(afterMs, traceId, "failed", "declined");
    if (place === shape.steps.length - 1) {
      writeWorkflow(store, visit, traceId, afterMs, outcome.stopped);
      return end(afterMs, traceId, "completed", "");
    }
    if (outcome.leaves || random.next() < leaving[place]!)
      return end(afterMs + 20_000, traceId, "abandoned", "left");
    ms = afterMs + (shape.pauseMs ?? pauseOfPeopleMs) * (1 + 7 * random.next());
  }
}

function writeWorkflow(
  { sink, shape, instances, random }: Store,
  visit: Visit,
  traceId: string,
  ms: number,
  isStopped: boolean,
): void {
  const { type, waiting, done, records } = shape.workflow;
  const { service } = shape.steps[0]!.request;
  const common = {
    kind: "workflow",
    name: type,
    entityId: visit.id,
    phase: "event",
    resource: instances.get(service)![0]!,
    attributes: pick(visit.values, records),
    traceId,
    spanId: `${traceId} 0`,
  };
  const isLost = random.next() < 0.05;
  sink.businessEvent(
    event({ ...common, step: waiting, state: waiting, timeNs: toNs(ms), uid: `${visit.id} waiting` }),
  );
  if (isStopped || isLost) return;
  sink.businessEvent(
    event({ ...common, step: done, state: done, timeNs: toNs(ms + 500), uid: `${visit.id} done` }),
  );
  sink.businessEvent(
    event({
      ...common,
      phase: "ended",
      step: "",
      state: done,
      timeNs: toNs(ms + 600),
      uid: `${visit.id} over`,
    }),
  );
}

function createRequest(store: Store, visit: Visit, traceId: string, step: number) {
  const { sink, shape, fault, random } = store;
  let count = 0;
  const run = (operation: Operation, parentId: string, startMs: number, outcome: Outcome): number => {
    const spanId = `${traceId} ${count++}`;
    const instances = store.instances.get(operation.service)!;
    const instance = instances[random.below(instances.length)]!;
    const isMet =
      fault !== undefined &&
      fault.operation === operation &&
      fault.step === step &&
      visit.isLate &&
      fault.cause.every(
        ({ key, value }) => (visit.values.get(key) ?? instance.attributes.get(key)) === value,
      ) &&
      random.next() < fault.share;
    const effect = isMet ? fault.effect : undefined;
    if (effect === "stopped") {
      outcome.stopped = true;
      return 0;
    }
    if (effect === "abandonment") outcome.leaves = true;
    if (effect === "lost") outcome.lost = true;
    const slowed = effect === "slowness" ? slowedBy : random.next() < 0.03 ? 5 : 1;
    let tookMs = random.longTailed(operation.ownMs, 0.4) * slowed;
    const ownError = effect === "errors" || random.next() < 0.006;
    let hasFailed = ownError;
    if (!ownError)
      for (const one of operation.calls) {
        const below: Outcome = { ...outcome };
        tookMs += one.kind === "consumer" ? 0 : run(one, spanId, startMs + tookMs, below);
        if (one.kind === "consumer") run(one, spanId, startMs + tookMs + 40, below);
        outcome.leaves ||= below.leaves;
        outcome.lost ||= below.lost;
        outcome.stopped ||= below.stopped;
        // what a consumer does, and a producer begins, comes too late to fail the request
        if (!below.ok && one.kind !== "consumer") hasFailed = true;
        if (hasFailed) break;
      }
    if (hasFailed) outcome.ok = false;
    const errorType = effect === "errors" ? "FaultError" : "ChanceError";
    sink.span(
      span({
        traceId,
        spanId,
        ...(parentId !== "" && { parentId }),
        resource: instance,
        name: operation.name,
        kind: kinds[operation.kind],
        status: hasFailed ? 2 : 0,
        startNs: toNs(startMs),
        durationNs: BigInt(Math.round(tookMs * 1e6)),
        attributes: attributes({
          ...operation.does,
          ...Object.fromEntries(pick(visit.values, operation.records)),
          [shape.idKey]: visit.id,
          ...(operation.kind === "server" && {
            "user.id": `person ${visit.id}`,
            "http.response.status_code": hasFailed ? 500n : outcome.lost ? 402n : 200n,
          }),
          ...(ownError && { "error.type": errorType }),
        }),
      }),
    );
    if (ownError) sink.log(exceptionOf({ traceId, spanId, errorType, instance, operation, startMs }));
    return tookMs;
  };
  return { run };
}

interface Thrown {
  readonly traceId: string;
  readonly spanId: string;
  readonly errorType: string;
  readonly instance: ResourceRow;
  readonly operation: Operation;
  readonly startMs: number;
}

function exceptionOf({ traceId, spanId, errorType, instance, operation, startMs }: Thrown) {
  return log({
    traceId,
    spanId,
    resource: instance,
    timeNs: toNs(startMs),
    severity: 17,
    eventName: "exception",
    identity: identityOf(spanId),
    attributes: attributes({
      "exception.type": errorType,
      "exception.message": `${operation.name} did not work`,
      "telltale.error.fingerprint": fingerprintOf(errorType, operation),
    }),
  });
}

/** The group of the errors of an operation. */
export function fingerprintOf(errorType: string, { service, name }: Operation): string {
  return `${errorType} ${service} ${name}`;
}

/** A number for a text, different for different ones as far as tests can tell. */
function identityOf(text: string): bigint {
  let hash = 14_695_981_039_346_656_037n;
  for (const character of text)
    hash = ((hash ^ BigInt(character.codePointAt(0)!)) * 1_099_511_628_211n) % 2n ** 64n;
  return hash;
}

function pick(values: Values, keys: readonly string[]): AttributeMap {
  return new Map(keys.flatMap((key) => (values.has(key) ? [[key, values.get(key)!] as const] : [])));
}

/** ms from now, as Unix ns. */
function toNs(ms: number): bigint {
  return at(0) + BigInt(Math.round(ms * 1e6));
}
