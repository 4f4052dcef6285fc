// The API's resources on one screen. `/api/stats` and `/api/live` belong to the receiver's side and are registered by http/.
import { attributesPath, logHistogramPath, logsPath, servicesPath, tracePath, tracesPath } from "contract";
import { listAttributes } from "./attributes.ts";
import type { ApiRoute } from "./context.ts";
import { countLogs, listLogs } from "./logs.ts";
import { listServices } from "./services.ts";
import { getTrace } from "./trace.ts";
import { listTraces } from "./traces.ts";

export const apiRoutes: readonly ApiRoute[] = [
  { method: "GET", path: servicesPath, handler: listServices },
  { method: "GET", path: tracesPath, handler: listTraces },
  { method: "GET", path: tracePath, handler: getTrace },
  { method: "GET", path: logsPath, handler: listLogs },
  { method: "GET", path: logHistogramPath, handler: countLogs },
  { method: "GET", path: attributesPath, handler: listAttributes },
];
