// The options of the store as the command line declares them.
import type { Command } from "commander";
import { withEngineUserOption } from "./engine-user.ts";

export function withStoreOptions(command: Command): Command {
  return withEngineUserOption(command)
    .option(
      "--role <role>",
      "what this process does: all, ingest, query or alert; several share one ClickHouse (TELLTALE_CONSOLE_ROLE)",
    )
    .option(
      "--clickhouse <url...>",
      "use this ClickHouse instead of an own one; several are servers of one store (TELLTALE_CONSOLE_CLICKHOUSE)",
    )
    .option(
      "--clickhouse-cluster <name>",
      "spread tables over the shards of this cluster (TELLTALE_CONSOLE_CLICKHOUSE_CLUSTER)",
    )
    .option(
      "--clickhouse-on-cluster",
      "let the servers pass statements on (ON CLUSTER) (TELLTALE_CONSOLE_CLICKHOUSE_ON_CLUSTER=true)",
    )
    .option(
      "--clickhouse-replicated [path]",
      "tables are replicated; the path in Keeper (TELLTALE_CONSOLE_CLICKHOUSE_REPLICATED)",
    )
    .option("--clickhouse-user <name>", "who writes, instead of the user in the address")
    .option(
      "--clickhouse-password-file <file>",
      "file with that user's password (or TELLTALE_CONSOLE_CLICKHOUSE_PASSWORD)",
    )
    .option("--clickhouse-reader <name>", "who reads, instead of the one who writes")
    .option(
      "--clickhouse-reader-password-file <file>",
      "file with the reader's password (or TELLTALE_CONSOLE_CLICKHOUSE_READER_PASSWORD)",
    )
    .option("--clickhouse-ca <file>", "certificates of the authorities that are trusted (PEM)")
    .option("--clickhouse-cert <file>", "the console's own certificate (PEM)")
    .option("--clickhouse-key <file>", "its key (PEM)")
    .option("--clickhouse-setting <name=value...>", "sent with each request");
}
