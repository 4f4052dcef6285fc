// What is taken beside OTLP: ports for other protocols, and targets that are asked for their metrics.
import { readScrapeConfig, type ScrapeJob } from "./scrape.ts";
import { UsageError } from "./usage-error.ts";

export interface IntakeConfig {
  /** Absent: not opened. */
  readonly zipkinPort: number | undefined;
  readonly jaegerPort: number | undefined;
  readonly scrapeJobs: readonly ScrapeJob[];
}

/** What the command line gives, as text. */
export interface IntakeFlags {
  readonly zipkinPort?: string | undefined;
  readonly jaegerPort?: string | undefined;
  readonly scrapeConfig?: string | undefined;
}

/** @throws {UsageError} when a value cannot be used. */
export function readIntake(
  flags: IntakeFlags,
  env: Readonly<Record<string, string | undefined>>,
): IntakeConfig {
  const given = (flag: string | undefined, name: string): string | undefined =>
    flag ?? (env[name]?.trim() || undefined);
  const scrapeFile = given(flags.scrapeConfig, "TELLTALE_CONSOLE_SCRAPE_CONFIG");
  return {
    zipkinPort: readPort("--zipkin-port", given(flags.zipkinPort, "TELLTALE_CONSOLE_ZIPKIN_PORT")),
    jaegerPort: readPort("--jaeger-port", given(flags.jaegerPort, "TELLTALE_CONSOLE_JAEGER_PORT")),
    scrapeJobs: scrapeFile === undefined ? [] : readScrapeConfig(scrapeFile),
  };
}

function readPort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UsageError(
    `Cannot use \`${flag} ${text}\`: expected a port number from 0 (any free one) to 65535.`,
  );
}
