// Where settings come from: `OTEL_CONFIG_FILE` when it is set, in place of all other OTEL_* variables (specification:
// configuration/sdk-environment-variables, "Declarative configuration"), else the variables as they are.
import { startSettings } from "../options/start-options.ts";
import { type FileConfiguration, readFileConfiguration } from "./file-configuration.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables to read settings from, and the file in place of some of them. */
export interface Configuration {
  readonly variables: Variables;
  readonly file: FileConfiguration | undefined;
}

/** Reads the file that `OTEL_CONFIG_FILE` names, if any. @throws {TelemetryError} `TT_CONFIG_FILE` when it cannot be used. */
export function readConfiguration(variables: Variables): Configuration {
  const path = variables[startSettings.settings.configFile.variable]?.trim();
  if (!path) return { variables, file: undefined };
  const file = readFileConfiguration(path, variables);
  const kept = Object.entries(variables).filter(([name]) => !name.startsWith("OTEL_"));
  return { variables: Object.fromEntries(kept), file };
}
