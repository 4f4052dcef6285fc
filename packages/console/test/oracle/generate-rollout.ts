// A release at random: the new version fails often. Both versions serve for times of different length, one after the other or together.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawError, RawRecord, RawSpan, Weight } from "./telemetry.ts";

const minute = 60_000;

export interface Rollout {
  readonly spans: readonly RawSpan[];
  readonly errors: readonly RawError[];
  readonly records: readonly RawRecord[];
  /** When the first version came, the second one, and the end: whole minutes. */
  readonly from: number;
  readonly release: number;
  readonly to: number;
}

const samplings: readonly ((failed: boolean) => Weight)[] = [() => 1, () => 4, (failed) => (failed ? 1 : 4)];

export function rolloutOf(seed: number): Rollout {
  const random = randomOf(seed + 20_000);
  const to = now - random.whole(0, 30) * minute;
  const release = to - random.whole(20, 60) * minute;
  const from = release - random.whole(60, 240) * minute;
  const overlap = random.pick([0, random.whole(5, 15) * minute]);
  const weightOf = random.pick(samplings);
  const perMinute = random.whole(12, 20);
  const requests = Array.from({ length: Math.round(((to - from) / minute) * perMinute) }, (_, index) => {
    const at = from + Math.floor(random() * (to - from));
    const isNew = at >= release || (at >= release - overlap && random.chance(0.5));
    return { index, at, isNew, ...requestOf(random, isNew) };
  });
  return {
    spans: [...requests.flatMap((one) => spansOf(one, weightOf)), ...jobsOf(random, { from, release, to })],
    errors: requests.flatMap((one) => errorsOf(one, weightOf)),
    records: [
      ...requests.filter(({ index }) => index % 3 === 0).flatMap(purchaseOf),
      ...transfersOf(random, from),
    ],
    from,
    release,
    to,
  };
}

/** How long before the first version transfers begin, and how long the ranges last in which they do. */
export const transferMinutes = { before: 40, range: 20 } as const;

/**
 * Transfers of two equal ranges before the first version, that end late: of many in the first range the time runs out, and they end when its page
 * reads no record any more; others of the second range ended once before its page reads any.
 */
function transfersOf(random: Random, from: number): RawRecord[] {
  const lengthMs = transferMinutes.range * minute;
  const first = from - transferMinutes.before * minute;
  const second = first + lengthMs;
  const timeIn = (begin: number, ms: number): number => begin + Math.floor(random() * ms);
  const late = Array.from({ length: 60 }, (_, index) => {
    const at = timeIn(first, lengthMs - 5 * minute);
    const ended = timeIn(second + 60 * minute, lengthMs);
    return [transferOf(`late-${index}`, "started", at), transferOf(`late-${index}`, "completed", ended)];
  });
  const usual = [first, second].flatMap((begin) =>
    Array.from({ length: begin === first ? 20 : 80 }, (_, index) => [
      transferOf(`${begin}-${index}`, "completed", timeIn(begin, lengthMs)),
    ]),
  );
  const again = Array.from({ length: 40 }, (_, index) => [
    transferOf(`again-${index}`, "completed", timeIn(first - 80 * minute, lengthMs)),
    transferOf(`again-${index}`, "failed", timeIn(second, lengthMs)),
  ]);
  return [...late, ...usual, ...again].flat();
}

function transferOf(id: string, what: "started" | "completed" | "failed", at: number): RawRecord {
  const isEnd = what !== "started";
  return {
    uid: `transfer-${id}-${what}`,
    event: `telltale.transaction.${isEnd ? "ended" : what}`,
    service: "store",
    environment: "production",
    user: "",
    session: "",
    at,
    attributes: {
      "telltale.transaction.type": "transfer",
      "telltale.transaction.id": `transfer-${id}`,
      ...(isEnd
        ? { "telltale.transaction.outcome": what, "telltale.transaction.duration_ms": 50 }
        : { "telltale.transaction.timeout_ms": 5 * minute }),
    },
  };
}

