// Names of variables that nothing reads, and that are nearly, or in other words, the name of one that is read.
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { unknownVariables } from "catalog/unknown-variables";
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

function guess(name: string): string | undefined {
  const meant = name.startsWith(prefix) ? guesses[name.slice(prefix.length)] : undefined;
  return meant && prefix + meant;
}

/** Warns of each name in `variables` that is nearly, or in other words, the name of a variable, and names that one. */
export function warnUnknownVariables(variables: Readonly<Record<string, string | undefined>>): void {
  if (!Object.keys(variables).some((name) => /^(?:TEL|OT)/.test(name))) return;
  const known = new Set([...declaredVariables(Object.values(allSettings)), ...others]);
  for (const warning of unknownVariables(variables, { known, guess })) warnSetting(warning);
}
