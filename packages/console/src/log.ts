// The console's own log: pino, one JSON line an entry on standard error, so that standard output stays free for answers.
import { pino, type Logger } from "pino";

export type { Logger } from "pino";

/** From most to least talkative. */
export const logLevels: readonly string[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** Makes the log of this process. Authorization headers and cookies never reach it. */
export function createLog(level: string): Logger {
  return pino(
    {
      name: "telltale-console",
      level,
      redact: [
        "req.headers.authorization",
        "req.headers.cookie",
        "headers.authorization",
        "headers.cookie",
        "token",
      ],
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** The log for a part that logs too much at `info`: its warnings and errors only. */
export function quieter(log: Logger): Logger {
  return log.isLevelEnabled("info") && !log.isLevelEnabled("debug") ? log.child({}, { level: "warn" }) : log;
}