interface Request {
  readonly index: number;
  readonly at: number;
  readonly isNew: boolean;
  readonly failed: boolean;
  readonly isTimeout: boolean;
  readonly environment: string;
  readonly durationMs: number;
}

function requestOf(random: Random, isNew: boolean): Omit<Request, "index" | "at" | "isNew"> {
  return {
    failed: random.chance(isNew ? 0.28 : 0.012),
    isTimeout: random.chance(0.5),
    environment: random.chance(0.3) ? "staging" : "production",
    durationMs: random.whole(20, 200),
  };
}

const versionOf = ({ isNew }: Pick<Request, "isNew">): string => (isNew ? "2" : "1");

/** Of each request two are stored, or what they stand for. */
function spansOf(request: Request, weightOf: (failed: boolean) => Weight): RawSpan[] {
  const { index, at, failed, environment, durationMs } = request;
  const common = {
    trace: `request-${index}`,
    isRemote: false,
    service: "store",
    version: versionOf(request),
    environment,
    weight: weightOf(failed),
    attributes: { "run.id": `run-${versionOf(request)}` },
  } as const;
  return [
    { ...common, id: "a", parent: "", name: "GET /", kind: "server", at, durationMs, failed },
    { ...common, id: "b", parent: "a", name: "SELECT", kind: "client", at, durationMs: 5, failed: false },
  ];
}

/** Parts of traces whose requests other consoles have: a service without requests. */
function jobsOf(random: Random, { from, release, to }: Pick<Rollout, "from" | "release" | "to">): RawSpan[] {
  return Array.from({ length: random.whole(500, 800) }, (_, index): RawSpan => {
    const at = from + Math.floor(random() * (to - from));
    return {
      trace: `job-${index}`,
      id: "b",
      parent: "a",
      isRemote: false,
      service: "worker",
      version: at >= release ? "2" : "1",
      environment: "production",
      name: "tidy up",
      kind: "internal",
      at,
      durationMs: random.whole(1, 50),
      failed: false,
      weight: 1,
      attributes: { "run.id": at >= release ? "run-2" : "run-1" },
    };
  });
}

/** A purchase that begins and ends with its request, or before it. */
function purchaseOf(request: Request): RawRecord[] {
  const { index, at, failed, environment, durationMs } = request;
  const own = {
    service: "store",
    environment,
    user: "",
    session: "",
    at,
    attributes: {
      "run.id": `run-${versionOf(request)}`,
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": `order-${index}`,
      "telltale.transaction.amount": `${10 + (index % 40)}.25`,
      "telltale.transaction.currency": index % 6 === 0 ? "SEK" : "EUR",
    },
  };
  const ended: RawRecord = {
    ...own,
    uid: `purchase-${index}-ended`,
    event: "telltale.transaction.ended",
    attributes: {
      ...own.attributes,
      "telltale.transaction.outcome": failed ? "failed" : "completed",
      "telltale.transaction.reason": failed ? "declined" : "",
      "telltale.transaction.duration_ms": durationMs * (request.isNew ? 30 : 1),
    },
  };
  const started = { ...own, uid: `purchase-${index}-started`, event: "telltale.transaction.started" };
  // of some the begin was not received, and some ends came twice
  return index % 5 === 0 ? [ended] : index % 7 === 0 ? [started, ended, ended] : [started, ended];
}

function errorsOf(request: Request, weightOf: (failed: boolean) => Weight): RawError[] {
  const { index, at, failed, isTimeout, environment } = request;
  if (!failed) return [];
  return [
    {
      uid: `error-${index}`,
      from: isTimeout ? "span" : "record",
      fingerprint: isTimeout ? "timeout" : "declined",
      type: isTimeout ? "TimeoutError" : "DeclinedError",
      message: `the card of order ${index} was not charged`,
      isHandled: true,
      service: "store",
      version: versionOf(request),
      environment,
      at,
      user: "",
      session: "",
      trace: `request-${index}`,
      weight: isTimeout ? weightOf(true) : 1,
      attributes: { "run.id": `run-${versionOf(request)}` },
    },
  ];
}
