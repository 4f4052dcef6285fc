// Other ingest protocols than OTLP: their ports, and targets that are scraped for their metrics.
import { anyText, type Env, type FlagsOf, type OptionsOf, port, readOptions } from "./option.ts";
import { readScrapeConfig, type ScrapeJob } from "./scrape.ts";

export interface IntakeConfig {
  /** Absent: not opened. */
  readonly zipkinPort: number | undefined;
  readonly jaegerPort: number | undefined;
  readonly scrapeJobs: readonly ScrapeJob[];
}

export interface IntakeValues {
  readonly zipkinPort: number | undefined;
  readonly jaegerPort: number | undefined;
  readonly scrapeConfig: string | undefined;
}

const group = "Other ingest protocols";

export const intakeOptions: OptionsOf<IntakeValues> = {
  zipkinPort: {
    group,
    flag: "--zipkin-port <port>",
    variable: "TELLTALE_CONSOLE_ZIPKIN_PORT",
    defaultNote: "off",
    parse: port,
    help: "port for Zipkin v2, usually 9411",
  },
  jaegerPort: {
    group,
    flag: "--jaeger-port <port>",
    variable: "TELLTALE_CONSOLE_JAEGER_PORT",
    defaultNote: "off",
    parse: port,
    help: "port for Jaeger's Thrift over HTTP, usually 14268",
  },
  scrapeConfig: {
    group,
    flag: "--scrape-config <file>",
    variable: "TELLTALE_CONSOLE_SCRAPE_CONFIG",
    parse: anyText,
    help: "file with the targets to scrape (Prometheus' scrape_configs)",
  },
};

/** @throws {ProblemError} when a value cannot be used. */
export function readIntake(flags: FlagsOf<IntakeValues>, env: Env): IntakeConfig {
  const { scrapeConfig, zipkinPort, jaegerPort } = readOptions(intakeOptions, flags, env);
  const scrapeJobs = scrapeConfig === undefined ? [] : readScrapeConfig(scrapeConfig);
  return { zipkinPort, jaegerPort, scrapeJobs };
}
