// The API on the real engine: rows in through the store's writer, answers out through the routes' handlers, on a fixed clock.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { getMarkedAnomaly, listMarkedAnomalies } from "../../src/alerts/api/anomaly-marks.ts";
import { getDigest } from "../../src/alerts/api/digest.ts";
import { Attachment } from "../../src/api/attachment.ts";
import type { ApiContext, ApiRoute } from "../../src/api/context.ts";
import { toRoutes } from "../../src/api/route.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import type {
  AttributeMap,
  BusinessEventRow,
  DistributionRow,
  LogRow,
  ResourceRow,
  DefinitionRow,
  RowSink,
  SampleRow,
  SeriesRow,
  SpanRow,
} from "../../src/store/rows.ts";
import type { Store } from "../../src/store/store.ts";
import { conform } from "./conform.ts";
import { clusterLocation, type StoreLocation, preparedLocation } from "../store-contract/locations.ts";

/** What `now` means in every test. */
export const now: number = Date.parse("2026-11-20T14:48:00Z");

export interface TestApi {
  /** What the store noted. */
  readonly notes: readonly string[];
  readonly store: Store;
  /** Stores rows; with `again` as if they had arrived so long ago that they are no longer remembered. */
  write(add: (sink: RowSink) => void): Promise<void>;
  /** Answers `GET path`, with the clock at {@link now}. */
  get<Result>(path: string): Promise<Result>;
  close(): Promise<void>;
}

/** With `TELLTALE_TEST_STORE=cluster` all tests of the API run on a cluster of two shards. */
const makeLocation: () => Promise<StoreLocation> =
  process.env["TELLTALE_TEST_STORE"] === "cluster" ? clusterLocation : preparedLocation;

/**
 * Opens a store of its own.
 *
 * @param forgotten rows written first by a console whose clock was two hours behind: written again, only the store itself remembers them.
 * @param receivedMs the clock of the time at which rows are received, Unix ms; default: the machine's.
 */
export async function openApi(
  forgotten?: (sink: RowSink) => void,
  where?: StoreLocation,
  receivedMs: () => number = Date.now,
): Promise<TestApi> {
  const location = where ?? (await makeLocation());
  const retention = { spans: 36_500, logs: 36_500, metrics: 36_500, business: 36_500, rollups: 36_500 };
  if (forgotten !== undefined) {
    const before = await location.open({ retention, writer: { nowMs: () => Date.now() - 7_200_000 } });
    await before.writer.write(1, forgotten);
    await before.close();
  }
  const notes: string[] = [];
  const store = await location.open({
    retention,
    // The rows are of `now`, which is long ago for the machine's clock.
    lateDays: 3_650,
    writer: { maxAgeMs: 1, nowMs: receivedMs },
    onNote: (note) => void notes.push(note),
  });
  const { signal } = new AbortController();
  const queries: ApiContext["queries"] = {
    async run(name, params, options) {
      if (options?.signal !== signal)
        throw new Error(`${name} is not cancelled with the request that asks it`);
      return store.queries.run(name, params, options);
    },
  };
  const context: ApiContext = { queries, sql: store.sql, nowMs: () => now, signal };
  return {
    store,
    notes,
    async write(add) {
      await store.writer.write(1, add);
    },
    get: async <Result>(path: string) => (await answer(path, context)) as Result,
    async close() {
      await store.close();
      await location.remove();
    },
  };
}

/** Routes that need nothing but queries. */
export const testedRoutes: readonly ApiRoute[] = [
  ...apiRoutes,
  ...toRoutes({
    "GET /api/digest": getDigest,
    "GET /api/anomalies": listMarkedAnomalies,
    "GET /api/anomalies/:id": getMarkedAnomaly,
  }),
];

/** Paths of routes that were asked in this file, as `/api/traces/:id`. */
export const askedRoutes: Set<string> = new Set();

/** Answers `GET path` in `context`; fails where that is not what the contract says. */
export async function answer(path: string, context: ApiContext): Promise<unknown> {
  const url = new URL(path, "http://console");
  for (const route of testedRoutes) {
    if (route.method !== "GET") continue;
    const names: string[] = [];
    const pattern = route.path.replace(/:(\w+)/g, (_, name: string) => (names.push(name), "([^/]+)"));
    const match = new RegExp(`^${pattern}$`).exec(url.pathname);
    if (match === null) continue;
    askedRoutes.add(route.path);
    const fromPath = names.map((name, location) => [name, decodeURIComponent(match[location + 1] ?? "")]);
    const body = await route.handler({ ...queryOf(url), ...Object.fromEntries(fromPath) }, context);
    const sent = toJson(body);
    conform(route.path, sent);
    return sent;
  }
  throw new Error(`no route for ${url.pathname}`);
}

/** What is sent; of a stream only that it is one. */
function toJson(body: unknown): unknown {
  if (!(body instanceof Attachment && body.body instanceof Readable))
    return JSON.parse(JSON.stringify(body)) as unknown;
  body.body.destroy();
  return { fileName: body.fileName };
}

/** As Fastify's parser gives it: a name that comes several times has an array. */
function queryOf({ searchParams }: URL): Record<string, string | string[]> {
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}

/** `ms` before {@link now} (negative), in Unix ns. */
export function at(ms: number): bigint {
  return BigInt(now + ms) * 1_000_000n;
}

/** What an application declares of a workflow. */
export const workflowDefinition = (name: string, timeoutMs: number): DefinitionRow => ({
  tenant: "",
  kind: "workflow",
  name,
  version: "",
  steps: [],
  states: [],
  transitionsJson: "",
  timeoutMs,
  service: "shop",
  seenMs: now,
});

