// What is not known, with since when and why: a verdict that no evaluation backs up is neither good nor bad.
import { z } from "zod";
import type { Out } from "./route.ts";

export const unknown = z
  .object({
    since: z
      .string()
      .nullable()
      .describe("Up to when it was known: the last complete evaluation. `null`: there was none."),
    reason: z.string().describe("Why, in one sentence or as the store says it."),
  })
  .meta({ id: "Unknown", description: "Since when something is not known, and why." });
export type Unknown = Out<typeof unknown>;
