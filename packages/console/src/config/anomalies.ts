// How much anomaly detection watches and reports.
import { type Env, type FlagsOf, type OptionsOf, parsed, readOptions } from "./option.ts";

export interface AnomalyConfig {
  /** Anomalies that chance may cause in a week of a hundred series. */
  readonly budget: number;
  /** Series that are watched at most; 0 turns detection off. */
  readonly maxSeries: number;
}

export interface AnomalyValues {
  readonly anomalyBudget: number;
  readonly anomalySeries: number;
}

const group = "General";
const docs = "See [anomalies](../guide/anomalies.md).";

export const anomalyOptions: OptionsOf<AnomalyValues> = {
  anomalyBudget: {
    group,
    flag: "--anomaly-budget <number>",
    variable: "TELLTALE_CONSOLE_ANOMALY_BUDGET",
    default: "5",
    parse: parsed(
      (text) => inside(/^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN, 0.001, 1000),
      "a number from 0.001 to 1000",
    ),
    help: "false alarms a week that anomaly detection may cause in a hundred series",
    docs,
  },
  anomalySeries: {
    group,
    flag: "--anomaly-series <count>",
    variable: "TELLTALE_CONSOLE_ANOMALY_SERIES",
    default: "10000",
    parse: parsed(
      (text) => inside(/^\d{1,6}$/.test(text) ? Number(text) : NaN, 0, 100_000),
      "a whole number from 0 to 100000",
    ),
    help: "series that anomaly detection watches at most, those with most traffic; 0 turns it off",
    docs,
  },
};

/** @throws {ProblemError} when a value cannot be used. */
export function readAnomalies(flags: FlagsOf<AnomalyValues>, env: Env): AnomalyConfig {
  const { anomalyBudget, anomalySeries } = readOptions(anomalyOptions, flags, env);
  return { budget: anomalyBudget, maxSeries: anomalySeries };
}

function inside(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}
