// The options of `telltale-console detect`.
import { anyText, choice, type OptionsOf, parsed } from "./option.ts";

export interface DetectValues {
  readonly format: "csv" | "json";
  readonly timeColumn: string;
  readonly valueColumn: string;
  /** Findings by chance a week, in a hundred series. */
  readonly budget: number;
}

export const detectCommand: {
  readonly name: string;
  readonly help: string;
  readonly argument: readonly [name: string, help: string];
  readonly options: OptionsOf<DetectValues>;
} = {
  name: "detect",
  help: "find anomalies in a time series: an anomaly score for each row of a CSV file",
  argument: ["<file>", "CSV file with a header, with or without gzip; - is standard input"],
  options: {
    format: {
      flag: "--format <format>",
      default: "csv",
      parse: choice("csv", "json"),
      help: "output format: csv, json (one object a line)",
    },
    timeColumn: {
      flag: "--time-column <name>",
      default: "timestamp",
      parse: anyText,
      help: "column of times: ISO 8601 (UTC without a zone), or Unix seconds, milliseconds or nanoseconds",
    },
    valueColumn: {
      flag: "--value-column <name>",
      default: "value",
      parse: anyText,
      help: "column of numbers; an empty cell is a missing value",
    },
    budget: {
      flag: "--budget <number>",
      default: "5",
      parse: parsed(readBudget, "a number from 0.001 to 1000"),
      help: "false alarms that are acceptable in a week of a hundred series",
    },
  },
};

function readBudget(text: string): number | undefined {
  const number = /^\d{1,4}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  return number >= 0.001 && number <= 1000 ? number : undefined;
}
