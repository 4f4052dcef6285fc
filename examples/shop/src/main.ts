// The whole shop under one supervisor: database, payments, fulfilment, storefront, shoppers.
//
// `node src/main.ts --endpoint http://127.0.0.1:4318`
import { parseArgs } from "node:util";

import { announce, withdraw } from "./announce.ts";
import { faultCommand } from "./fault-command.ts";
import { type Fault, faults } from "./fault-names.ts";
import { freePorts } from "./free-ports.ts";
import { endWithSupervisor } from "./orphan.ts";
import { end, endAll, finished, run, say, type Process } from "./supervise.ts";
import { createTables } from "./tables.ts";

const { values } = parseArgs({
  options: {
    endpoint: { type: "string", default: "http://127.0.0.1:4318" },
    shoppers: { type: "string", default: "12" },
    visits: { type: "string", default: "0" },
    pace: { type: "string", default: "1" },
    database: { type: "string" },
    report: { type: "string", default: "" },
    fault: { type: "string" },
    prometheus: { type: "string", default: "" },
  },
});

const [databasePort, storefrontPort, paymentsPort, providersPort] = await freePorts(4);
const databaseUrl = values.database ?? `postgres://postgres@127.0.0.1:${databasePort}/postgres`;
const shared = {
  OTEL_EXPORTER_OTLP_ENDPOINT: values.endpoint,
  SHOP_DATABASE_URL: databaseUrl,
  SHOP_DATABASE_PORT: String(databasePort),
  SHOP_STOREFRONT_PORT: String(storefrontPort),
  SHOP_PAYMENTS_PORT: String(paymentsPort),
  SHOP_PROVIDERS_PORT: String(providersPort),
  SHOP_SHOPPERS: values.shoppers,
  SHOP_VISITS: values.visits,
  SHOP_PACE: values.pace,
  SHOP_REPORT_FOLDER: values.report,
};
/** Ports at which storefront, payments and fulfilment show their metrics to Prometheus: `--prometheus 9464,9465,9466`. */
const metricsPorts = values.prometheus.split(",");
const service = (name: string, version: string): Process => ({
  name,
  file: name,
  env: { ...shared, ...metricsOf(name), SHOP_VERSION: version },
});
const payments = (version: string): Process => service("payments", version);

let stopping = false;
let closeFaults = (): Promise<void> => Promise.resolve();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
endWithSupervisor(() => void stop(1));

try {
  await open();
} catch (error) {
  say("shop", `cannot open: ${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}

async function open(): Promise<void> {
  if (values.database === undefined) await run({ name: "database", file: "database", env: shared });
  await retry(() => createTables(databaseUrl));
  await openFaults();
  // a shop that closes by itself, as in tests, is not there to be broken
  if (values.visits === "0") announce(databaseUrl);
  await run(payments(versionWith(new Set([values.fault]))));
  await run(service("fulfilment", "1.8.5"));
  await run(service("storefront", "5.18.2"));
  await retry(() => fetch(`http://127.0.0.1:${storefrontPort}/health`));
  await retry(() => fetch(`http://127.0.0.1:${paymentsPort}/health`));
  say("shop", `open at http://127.0.0.1:${storefrontPort}; break it with \`${faultCommand} bad-deploy on\``);
  await run({ name: "shoppers", file: "shopper/main", env: shared });
  if (values.visits !== "0") {
    await finished("shoppers");
    await stop();
  } else await followDeploys();
}

function metricsOf(name: string): Record<string, string> {
  const port = metricsPorts[["storefront", "payments", "fulfilment"].indexOf(name)] ?? "";
  if (port === "") return {};
  // the alert `Telemetry has problems` of deploy/prometheus reads the self-metrics
  return {
    TELLTALE_PROMETHEUS_PORT: port,
    OTEL_EXPORTER_PROMETHEUS_HOST: "127.0.0.1",
    TELLTALE_SELF_METRICS: "true",
  };
}

/** Switches on the fault of `--fault`, before a process starts. */
async function openFaults(): Promise<void> {
  process.env["SHOP_DATABASE_URL"] = databaseUrl;
  const { setFault } = await import("./faults.ts");
  const { pool } = await import("./pool.ts");
  closeFaults = () => pool.end();
  if (values.fault !== undefined) await setFault(toFault(values.fault), true);
}

function toFault(name: string): Fault {
  if (Object.hasOwn(faults, name)) return name as Fault;
  throw new Error(`unknown fault \`${name}\`: expected one of ${Object.keys(faults).join(", ")}`);
}

/** The version of payments: a fault that is a release of payments has its own. */
function versionWith(on: ReadonlySet<string | undefined>): string {
  if (on.has("new-error")) return "2.42.0";
  return on.has("bad-deploy") ? "2.41.0" : "2.40.3";
}

/** When a fault that is a release is switched, payments is started anew with the other version. */
async function followDeploys(): Promise<void> {
  const { watchFaults } = await import("./faults.ts");
  let running = versionWith(new Set([values.fault]));
  const timer = await watchFaults((on) => {
    const version = versionWith(on);
    if (version === running) return;
    running = version;
    say("shop", `payments ${version} goes out`);
    void run(payments(version));
  });
  timer.ref();
}

async function stop(code = 0): Promise<void> {
  if (stopping) return;
  stopping = true;
  await end("shoppers");
  await closeFaults();
  await endAll();
  withdraw();
  process.exit(code);
}

/** Tries for two minutes: on a busy machine the database takes one to start. */
async function retry(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (tries === 400) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}
