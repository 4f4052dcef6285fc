// How the console starts, in order. The only file that knows every part.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRuleMistake } from "alerts";
import { problemLines } from "catalog/problem";
import { type Detector, detectorNames } from "contract";
import { createAlerts, type Alerts, type AlertsOptions } from "./alerts/alerts.ts";
import { toAlertChange } from "./alerts/api/history.ts";
import { alertRoutes } from "./alerts/api/routes.ts";
import { createMessages, type Messages } from "./alerts/messages/messages.ts";
import { accessRoutes } from "./api/admin/access.ts";
import { backupRoutes } from "./api/admin/backup.ts";
import { personRoutes } from "./api/admin/person.ts";
import { createCatalogKeeper } from "./api/catalog/kept-snapshots.ts";
import type { ApiView } from "./api/context.ts";
import { linkRoutes } from "./api/links/links.ts";
import { createPollers } from "./api/sampling/pollers.ts";
import { apiRoutes } from "./api/routes.ts";
import { detectorRoutes } from "./api/detectors/detectors.ts";
import { errorStateRoutes } from "./api/errors/error-states.ts";
import { progressRoutes } from "./api/progress/progress.ts";
import { samplingRoutes } from "./api/sampling/sampling.ts";
import { noteRoutes } from "./api/notes/notes.ts";
import { viewRoutes } from "./api/views/views.ts";
import { clockRoutes, storeRoutes } from "./api/admin/store.ts";
import type { Config } from "./config.ts";
import { servesPages, takesTelemetry, worksInBackground } from "./config/store.ts";
import { openDashboards } from "./dashboards/folder/open-dashboards.ts";
import { dashboardRoutes } from "./dashboards/routes.ts";
import { detectorJobs } from "./detector-jobs.ts";
import { findWebDirectory } from "./http/assets.ts";
import { findDocsDirectory } from "./http/docs.ts";
import { type Access, openAccess, openTransport } from "./http/access.ts";
import { checkPort, listenHttp } from "./http/listen.ts";
import { createServer, type ServerOptions } from "./http/server.ts";
import { answerWhileStarting, type Starting } from "./http/starting.ts";
import type { Addresses } from "./http/status.ts";
import { type Job, type Leader, startLeader } from "./lease/leader.ts";
import type { Logger } from "./log.ts";
import { createIntake, type Intake } from "./receive/intake.ts";
import { portRequests } from "./ports.ts";
import { createParts, type ConsolePart } from "./parts.ts";
import { leaveClickHouse, useWithClickHouse } from "./store/engine/directory-use.ts";
import type { Engine } from "./store/engine/engine.ts";
import { explainStart } from "./store/full-disk.ts";
import { makeDataDirectory } from "./store/upkeep/disk.ts";
import { openStore, type Store } from "./store/store.ts";
import { startReceivers } from "./receivers.ts";
import { httpPart, type Start, stopMs } from "./start.ts";
import { storeOptions } from "./store-options.ts";