/** An id of `length` bytes made of a name, so that tests can speak of `t1`. */
export function id(name: string, length: number): Uint8Array {
  return new Uint8Array(createHash("sha256").update(name).digest()).slice(0, length);
}

/** The id as the API writes it. */
export function hex(name: string, length: number): string {
  return Buffer.from(id(name, length)).toString("hex");
}

export function attributes(
  values: Readonly<Record<string, AttributeMap extends ReadonlyMap<string, infer Value> ? Value : never>>,
): AttributeMap {
  return new Map(Object.entries(values));
}

function hashOf(text: string): bigint {
  return createHash("sha256").update(text).digest().readBigUInt64BE();
}

export function resource(service: string, more: Parameters<typeof attributes>[0] = {}): ResourceRow {
  const all = attributes({ "service.name": service, ...more });
  const version = more["service.version"];
  const environment = more["deployment.environment.name"];
  return {
    tenant: "",
    hash: hashOf(JSON.stringify([...all].map(([key, value]) => [key, String(value)]))),
    service,
    environment: typeof environment === "string" ? environment : "production",
    serviceVersion: typeof version === "string" ? version : "",
    instance: "",
    attributes: all,
    schemaUrl: "",
  };
}

const scope = { scopeName: "test", scopeVersion: "1", scopeJson: "" };

export function span(
  row: Partial<Omit<SpanRow, "traceId" | "spanId" | "parentId">> & {
    traceId: string;
    spanId: string;
    parentId?: string;
  },
): SpanRow {
  return {
    resource: resource("shop"),
    scope,
    startNs: at(-60_000),
    durationNs: 1_000_000n,
    name: "work",
    kind: 1,
    status: 0,
    statusMessage: "",
    traceState: "",
    flags: 1,
    attributes: new Map(),
    events: [],
    links: [],
    droppedAttributes: 0,
    droppedEvents: 0,
    droppedLinks: 0,
    ...row,
    traceId: id(row.traceId, 16),
    spanId: id(row.spanId, 8),
    parentId: row.parentId === undefined ? new Uint8Array(8) : id(row.parentId, 8),
  };
}

export function log(
  row: Partial<Omit<LogRow, "traceId" | "spanId">> & { traceId?: string; spanId?: string },
): LogRow {
  return {
    resource: resource("shop"),
    scope,
    timeNs: at(-60_000),
    observedNs: at(-60_000),
    severity: 9,
    severityText: "INFO",
    eventName: "",
    body: "something happened",
    flags: 0,
    attributes: new Map(),
    droppedAttributes: 0,
    identity: 1n,
    ...row,
    traceId: row.traceId === undefined ? new Uint8Array(16) : id(row.traceId, 16),
    spanId: row.spanId === undefined ? new Uint8Array(8) : id(row.spanId, 8),
  };
}

let uids = 0;

export function event(
  row: Partial<Omit<BusinessEventRow, "traceId" | "spanId">> & {
    kind: string;
    name: string;
    traceId?: string;
    spanId?: string;
  },
): BusinessEventRow {
  return {
    resource: resource("shop"),
    phase: "step",
    entityId: "",
    userId: "",
    sessionId: "",
    timeNs: at(-60_000),
    step: "",
    stepIndex: -1,
    state: "",
    fromState: "",
    outcome: "",
    reason: "",
    amount: undefined,
    currency: "",
    durationMs: NaN,
    channel: "",
    tier: "",
    satisfaction: NaN,
    revenueImpact: undefined,
    illegal: false,
    timeoutMs: 0,
    attributes: new Map(),
    uid: `uid-${uids++}`,
    ...row,
    traceId: row.traceId === undefined ? new Uint8Array(16) : id(row.traceId, 16),
    spanId: row.spanId === undefined ? new Uint8Array(8) : id(row.spanId, 8),
  };
}

export function series(name: string, row: Partial<SeriesRow> = {}): SeriesRow {
  const own = { resource: resource("shop"), attributes: new Map() as AttributeMap, ...row };
  const key = [name, own.resource.hash.toString(), ...[...own.attributes].map(String)];
  return {
    scope,
    hash: hashOf(key.join("\n")),
    name,
    type: 1,
    temporality: 0,
    monotonic: false,
    unit: "1",
    description: "",
    metadata: new Map(),
    ...own,
  };
}

export function sample(
  of: SeriesRow,
  timeNs: bigint,
  value: number | bigint,
  more: Partial<SampleRow> = {},
): SampleRow {
  return { series: of, timeNs, startNs: 0n, value, flags: 0, exemplars: [], ...more };
}

export function distribution(of: SeriesRow, timeNs: bigint, more: Partial<DistributionRow>): DistributionRow {
  return {
    series: of,
    timeNs,
    startNs: 0n,
    count: 0n,
    sum: undefined,
    min: undefined,
    max: undefined,
    flags: 0,
    bounds: [],
    counts: [],
    quantileValues: [],
    scale: 0,
    zeroCount: 0n,
    zeroThreshold: 0,
    positiveOffset: 0,
    positiveCounts: [],
    negativeOffset: 0,
    negativeCounts: [],
    exemplars: [],
    ...more,
  };
}

interface Paged<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** All items of all pages, and how many there were on each. */
export async function allPages<Item>(
  api: TestApi,
  path: string,
): Promise<{ items: Item[]; sizes: number[] }> {
  const items: Item[] = [];
  const sizes: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Paged<Item> = await api.get(`${path}&cursor=${cursor}`);
    items.push(...page.items);
    sizes.push(page.items.length);
    cursor = page.nextCursor;
  }
  return { items, sizes };
}
