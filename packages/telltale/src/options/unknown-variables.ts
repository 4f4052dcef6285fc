// Names of variables that nothing reads, and that are nearly, or in other words, the name of one that is read: a mistake, which would else
// change nothing and say nothing.
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { nearest } from "catalog/nearest";
import { declaredVariables } from "../settings/walk.ts";
import { allSettings } from "./all-settings.ts";

/** Names that the specification, or another part of this library, has, and that no setting reads. */
const others = [
  "TELLTALE_MAIN_THREAD",
  "OTEL_ENTITIES",
  "OTEL_EXPERIMENTAL_CONFIG_FILE",
  "OTEL_SEMCONV_STABILITY_OPT_IN",
  "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
  "OTEL_EXPORTER_ZIPKIN_PROTOCOL",
  "OTEL_EXPORTER_ZIPKIN_TIMEOUT",
];

/** Other words for a variable, as one guesses them, and what they mean. */
const guesses: Readonly<Record<string, string>> = {
  SERVICE: "SERVICE_NAME",
  NAME: "SERVICE_NAME",
  URL: "ENDPOINT",
  HOST: "ENDPOINT",
  PORT: "ENDPOINT",
  ENV: "ENVIRONMENT",
  LOG_LEVEL: "LOGS_MINIMUM_SEVERITY",
};

const prefix = "TELLTALE_";

/** Warns of each name in `variables` that is nearly, or in other words, the name of a variable, and names that one. */
export function warnUnknownVariables(variables: Readonly<Record<string, string | undefined>>): void {
  const suspects = Object.keys(variables).filter((name) => /^(?:TEL|OT)/.test(name));
  if (suspects.length === 0) return;
  const names = new Set([...declaredVariables(Object.values(allSettings)), ...others]);
  for (const name of suspects) {
    // Kubernetes gives the address of a service called `telltale` to every pod so
    if (names.has(name) || (name === `${prefix}PORT` && variables[name]?.includes("://") === true)) continue;
    const guess = name.startsWith(prefix) ? guesses[name.slice(prefix.length)] : undefined;
    const meant = guess === undefined ? nearest(name, names) : prefix + guess;
    if (meant !== undefined) warnSetting(`unknown variable ${name}: did you mean ${meant}? It is ignored`);
  }
}
