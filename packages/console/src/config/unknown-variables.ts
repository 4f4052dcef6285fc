// Which variables the console and its commands read: what is named nearly like one of them is a mistake, and each command warns of it.
import { unknownVariables as unknown } from "catalog/unknown-variables";
import { consoleOptions } from "../config.ts";
import { commands, doctorOptions } from "./commands.ts";
import type { Env } from "./option.ts";

const prefix = "TELLTALE_CONSOLE_";

/** Read beside the options: passwords, and the token. */
const others = [`${prefix}CLICKHOUSE_PASSWORD`, `${prefix}CLICKHOUSE_READER_PASSWORD`, "TELLTALE_TOKEN"];

/** Other words for a variable, as one guesses them, and what they mean. */
const guesses: Readonly<Record<string, string>> = {
  HOST: "LISTEN",
  HOSTNAME: "LISTEN",
  ADDRESS: "LISTEN",
  BIND: "LISTEN",
  DATA_DIR: "DATA",
  RETENTION: "RETAIN",
};

function guess(name: string): string | undefined {
  const meant = name.startsWith(prefix) ? guesses[name.slice(prefix.length)] : undefined;
  return meant && prefix + meant;
}

/** Warnings about names in `env` that begin like variables of the console, or are nearly one of them, and that no command reads. */
export function unknownVariables(env: Env): readonly string[] {
  const options = [consoleOptions, doctorOptions, ...commands.map((command) => command.options)];
  const declared = options.flatMap((one) => Object.values(one).flatMap(({ variable }) => variable ?? []));
  return unknown(env, { known: new Set([...declared, ...others]), own: prefix, guess });
}
