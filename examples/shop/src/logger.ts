// The log of the payments service: pino, as it would be without Telltale. Its lines name their span and are in the console too.
import pino from "pino";
import { bridgePino } from "telltale/pino";

import { settings } from "./settings.ts";

export const logger: pino.Logger = bridgePino(
  pino({}, pino.destination({ dest: settings.logFile, sync: false })),
);
