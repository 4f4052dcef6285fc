// Asks targets for their metrics, each at its interval, and stores what they say and how asking went: `up`,
// `scrape_duration_seconds`, `scrape_samples_scraped`, `scrape_samples_post_metric_relabeling`.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Attributes } from "otlp";
import type { ScrapeJob, ScrapeTarget } from "../config/scrape.ts";
import type { Family } from "../formats/prometheus/family.ts";
import { isOpenMetrics, readExposition } from "../formats/prometheus/text.ts";
import { toOtlp } from "../formats/prometheus/to-otlp.ts";
import type { Logger } from "../log.ts";
import type { Intake } from "../receive/intake.ts";
import { localSender } from "../receive/sender.ts";
import { fetchExposition } from "./fetch-exposition.ts";
import { labelFamilies, targetLabels } from "./label.ts";

export interface ScraperOptions {
  readonly jobs: readonly ScrapeJob[];
  readonly intake: Intake;
  readonly log: Logger;
}

export interface Scraper {
  /** Resolves when no scrape is under way any more. */
  stop(): Promise<void>;
}

const maxSamples = 1_000_000;

/** Starts to scrape. Never throws: a failing target has `up` 0, and a line in the log when that changes. */
export function startScraper({ jobs, intake, log }: ScraperOptions): Scraper {
  const stopping = new AbortController();
  const loops = jobs.flatMap((job) =>
    job.targets.map((target) => scrapeForever(job, target, { intake, log }, stopping.signal)),
  );
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function scrapeForever(
  job: ScrapeJob,
  target: ScrapeTarget,
  { intake, log }: Pick<ScraperOptions, "intake" | "log">,
  stopped: AbortSignal,
): Promise<void> {
  let failure: string | undefined;
  let next = Date.now() + offsetOf(job, target);
  while (!stopped.aborted) {
    await sleep(Math.max(next - Date.now(), 0), undefined, { signal: stopped, ref: false }).catch(() => {});
    if (stopped.aborted) return;
    // A scrape that took longer than the interval leaves out those that should have begun meanwhile.
    next += Math.max(Math.ceil((Date.now() - next) / job.intervalMs), 1) * job.intervalMs;
    const before = failure;
    failure = await scrape(job, target, intake, stopped);
    if (stopped.aborted || failure === before) continue;
    if (failure === undefined) log.info({ job: job.name, target: target.url }, "the target answers again");
    else log.warn({ job: job.name, target: target.url, reason: failure }, "cannot scrape the target");
  }
}

/** Targets of the same interval are not all asked at once, and each always at the same moment of it. */
function offsetOf(job: ScrapeJob, target: ScrapeTarget): number {
  const hash = createHash("sha256").update(`${job.name}\0${target.url}`).digest().readUInt32BE();
  const phase = Math.floor((hash / 2 ** 32) * job.intervalMs);
  return (((phase - Date.now()) % job.intervalMs) + job.intervalMs) % job.intervalMs;
}

/** Asks once and stores the answer. Resolves to why there is none. */
async function scrape(
  job: ScrapeJob,
  target: ScrapeTarget,
  intake: Intake,
  stopped: AbortSignal,
): Promise<string | undefined> {
  const startedAt = Date.now();
  const begun = performance.now();
  let families: readonly Family[] = [];
  let bytes = 0;
  let scraped = 0;
  let kept = 0;
  let failure: string | undefined;
  try {
    const { text, contentType } = await fetchExposition(target, job, stopped);
    const read = readExposition(text, isOpenMetrics(contentType), maxSamples);
    scraped = read.reduce((sum, { samples }) => sum + samples.length, 0);
    const labelled = labelFamilies(read, job, target);
    kept = labelled.samples;
    if (job.sampleLimit > 0 && kept > job.sampleLimit)
      throw new Error(`it has ${kept} samples, the limit is ${job.sampleLimit}`);
    families = labelled.families;
    bytes = text.length;
  } catch (error) {
    failure = reasonOf(error);
  }
  if (stopped.aborted) return failure;
  const report = reportFamilies(targetLabels(job, target), {
    up: failure === undefined ? 1 : 0,
    scrape_duration_seconds: (performance.now() - begun) / 1000,
    scrape_samples_scraped: scraped,
    scrape_samples_post_metric_relabeling: kept,
  });
  const { request } = toOtlp([...families, ...report], {
    nowMs: startedAt,
    resourceOf: (service, instance) => resourceOf(service, instance, target),
    keepParts: false,
  });
  try {
    await intake.metrics(request, Math.max(bytes, 1), localSender);
  } catch (error) {
    failure ??= `its samples could not be stored: ${reasonOf(error)}`;
  }
  return failure;
}

function reportFamilies(
  labels: ReadonlyMap<string, string>,
  values: Readonly<Record<string, number>>,
): Family[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    type: "gauge",
    help: "",
    unit: name.endsWith("_seconds") ? "seconds" : "",
    samples: [{ name, labels, value, timestampMs: undefined, exemplars: [] }],
  }));
}

function resourceOf(service: string, instance: string, target: ScrapeTarget): Attributes {
  const { hostname, port, protocol } = new URL(target.url);
  const scheme = protocol.slice(0, -1);
  return new Map<string, string | bigint>([
    ["service.name", service],
    ["service.instance.id", instance],
    ["server.address", hostname],
    ["server.port", BigInt(port || (scheme === "https" ? 443 : 80))],
    ["url.scheme", scheme],
  ]);
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
