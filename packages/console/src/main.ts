// The life of the console: start in order, stop in reverse, each step bounded in time. The only file that knows every part.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessRoutes } from "./api/admin/access.ts";
import { backupRoutes } from "./api/admin/backup.ts";
import { personRoutes } from "./api/admin/person.ts";
import { createPollers } from "./api/sampling/pollers.ts";
import { apiRoutes } from "./api/routes.ts";
import { samplingRoutes } from "./api/sampling/sampling.ts";
import { clockRoutes, storeRoutes } from "./api/admin/store.ts";
import type { Config } from "./config.ts";
import type { Role } from "./config/store.ts";
import { findWebDirectory } from "./http/assets.ts";
import { openAccess } from "./http/access.ts";
import { closeServer } from "./http/close.ts";
import { checkPort, listenHttp, listenOrExplain, type PortRequest, toUrl } from "./http/listen.ts";
import { createOtlpGrpc } from "./http/otlp-grpc.ts";
import { createOtlpHttp } from "./http/otlp-http.ts";
import { createJaegerHttp } from "./http/jaeger-http.ts";
import { createServer } from "./http/server.ts";
import type { Addresses } from "./http/status.ts";
import { createZipkinHttp } from "./http/zipkin-http.ts";
import { type Leader, startLeader } from "./lease/leader.ts";
import type { Logger } from "./log.ts";
import { createIntake } from "./receive/intake.ts";
import { leaveClickHouse, useWithClickHouse } from "./store/engine/directory-use.ts";
import { adviceFor, describeWalls } from "./store/engine/walls.ts";
import { makeDataDirectory } from "./store/upkeep/disk.ts";
import { startScraper } from "./scrape/scraper.ts";
import { openStore, type Store } from "./store/store.ts";

