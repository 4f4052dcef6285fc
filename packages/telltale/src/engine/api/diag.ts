// The API's `diag`: messages go to the logger that is registered for all copies of the API.
import type { DiagLogger } from "@opentelemetry/api";
import { readGlobal, writeGlobal } from "./global.ts";
import { DiagLogLevel } from "./enums.ts";

type Level = keyof DiagLogger;

const levels: readonly (readonly [Level, DiagLogLevel])[] = [
  ["error", DiagLogLevel.ERROR],
  ["warn", DiagLogLevel.WARN],
  ["info", DiagLogLevel.INFO],
  ["debug", DiagLogLevel.DEBUG],
  ["verbose", DiagLogLevel.VERBOSE],
];

const pass =
  (level: Level) =>
  (message: string, ...rest: unknown[]) =>
    (readGlobal()?.diag as DiagLogger | undefined)?.[level](message, ...rest);

/** Logs to `logger` what it is registered for; nothing without one. */
export const diag: DiagLogger & {
  setLogger(logger: DiagLogger, logLevel: DiagLogLevel): void;
  disable(): void;
} = {
  error: pass("error"),
  warn: pass("warn"),
  info: pass("info"),
  debug: pass("debug"),
  verbose: pass("verbose"),
  /** Registers `logger` for what is at least as grave as `logLevel`, in place of another one. */
  setLogger(logger, logLevel) {
    const entries = levels.map(([level, number]) => [
      level,
      number <= logLevel ? logger[level].bind(logger) : () => {},
    ]);
    writeGlobal({ diag: Object.fromEntries(entries) });
  },
  disable: () => writeGlobal({ diag: undefined }),
};
