// Every error the API answers with, whatever went wrong.
import { z } from "zod";
import { importResult } from "./import.ts";
import type { Out } from "./route.ts";

export const problem = z
  .object({
    status: z.number(),
    code: z.string().describe("Stable, for programs: `TRACE_UNKNOWN`, `BAD_PARAMETER`, …"),
    message: z.string().describe("For people: the input, and what was expected."),
    fix: z.string().describe("What to do about it."),
    place: z
      .object({ line: z.number(), column: z.number() })
      .optional()
      .describe("Position of the mistake in the input, both from 1."),
    problems: z
      .array(z.object({ path: z.string(), message: z.string(), fix: z.string() }))
      .optional()
      .describe("Each mistake, where the input may have several: rules of alerts."),
    bound: z
      .enum(["time", "memory", "rows", "answer"])
      .optional()
      .describe("Which limit a query reached. After `time`, the same query would take as long again."),
    import: importResult.optional().describe("What was stored before the error."),
    requestId: z.string().optional().describe("To find the request in the console's log."),
  })
  .meta({
    id: "Problem",
    description:
      "The body of each answer with a status of 400 or above (`content-type: application/problem+json`).",
  });
export type Problem = Out<typeof problem>;
