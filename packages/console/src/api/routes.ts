// The API's resources on one screen. `/api/stats` and `/api/live` belong to the receiver's side and are registered by http/.
import { servicesPath, tracePath, tracesPath } from "contract";
import type { ApiRoute } from "./context.ts";
import { listServices } from "./services.ts";
import { getTrace } from "./trace.ts";
import { listTraces } from "./traces.ts";

export const apiRoutes: readonly ApiRoute[] = [
  { method: "GET", path: servicesPath, handler: listServices },
  { method: "GET", path: tracesPath, handler: listTraces },
  { method: "GET", path: tracePath, handler: getTrace },
];
