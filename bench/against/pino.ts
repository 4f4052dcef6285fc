// The same log records by pino as a line of JSON each, written synchronously to /dev/null, without any correlation.
import { pino } from "pino";

import { measure } from "../workload/bursts.ts";
import { attributes, message, records } from "../workload/logs.ts";

const logger = pino(pino.destination({ dest: "/dev/null", sync: true }));

await measure(
  {
    once: () => logger.info(attributes, message),
    flush: async () => {},
    stop: async () => {},
  },
  records,
);
