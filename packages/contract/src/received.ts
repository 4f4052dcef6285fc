import { z } from "zod";
import type { Out, Routes } from "./route.ts";

export const received = z
  .object({
    hasTelemetry: z.boolean().describe("The test spans of `telltale-console doctor` do not count."),
  })
  .meta({ id: "ReceivedTelemetry" });
export type Received = Out<typeof received>;

export const receivedRoutes = {
  "GET /api/received": {
    summary: "Returns whether the store has any telemetry.",
    result: received,
  },
} satisfies Routes;
