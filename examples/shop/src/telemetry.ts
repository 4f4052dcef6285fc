// Telemetry of one process of the shop: started before anything else, flushed before the process ends.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { start, type Telltale } from "telltale";

import { catalog } from "./catalog.ts";
import { endWithSupervisor } from "./orphan.ts";
import { settings } from "./settings.ts";

/** What the process did itself, to compare with what the console has. */
const counts: Record<string, number> = {};

/** Counts something that must be found again, such as `transaction purchase completed`. */
export function tally(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

/** Starts telemetry and sees to an orderly end: `close` first, then what is left is sent. */
export function startTelemetry(service: string, close: () => Promise<void>): void {
  const telltale = start({
    service: { name: service, version: settings.version, namespace: "shop" },
    environment: settings.environment,
    catalog,
    catalogGuard: "warn",
    metricIntervalMs: settings.metricIntervalMs,
  });
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await close().catch((error: unknown) => console.error(`cannot close in order: ${String(error)}`));
    await telltale.stop();
    report(service, telltale);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());
  endWithSupervisor(() => void end());
}

function report(service: string, telltale: Telltale): void {
  if (settings.reportFolder === "") return;
  mkdirSync(settings.reportFolder, { recursive: true });
  const file = path.join(settings.reportFolder, `${service}-${process.pid}.json`);
  writeFileSync(file, JSON.stringify({ service, counts, stats: telltale.stats() }));
}
