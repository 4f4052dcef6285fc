// The options of storage as the command line declares them.
import type { Command } from "commander";

export function withStorageOptions(command: Command): Command {
  return command
    .option(
      "--retain <list>",
      "days to keep, by kind: spans=7d,logs=7d,metrics=30d,business=400d,rollups=400d,audit=400d are the defaults (TELLTALE_CONSOLE_RETAIN)",
    )
    .option(
      "--max-size <size>",
      "all tables together may take so much, like 50GB; over it the oldest days go (TELLTALE_CONSOLE_MAX_SIZE)",
    )
    .option(
      "--min-free <size>",
      "below so much free space nothing more is taken (TELLTALE_CONSOLE_MIN_FREE, default 1GB or 5% of the disk)",
    )
    .option(
      "--durable",
      "wait for the disk before anything is acknowledged: power loss takes nothing (TELLTALE_CONSOLE_DURABLE=true)",
    );
}
