// Runs the demo shop for a number of visits and collects the counts of its processes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { root } from "../tools/source-files.ts";
import { slowness } from "../tools/testing/patience.ts";
import { databaseFiles } from "./database-files.ts";

/** The counts of a process, and its library's statistics of exported telemetry. */
export interface Report {
  readonly service: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly stats: Readonly<Record<"traces" | "logs" | "metrics", { readonly exported: number }>>;
}

export interface ShopOptions {
  readonly visits: number;
  /** How many shoppers are in the shop at a time. */
  readonly shoppers?: number;
  /** Another number: other visits. The same number makes the same visits in each run. */
  readonly seed?: number;
  /** A fault of the shop that is on from the start. */
  readonly fault?: string;
  /** By how much its time limits are longer: enough that a busy machine makes no call fail. With 1, calls fail as in life. */
  readonly patience?: number;
  /** Environment variables of its processes. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs the shop against the receiver at `endpoint`, until all visits are over and all processes have shut down. */
export async function runShop(
  endpoint: string,
  { visits, fault, shoppers = 6, seed = 1, patience = patienceWith(fault), variables }: ShopOptions,
): Promise<Report[]> {
  const reports = mkdtempSync(path.join(tmpdir(), "telltale-shop-"));
  const script = path.join(root, "examples/shop/src/main.ts");
  const options = { endpoint, visits, shoppers, pace: 0.05, report: reports, ...(fault && { fault }) };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const env = {
    ...process.env,
    SHOP_SEED: String(seed),
    SHOP_PATIENCE: String(patience),
    SHOP_DATABASE_FILES: await databaseFiles(),
    ...variables,
  };
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`the shop ended with ${code}:\n${output}`);
  const found = readdirSync(reports).map(
    (file) => JSON.parse(readFileSync(path.join(reports, file), "utf8")) as Report,
  );
  rmSync(reports, { recursive: true, force: true });
  return found;
}

/** With a bad deploy, shoppers wait until the limit of a card provider: 6 s instead of 1.5 s. */
const patienceWith = (fault: string | undefined): number =>
  // on a slow machine calls that are to be answered must not fail, and those that are to fail must not take minutes
  fault === "bad-deploy" ? 4 * Math.min(2, slowness()) : 20 * slowness();

/** The sum of a count over all processes. */
export function counted(reports: readonly Report[], what: string): number {
  return reports.reduce((sum, { counts }) => sum + (counts[what] ?? 0), 0);
}
