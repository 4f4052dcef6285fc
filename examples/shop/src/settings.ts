// What a process of the shop needs to know. The supervisor hands it over in the environment; by hand it works with the defaults.
import { devNull } from "node:os";

import { patience } from "./patience.ts";

const text = (name: string, fallback: string): string => process.env[name] ?? fallback;

export const settings = {
  /** Any PostgreSQL; the supervisor's own is PGlite behind its socket. */
  databaseUrl: text("SHOP_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres"),
  storefrontPort: Number(text("SHOP_STOREFRONT_PORT", "8080")),
  paymentsPort: Number(text("SHOP_PAYMENTS_PORT", "8081")),
  /** The card providers: the world outside, which has no instrumentation. */
  providersPort: Number(text("SHOP_PROVIDERS_PORT", "8082")),
  databasePort: Number(text("SHOP_DATABASE_PORT", "5433")),
  /** The released version of this process. */
  version: text("SHOP_VERSION", "1.0.0"),
  environment: text("SHOP_ENVIRONMENT", "production"),
  shoppers: Number(text("SHOP_SHOPPERS", "12")),
  /** Ends the shoppers after so many visits; 0 goes on for ever. */
  visits: Number(text("SHOP_VISITS", "0")),
  /** Makes visits and card providers decide the same in each run; empty for chance. */
  seed: text("SHOP_SEED", ""),
  /** Share of a person's hesitation: 1 is life, 0.1 is a test. */
  pace: Number(text("SHOP_PACE", "1")),
  /** How long a basket may be at shipping before its purchase counts as abandoned. */
  abandonAfterMs: Number(text("SHOP_ABANDON_AFTER_MS", "20000")) * patience,
  /** How long a card provider may take. */
  providerTimeoutMs: Math.round(1500 * patience),
  /** How long any other service may take. */
  callTimeoutMs: Math.round(10_000 * patience),
  /** Time between two exports of metrics: the page of metrics fills as fast as the others. The library's default is a minute. */
  metricIntervalMs: Number(text("OTEL_METRIC_EXPORT_INTERVAL", "10000")),
  /** A folder in which each process writes at its end what it sent; empty for none. */
  reportFolder: text("SHOP_REPORT_FOLDER", ""),
  /** Where the payments service writes its log; nowhere by default: the console has it. */
  logFile: text("SHOP_LOG_FILE", devNull),
} as const;

export const storefrontUrl = `http://127.0.0.1:${settings.storefrontPort}`;
export const paymentsUrl = `http://127.0.0.1:${settings.paymentsPort}`;
export const providersUrl = `http://127.0.0.1:${settings.providersPort}`;
