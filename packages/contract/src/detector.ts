// How far the console's detectors are: what they have not judged is neither good nor bad.
import { z } from "zod";
import { detectorNames } from "./enumerations.ts";
import type { Out, Routes } from "./route.ts";
import { unknown } from "./unknown.ts";

export const detector = z
  .object({
    name: z.enum(detectorNames),
    completeTo: z
      .string()
      .nullable()
      .describe(
        "Up to when everything is judged: of `bottlenecks` by the time of receipt. `null` before the first run.",
      ),
    unknown: unknown.nullable().describe("It fails, is behind, or does not run; `null` while it keeps up."),
    leftOut: z
      .object({ from: z.string(), to: z.string(), reason: z.string() })
      .nullable()
      .describe(
        "The last part that was not judged, because its queries failed again and again, or no console ran for long.",
      ),
  })
  .meta({
    id: "Detector",
    description:
      "`anomalies`; `bottlenecks`, found in single traces; `history`, bottlenecks that only history shows.",
  });
export type Detector = Out<typeof detector>;

export const detectorsResult = z
  .object({ detectors: z.array(detector).describe("Those that are enabled.") })
  .meta({ id: "DetectorsResult" });
export type DetectorsResult = Out<typeof detectorsResult>;

export const detectorRoutes = {
  "GET /api/detectors": {
    summary: "Returns how far the detectors of anomalies and bottlenecks are, and why one is behind.",
    access: "read",
    result: detectorsResult,
  },
} satisfies Routes;