/** A console that runs. */
export interface Console {
  readonly addresses: Addresses;
  /** Takes nothing more, stores what it has taken, and ends. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Whatever hangs, the console ends within about half a minute. */
const stopMs = { http: 5_000, grpc: 5_000, background: 5_000, store: 15_000 } as const;

/**
 * Starts everything and resolves when telemetry is taken and the page answers. When a part cannot start, those before it are
 * stopped again.
 *
 * @throws {ProblemError} for a port that is taken, or when the store cannot be opened.
 */
export async function startConsole(config: Config, log: Logger): Promise<Console> {
  const running: Part[] = [];
  const stop = once(() => stopAll(running, log));
  const ports = portRequests(config);
  try {
    const { role } = config.store;
    for (const port of takesTelemetry(role) ? Object.values(ports) : [ports.page]) await checkPort(port);
    makeDataDirectory(config.dataDir);
    if (config.store.clickhouse !== undefined) {
      const release = await useWithClickHouse(config.dataDir, config.store.clickhouse.urls);
      running.push({ name: "data directory", timeoutMs: 1_000, stop: async () => release() });
    }

    const store = await openStore(storeOptions(config, log));
    running.push({ name: "store", timeoutMs: stopMs.store, stop: () => store.close() });
    if (config.store.clickhouse === undefined) tellMoved(config.dataDir, log);
    await store.chooseAttributes(config.attributes);

    const access = openAccess(config, store.access, log);
    const { auth, tls } = access;
    running.push({ name: "access", timeoutMs: stopMs.background, stop: () => access.close() });
    const intake = createIntake(store.writer);
    const addresses: Mutable<Addresses> = { page: "", otlpHttp: "", otlpGrpc: "" };

    if (takesTelemetry(role)) {
      const receiver = { intake, auth, tls, allowedOrigins: config.allowedOrigins, log };
      const otlpHttp = createOtlpHttp(receiver);
      running.push({
        name: "OTLP/HTTP",
        timeoutMs: stopMs.http + 1_000,
        stop: () => closeServer(otlpHttp, stopMs.http),
      });
      addresses.otlpHttp = await listenHttp(otlpHttp, ports.otlpHttp);

      const otlpGrpc = createOtlpGrpc({ intake, auth, tls, log });
      running.push({
        name: "OTLP/gRPC",
        timeoutMs: stopMs.grpc + 1_000,
        stop: () => otlpGrpc.close(stopMs.grpc),
      });
      const grpcPort = await listenOrExplain(ports.otlpGrpc, () =>
        otlpGrpc.listen(config.listen, config.otlpGrpcPort),
      );
      addresses.otlpGrpc = toUrl(config.listen, grpcPort, tls !== undefined);

      for (const [name, create] of [
        ["zipkin", createZipkinHttp],
        ["jaeger", createJaegerHttp],
      ] as const) {
        const port = ports[name];
        if (port === undefined) continue;
        const app = create(receiver);
        running.push({
          name: port.what,
          timeoutMs: stopMs.http + 1_000,
          stop: () => closeServer(app, stopMs.http),
        });
        addresses[name] = await listenHttp(app, port);
      }

      const scraper = startScraper({ jobs: config.intake.scrapeJobs, intake, log });
      running.push({ name: "scraping", timeoutMs: stopMs.background, stop: () => scraper.stop() });
    }

    const leader = worksInBackground(role) ? leadJobs(store, log) : undefined;
    if (leader !== undefined)
      running.push({ name: "background work", timeoutMs: stopMs.background, stop: () => leader.stop() });

    const sampling = { documents: store.documents, pollers: createPollers(auth.signs, Date.now) };
    const server = await createServer({
      intake,
      routes: [
        ...(servesPages(role)
          ? [
              ...apiRoutes,
              ...samplingRoutes(sampling),
              ...accessRoutes({ ...access, store: store.access, checkTenant: store.of }),
              ...personRoutes({ ...access, personalData: store.personalData }),
              ...backupRoutes(store.backups),
              ...clockRoutes({ ...access, confirmClock: store.confirmClock }),
            ]
          : []),
        ...storeRoutes(async () => ({
          ...(await store.details()),
          role,
          leader: leader?.isLeader ?? false,
        })),
      ],
      viewOf: async ({ tenant }) => (tenant === "" && !auth.hasTenants ? store : store.of(tenant)),
      sampling,
      storeFigures: () => store.stats(),
      storeReady: () => (takesTelemetry(role) ? store.ready(1_000) : store.answers(1_000)),
      ...access,
      publicUrl: config.access.publicUrl,
      trustedProxies: config.access.trustedProxies,
      listen: config.listen,
      allowedHosts: config.allowedHosts,
      webDirectory: servesPages(role) ? findWebDirectory() : undefined,
      log,
      addresses: () => addresses,
    });
    running.push({
      name: "page",
      timeoutMs: stopMs.http + 1_000,
      stop: () => closeServer(server, stopMs.http),
    });
    addresses.page = await listenHttp(server, ports.page);

    running.push(noteAddresses(config.dataDir, addresses));
    return { addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const takesTelemetry = (role: Role): boolean => role === "all" || role === "ingest";
const servesPages = (role: Role): boolean => role === "all" || role === "query";
const worksInBackground = (role: Role): boolean => role === "all" || role === "alert";

/** A leader who gives no sign of life for so long is followed by another one. */
const leaderTtlMs = 15_000;

/** Runs what only one of the consoles that share a store does, while this is the one. */
function leadJobs(store: Store, log: Logger): Leader {
  return startLeader({
    lease: store.lease("background", leaderTtlMs),
    jobs: store.jobs,
    stepMs: leaderTtlMs / 5,
    onChange: (isLeader) =>
      log.info(
        isLeader ? "does the work in the background" : "leaves the work in the background to another console",
      ),
    onError: (what, err) => log.warn({ err, what }, "failed in the background"),
  });
}

/** The ports with the flags that change them. */
export function portRequests(config: Config): {
  readonly page: PortRequest;
  readonly otlpHttp: PortRequest;
  readonly otlpGrpc: PortRequest;
  readonly zipkin?: PortRequest;
  readonly jaeger?: PortRequest;
} {
  const host = config.listen;
  const { zipkinPort, jaegerPort } = config.intake;
  return {
    page: { host, port: config.port, flag: "--port", what: "the page and the API" },
    otlpHttp: { host, port: config.otlpHttpPort, flag: "--otlp-http-port", what: "OTLP/HTTP" },
    otlpGrpc: { host, port: config.otlpGrpcPort, flag: "--otlp-grpc-port", what: "OTLP/gRPC" },
    ...(zipkinPort === undefined
      ? {}
      : { zipkin: { host, port: zipkinPort, flag: "--zipkin-port", what: "Zipkin" } }),
    ...(jaegerPort === undefined
      ? {}
      : { jaeger: { host, port: jaegerPort, flag: "--jaeger-port", what: "Jaeger" } }),
  };
}

interface Part {
  readonly name: string;
  readonly timeoutMs: number;
  readonly stop: () => Promise<unknown>;
}

/** How the store is opened by this configuration. */
export function storeOptions(config: Config, log: Logger): Parameters<typeof openStore>[0] {
  const onNote = (note: string, level: "info" | "warn" = "info"): void => log[level](note);
  const kept = { retention: config.storage.retention, maxSizeBytes: config.storage.maxSizeBytes, onNote };
  const { clickhouse, role } = config.store;
  if (clickhouse !== undefined)
    return { ...clickhouse, ...kept, shared: role !== "all", takesRows: takesTelemetry(role) };
  return {
    directory: config.dataDir,
    user: config.store.engineUser,
    onWalls(walls) {
      log.info({ walls: describeWalls(walls) }, "the engine runs behind walls");
      const advice = adviceFor(walls);
      if (advice !== undefined) log.warn(advice);
    },
    minFreeBytes: config.storage.minFreeBytes,
    durable: config.storage.durable,
    ...kept,
    onStateChange(state, detail) {
      if (state === "up") log.info({ detail }, "the store is back");
      else log.warn({ detail }, "the store is down");
    },
  };
}

function tellMoved(dataDir: string, log: Logger): void {
  const left = leaveClickHouse(dataDir);
  if (left !== undefined)
    log.warn(
      { data: dataDir, clickhouse: left },
      "the store was in a ClickHouse, and is in the directory now",
    );
}

/** Other programs find a running console by this file. */
function noteAddresses(dataDir: string, addresses: Addresses): Part {
  const file = join(dataDir, "addresses.json");
  writeFileSync(file, `${JSON.stringify({ ...addresses, pid: process.pid })}\n`);
  return { name: "addresses.json", timeoutMs: 1_000, stop: async () => rmSync(file, { force: true }) };
}

async function stopAll(running: readonly Part[], log: Logger): Promise<void> {
  for (const part of running.toReversed()) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(resolve, part.timeoutMs, "late");
    });
    try {
      const result = await Promise.race([part.stop(), late]);
      if (result === "late") log.warn({ part: part.name, timeoutMs: part.timeoutMs }, "did not stop in time");
    } catch (error) {
      log.error({ err: error, part: part.name }, "failed to stop");
    } finally {
      clearTimeout(timer);
    }
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= act());
}
