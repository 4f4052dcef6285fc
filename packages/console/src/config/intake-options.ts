// The options of what is taken beside OTLP, as the command line declares them.
import type { Command } from "commander";

export function withIntakeOptions(command: Command): Command {
  return command
    .option(
      "--zipkin-port <port>",
      "take Zipkin v2 here, usually 9411 (TELLTALE_CONSOLE_ZIPKIN_PORT, default off)",
    )
    .option(
      "--jaeger-port <port>",
      "take Jaeger's Thrift over HTTP here, usually 14268 (TELLTALE_CONSOLE_JAEGER_PORT, default off)",
    )
    .option(
      "--scrape-config <file>",
      "ask the targets in this file (Prometheus' scrape_configs) for their metrics (TELLTALE_CONSOLE_SCRAPE_CONFIG)",
    );
}