/** A console that runs. */
export interface Console {
  readonly addresses: Addresses;
  /** Reads the files of the queries again, while they are edited. @throws {ProblemError} `QUERY_UNKNOWN`, and keeps those it has. */
  reloadQueries(): void;
  /** Accepts no more, stores what it has accepted, and ends. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/**
 * Starts everything and resolves when telemetry is accepted and the page answers. When a part cannot start, those before it are
 * stopped again.
 *
 * @param engine one that runs or starts on the data directory, and is stopped with the store; absent: the console starts one.
 * @throws {ProblemError} for a port that is in use, or when the store cannot be opened.
 */
export async function startConsole(
  config: Config,
  log: Logger,
  engine?: Engine | Promise<Engine>,
): Promise<Console> {
  const parts = createParts(log);
  if (engine !== undefined) parts.add(enginePart(engine));
  const addresses: Start["addresses"] = { page: "", otlpHttp: "", otlpGrpc: "" };
  try {
    const { reloadQueries } = await startParts({
      config,
      log,
      engine,
      parts,
      ports: portRequests(config),
      addresses,
    });
    return { addresses, reloadQueries, stop: parts.stop };
  } catch (error) {
    await parts.stop();
    throw explainStart(error, config.dataDir);
  }
}

/** The store stops its engine, when it comes to have it. */
function enginePart(engine: Engine | Promise<Engine>): ConsolePart {
  const stop = (): Promise<void> =>
    Promise.resolve(engine).then(
      (started) => started.stop(),
      () => undefined,
    );
  return { name: "engine", timeoutMs: stopMs.store, stop };
}

async function startParts(start: Start): Promise<Store> {
  const { config, log, parts, ports, addresses } = start;
  const { role } = config.store;
  const transport = openTransport(config, log);
  parts.add({ name: "TLS", timeoutMs: stopMs.background, stop: async () => transport.tls?.close() });
  const starting = await answerWhileStarting(ports.page, transport);
  parts.add({ name: "start page", timeoutMs: stopMs.http, stop: async () => starting.handOver() });
  for (const port of takesTelemetry(role) ? Object.values(ports) : [])
    if (port !== ports.page) await checkPort(port);
  const store = await startStore(start, starting);

  starting.at("pages");
  const access = openAccess(config, transport, store.access, log);
  parts.add({ name: "access", timeoutMs: stopMs.background, stop: () => access.close() });
  const intake = createIntake(store.writer);
  if (takesTelemetry(role)) {
    parts.add(keepLags(store, intake, log));
    await startReceivers(start, intake, access);
  }

  const alerts = openAlerts(start, store, access);
  const messages = openMessages(start, store, access, alerts);
  let leader: Leader | undefined;
  const isLeader = (): boolean => leader?.isLeader ?? false;
  const { viewOf, served } = openViews(store, access);
  const dashboards = await openDashboards(config.dashboards.folder, access.auth, start);
  const server = await createServer(
    serverOptions(start, { store, access, intake, alerts, messages, isLeader, viewOf, dashboards }),
  );
  parts.add(httpPart("page", server));
  starting.handOver();
  addresses.page = await listenHttp(server, { ...ports.page, port: starting.port });
  parts.add(noteAddresses(config.dataDir, addresses));

  // last: what they ask at once would delay the pages
  if (servesPages(role)) parts.add(keepCatalog(served, log));
  if (worksInBackground(role)) {
    leader = leadJobs(start, store, [alerts.job, ...messages.jobs]);
    parts.add(doAlone("messages without a store", messages.lonelyJobs, log));
    parts.add({ name: "background work", timeoutMs: stopMs.background, stop: leader.stop });
  }
  return store;
}

async function startStore({ config, log, engine, parts }: Start, { at }: Starting): Promise<Store> {
  const { clickhouse } = config.store;
  makeDataDirectory(config.dataDir);
  if (clickhouse !== undefined) {
    const release = await useWithClickHouse(config.dataDir, clickhouse.urls);
    parts.add({ name: "data directory", timeoutMs: 1_000, stop: async () => release() });
  }
  const store = await openStore({ ...storeOptions(config, log, engine), onStep: at });
  parts.add({ name: "store", timeoutMs: stopMs.store, stop: () => store.close() });
  if (clickhouse === undefined) reportMoved(config.dataDir, log);
  await store.chooseAttributes(config.attributes);
  return store;
}

/** The views that were asked for, and that of rows without a tenant. */
function openViews(
  store: Store,
  access: Access,
): { readonly viewOf: ServerOptions["viewOf"]; readonly served: ReadonlySet<ApiView> } {
  const served = new Set<ApiView>([store]);
  return {
    served,
    async viewOf({ tenant }) {
      const view = tenant === "" && !access.auth.hasTenants ? store : await store.of(tenant);
      served.add(view);
      return view;
    },
  };
}

function openAlerts({ config, log }: Start, store: Store, { auth }: Access): Alerts {
  const alerts = createAlerts({
    folder: config.alerts.rules,
    hasTenants: () => auth.hasTenants,
    store: store.alerts,
    ...tenantsOf(store, auth),
    onError(what, err) {
      if (!isRuleMistake(err)) log.warn({ err, what }, "cannot evaluate alert rules");
      // before the first round a person has just started the console
      else if (alerts.evaluatedMs() === 0) process.stderr.write(`telltale-console: ${err.message}\n`);
      else log.warn({ what, mistakes: problemLines(err.problems) }, "a file of alert rules has mistakes");
    },
  });
  return alerts;
}

/** What sends messages about alerts. */
function openMessages(
  { config, log, addresses }: Start,
  store: Store,
  { auth }: Access,
  alerts: Alerts,
): Messages {
  const { tenants, viewOf } = tenantsOf(store, auth);
  return createMessages({
    viewOf,
    tenants: async () => (await tenants()).map(({ tenant }) => tenant),
    ...alerts,
    channels: config.notify,
    publicUrl: config.access.publicUrl,
    pageUrl: () => addresses.page,
    dataDir: config.dataDir,
    env: process.env,
    log,
    write: (line) => process.stdout.write(line),
  });
}

/** Without tenants the store itself is the view; with them the first tenant has only its own rows, too. */
function tenantsOf(store: Store, auth: Access["auth"]): Pick<AlertsOptions, "tenants" | "viewOf"> {
  return {
    async tenants() {
      await auth.learnTenants();
      return store.alerts.tenants();
    },
    viewOf: async (tenant) => (tenant === "" && !auth.hasTenants ? store : store.of(tenant)),
  };
}

/** Keeps the results of the catalog's live check. */
function keepCatalog(served: ReadonlySet<ApiView>, log: Logger): ConsolePart {
  const keeper = createCatalogKeeper({ views: () => served, nowMs: Date.now });
  return doAlone(
    "catalog",
    [{ name: "catalog", everyMs: 60_000, run: (signal) => keeper.tick(signal) }],
    log,
  );
}

/** Stores how late the data of services is, every few seconds and at the end. */
function keepLags({ completeness }: Store, { lags }: Intake, log: Logger): ConsolePart {
  const onError = (what: string, err: Error): void => log.warn({ err, what }, "failed in the background");
  let isKnown = false;
  async function run(): Promise<void> {
    if (!isKnown) lags.know(await completeness.known(mostLags));
    isKnown = true;
    await save();
  }
  async function save(): Promise<void> {
    for (let left = mostLags; left > 0;) {
      const rows = lags.takeChanged();
      if (rows.length === 0) return;
      await completeness.save(rows);
      left -= rows.length;
    }
  }
  const stop = (): Promise<void> => save().catch((err: Error) => onError("completeness", err));
  const timer = startLeader({
    lease: undefined,
    jobs: [{ name: "completeness", everyMs: saveLagsMs, run, stop }],
    stepMs: 60_000,
    onError,
  });
  return { name: "completeness", timeoutMs: stopMs.background, stop: () => timer.stop() };
}

const mostLags = 50_000;
/** Pages see it by so much later. */
const saveLagsMs = 5000;

interface ServedParts {
  readonly store: Store;
  readonly access: Access;
  readonly intake: Intake;
  readonly alerts: Alerts;
  readonly messages: Messages;
  readonly isLeader: () => boolean;
  readonly viewOf: ServerOptions["viewOf"];
  readonly dashboards: Awaited<ReturnType<typeof openDashboards>>;
}

function serverOptions({ config, log, addresses }: Start, parts: ServedParts): ServerOptions {
  const { store, access, intake, alerts } = parts;
  const { role } = config.store;
  const sampling = { documents: store.documents, pollers: createPollers(access.auth.signs, Date.now) };
  return {
    intake,
    routes: routesOf(config, parts, sampling),
    viewOf: parts.viewOf,
    sampling,
    imports: takesTelemetry(role) ? { folder: importsIn(config.dataDir) } : undefined,
    feeds: feedsOf(alerts),
    storeFigures: () => store.stats(),
    foldedNames: () => store.foldedNames,
    storeReady: () => (takesTelemetry(role) ? store.ready(1_000) : store.answers(1_000)),
    ...access,
    publicUrl: config.access.publicUrl,
    trustedProxies: config.access.trustedProxies,
    listen: config.listen,
    allowedHosts: config.allowedHosts,
    webDirectory: servesPages(role) ? findWebDirectory() : undefined,
    docsDirectory: servesPages(role) ? findDocsDirectory() : undefined,
    log,
    addresses: () => addresses,
  };
}

/** Files that are imported over HTTP; what a console that died has left there is removed. */
function importsIn(dataDir: string): string {
  const folder = join(dataDir, "imports");
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** What the live stream carries of alerts. */
function feedsOf({ announcements }: Alerts): ServerOptions["feeds"] {
  return [
    {
      event: "alert",
      listen: (listener) =>
        announcements.onChange((tenant, change) => listener(tenant, toAlertChange(change))),
    },
    {
      event: "notification",
      listen: (listener) =>
        announcements.onNotification(({ tenant, ...notification }) => listener(tenant, notification)),
    },
  ];
}

function routesOf(
  { store: { role }, anomalies }: Config,
  { store, access, messages, isLeader, dashboards }: ServedParts,
  sampling: NonNullable<ServerOptions["sampling"]>,
): ServerOptions["routes"] {
  const details = async () => ({ ...(await store.details()), role, leader: isLeader() });
  if (!servesPages(role)) return storeRoutes(details);
  return [
    ...apiRoutes,
    ...samplingRoutes(sampling),
    ...viewRoutes(access),
    ...linkRoutes,
    ...dashboardRoutes({ ...access, folder: dashboards }),
    ...noteRoutes(access),
    ...alertRoutes({ ...access, channels: messages.channels }),
    ...progressRoutes(store),
    ...detectorRoutes({
      passes: store.detectorPasses,
      enabled: enabledDetectors(anomalies),
      startedMs: Date.now(),
    }),
    ...accessRoutes({ ...access, store: store.access, checkTenant: store.of }),
    ...errorStateRoutes(access),
    ...personRoutes({ ...access, personalData: store.personalData }),
    ...backupRoutes(store.backups),
    ...clockRoutes({ ...access, confirmClock: store.confirmClock }),
    ...storeRoutes(details),
  ];
}

function enabledDetectors({ maxSeries }: Config["anomalies"]): ReadonlySet<Detector["name"]> {
  return new Set(detectorNames.filter((name) => name !== "anomalies" || maxSeries > 0));
}

/** A leader without a sign of life for this time is replaced. */
const leaderTtlMs = 15_000;

/** Runs the jobs that only one of the consoles on a store does, while this console is the leader. */
function leadJobs({ config, log }: Start, store: Store, ofAlerts: readonly Job[]): Leader {
  const detectors = detectorJobs({ config, log }, store);
  return startLeader({
    lease: store.lease("background", leaderTtlMs),
    jobs: [...store.jobs, ...detectors, ...ofAlerts],
    stepMs: leaderTtlMs / 5,
    onChange: (isLeader) =>
      log.info(
        isLeader ? "does the work in the background" : "leaves the work in the background to another console",
      ),
    onError: (what, err) => log.warn({ err, what }, "failed in the background"),
  });
}

/** Runs jobs that each console does, whoever leads. */
function doAlone(name: string, jobs: readonly Job[], log: Logger): ConsolePart {
  const onError = (what: string, err: Error): void => log.warn({ err, what }, "failed in the background");
  const timer = startLeader({ lease: undefined, jobs, stepMs: 60_000, onError });
  return { name, timeoutMs: stopMs.background, stop: () => timer.stop() };
}

function reportMoved(dataDir: string, log: Logger): void {
  const left = leaveClickHouse(dataDir);
  if (left !== undefined)
    log.warn(
      { data: dataDir, clickhouse: left },
      "the store was in a ClickHouse, and is in the directory now",
    );
}

/** Other programs find a running console by this file. */
function noteAddresses(dataDir: string, addresses: Addresses): ConsolePart {
  const file = join(dataDir, "addresses.json");
  writeFileSync(file, `${JSON.stringify({ ...addresses, pid: process.pid })}\n`);
  return { name: "addresses.json", timeoutMs: 1_000, stop: async () => rmSync(file, { force: true }) };
}
