// Whether metrics are served to Prometheus: by the option, the port variable, or an exporter of that name.
import type { Environment } from "../engine/settings/environment.ts";
import {
  type PrometheusOptions,
  type PrometheusSettings,
  prometheusSettings,
} from "../prometheus/settings.ts";
import { readVariable, resolve } from "../settings/resolve.ts";

/**
 * Resolves the Prometheus endpoint: from `option` and the file (`resolved`), otherwise from the variables. `byName`: whether the list of
 * metric exporters names `prometheus`.
 */
export function resolvePrometheus(
  option: boolean | PrometheusOptions | undefined,
  settled: PrometheusSettings | undefined,
  byName: boolean,
  env: Environment,
): PrometheusSettings | undefined {
  if (settled !== undefined || option === false) return settled;
  const { port } = prometheusSettings.settings;
  const byPort = readVariable(env, port.variable[0], port) !== undefined;
  return byPort || byName ? resolve(prometheusSettings, {}, "prometheus", env) : undefined;
}
