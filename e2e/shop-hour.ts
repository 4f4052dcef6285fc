// Two hours of the demo shop for screenshots: healthy, with a release of payments that fails for the last twelve minutes, and with what
// people add to a console: tokens, notes, silences, sampling rules.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { gunzipSync, gzipSync } from "node:zlib";

import { root } from "../tools/source-files.ts";
import { recordShop, replay, type Recording } from "./recording.ts";
import type { ShopOptions } from "./shop.ts";

const minuteMs = 60_000;
/** Runs of seconds that become minutes: metrics are exported so often that these have points. */
const variables = { OTEL_METRIC_EXPORT_INTERVAL: "250" };
const profiled = { ...variables, TELLTALE_CPU_PROFILES: "true", TELLTALE_CPU_PROFILES_THRESHOLD: "30" };
const runs = {
  healthy: { visits: 900, patience: 1, variables },
  "bad-deploy": { visits: 340, patience: 1, fault: "bad-deploy", variables },
  "cart-queries": { visits: 60, patience: 1, fault: "cart-queries", variables: profiled },
  live: { visits: 6, patience: 1 },
} satisfies Record<string, ShopOptions>;
type Run = keyof typeof runs;

/** The runs, taken from `.cache/screens` if they are there: a second run then has the same data. */
export async function shopRecordings(again: boolean): Promise<Readonly<Record<Run, Recording>>> {
  const folder = path.join(root, ".cache", "screens");
  mkdirSync(folder, { recursive: true });
  const found: Partial<Record<Run, Recording>> = {};
  // One after the other: two shops at once exceed their time limits on a busy machine.
  for (const [name, options] of Object.entries(runs) as [Run, ShopOptions][]) {
    const file = path.join(folder, `${name}.bin`);
    if (again || !existsSync(file)) writeFileSync(file, serialize(await recordShop(options)));
    found[name] = withoutMachine(deserialize(readFileSync(file)) as Recording);
  }
  return found as Record<Run, Recording>;
}

/** Replaces what describes the machine that recorded: the runs then look like one that did not end. */
const neutral: Readonly<Record<string, unknown>> = {
  "host.name": "shop-1",
  "host.id": "made-up-host",
  "process.owner": "app",
  "process.parent_pid": 1n,
};

/** The same with `/app` in place of the folder of this checkout, which stacks and commands contain, and with `neutral` attributes. */
function withoutMachine<T>(value: T): T {
  if (typeof value === "string") return value.replaceAll(root, "/app") as T;
  if (value instanceof Uint8Array) return withoutMachineInside(value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutMachine) as T;
  const ofEntry = ([key, one]: readonly [string, unknown]): [string, unknown] => [
    key,
    key in neutral && typeof one === typeof neutral[key] ? neutral[key] : withoutMachine(one),
  ];
  if (value instanceof Map) return new Map([...(value as Map<string, unknown>)].map(ofEntry)) as T;
  return Object.fromEntries(Object.entries(value).map(ofEntry)) as T;
}

/** More bytes than an id of a trace or span has: one of some ten thousand ids begins like gzip, too. */
const minGzipBytes = 18;

/** The same of what is packed: a CPU profile names files. */
function withoutMachineInside(bytes: Uint8Array): Uint8Array {
  const isGzip = bytes.length >= minGzipBytes && bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gzipSync(gunzipSync(bytes).toString("utf8").replaceAll(root, "/app")) : bytes;
}

/** Sends the hours before now. The failing release goes on for some minutes of the future, so that alerts on it keep firing. Returns the time of the release. */
export async function sendHours(
  endpoint: string,
  recordings: Readonly<Record<Run, Recording>>,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const now = Date.now();
  const deployMs = now - 12 * minuteMs;
  const options = { headers, moveMetrics: true };
  await replay(endpoint, recordings.healthy, [now - 125 * minuteMs, deployMs], options);
  await replay(endpoint, recordings["bad-deploy"], [deployMs, now + 15 * minuteMs], options);
  await replay(endpoint, recordings["cart-queries"], [now - 9 * minuteMs, now - 3 * minuteMs], {
    ...options,
    moveMetrics: false,
  });
  return deployMs;
}

/** Sends some visits of this moment, for what pages show live: in several requests, because a page shows one arrival of each. */
export async function sendLive(
  endpoint: string,
  { live }: Readonly<Record<Run, Recording>>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const traces = new Set(
    live.spans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans.map(traceOf))),
  );
  const latest = [...traces].slice(-12);
  for (const [at, trace] of latest.entries()) {
    const untilMs = Date.now() - (latest.length - at) * 700;
    await replay(endpoint, partOf(live, trace), [untilMs, untilMs], { headers });
  }
}

const traceOf = ({ traceId }: { readonly traceId: Uint8Array }): string =>
  Buffer.from(traceId).toString("hex");

/** What a recording has of one trace. */
function partOf({ spans, logs }: Recording, trace: string): Recording {
  const isOfTrace = (one: { readonly traceId: Uint8Array }): boolean => traceOf(one) === trace;
  return {
    spans: spans.map((one) => ({
      ...one,
      scopeSpans: one.scopeSpans.map((scope) => ({ ...scope, spans: scope.spans.filter(isOfTrace) })),
    })),
    logs: logs.map((one) => ({
      ...one,
      scopeLogs: one.scopeLogs.map((scope) => ({
        ...scope,
        logRecords: scope.logRecords.filter(isOfTrace),
      })),
    })),
    metrics: [],
  };
}

/** A change through the API, as the pages make it. */
export type Change = (method: "POST" | "PUT", route: string, body: unknown) => Promise<void>;

/** What the people who use the console have added. */
export async function addByPeople(change: Change, deployMs: number): Promise<void> {
  await change("POST", "/api/deploys", {
    service: "payments",
    version: "2.41.0",
    environment: "production",
    time: new Date(deployMs).toISOString(),
    link: "https://ci.shop.example/payments/2.41.0",
    note: "New client of nordpay",
  });
  await change("POST", "/api/notes", {
    kind: "range",
    subject: "",
    from: "-25m",
    to: "-20m",
    path: "/",
    search: "?from=-1h",
    text: "Newsletter of the week went out",
  });
  await change("POST", "/api/silences", {
    name: "Stock count",
    match: { owner: "team-fulfilment" },
    from: "-10m",
    to: "+2h",
    reason: "The warehouse counts its stock until noon.",
    reportRecovery: true,
  });
  await change("POST", "/api/silences", {
    name: "Maintenance of nordpay",
    match: { provider: "nordpay" },
    from: "+20h",
    to: "+22h",
    reason: "Announced by the provider.",
    reportRecovery: false,
  });
  await change("POST", "/api/tokens", { name: "shop", scope: "ingest", tenant: "", expiresDays: 90 });
  await change("POST", "/api/tokens", { name: "status page", scope: "read", tenant: "" });
  await change("PUT", "/api/sampling", {
    rate: 0.5,
    head: [
      { name: "checkout", when: { route: "/checkout*", kind: "server" }, rate: 1, priority: 10 },
      { name: "search", when: { route: ["/search", "/suggest*"] }, rate: 0.05 },
    ],
    tail: { rules: [{ name: "failed", when: { error: true }, rate: 1 }], defaultRate: 0.2 },
  });
}
