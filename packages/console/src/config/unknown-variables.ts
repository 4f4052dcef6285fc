// Variables named like those of the console that nothing reads: a mistake, which would else change nothing and say nothing.
import { nearest } from "catalog/nearest";
import type { Env } from "./option.ts";

export interface UnknownVariable {
  readonly name: string;
  /** The variable that was probably meant. */
  readonly meant: string | undefined;
}

const prefix = "TELLTALE_CONSOLE_";

/** Read beside the options: passwords, and the address that commands use. */
const others = ["CLICKHOUSE_PASSWORD", "CLICKHOUSE_READER_PASSWORD", "URL"].map((name) => prefix + name);

/** What Kubernetes and Docker give every process beside a service called `telltale-console`. */
const ofService = /_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)$/;

/**
 * Names in `env` that begin like variables of the console, or are nearly one of them, and that nothing reads.
 *
 * @param declared the variables of the options.
 */
export function unknownVariables(env: Env, declared: readonly string[]): readonly UnknownVariable[] {
  const known = new Set([...declared, ...others]);
  return Object.keys(env).flatMap((name) => {
    if (!/^TE?L/.test(name) || known.has(name) || ofService.test(name)) return [];
    const meant = nearest(name, known);
    return meant !== undefined || name.startsWith(prefix) ? [{ name, meant }] : [];
  });
}

/** What the log says: the name, and the variable that was probably meant. */
export function describeUnknown({ name, meant }: UnknownVariable): string {
  const guess = meant === undefined ? "" : `: did you mean ${meant}?`;
  return `unknown variable ${name}${guess === "" ? "." : guess} It is ignored`;
}
