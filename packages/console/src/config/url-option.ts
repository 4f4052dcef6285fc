// `--url`, of every command that asks a console that runs.
import { Option } from "commander";

/** The option; commander reads its variable. */
export function urlOption(): Option {
  return new Option("--url <url>", "URL of the console").env("TELLTALE_CONSOLE_URL");
}
