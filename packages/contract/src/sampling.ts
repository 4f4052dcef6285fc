// Rules of sampling that running processes take from the console.
import { z } from "zod";
import type { Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

export const samplingConditionData = z.record(z.string(), z.unknown()).meta({
  id: "SamplingConditionData",
  description: "When a rule is for something: the vocabulary of `telltale/sampling`, as plain data.",
});
export type SamplingConditionData = Out<typeof samplingConditionData>;

export const samplingRule = z
  .object({
    name: z.string(),
    when: samplingConditionData.optional(),
    rate: z.number().optional().describe("The share of traces that is kept, from 0 to 1."),
    priority: z.number().optional().describe("The matching rule with the highest priority decides."),
    perSecond: z.number().optional(),
  })
  .meta({
    id: "SamplingRule",
    description: "A rule, asked when a trace begins (`head`) or when it has ended (`tail.rules`).",
  });
export type SamplingRule = Out<typeof samplingRule>;

export const tailRules = z
  .object({
    rules: z.array(samplingRule).optional(),
    defaultRate: z.number().optional(),
    budget: z
      .object({ perSecond: z.number(), shares: z.record(z.string(), z.number()).optional() })
      .optional(),
  })
  .meta({ id: "TailRules", description: "Rules for whole traces." });
export type TailRules = Out<typeof tailRules>;

export const serviceSamplingRules = z
  .object({
    rate: z.number().optional(),
    head: z.array(samplingRule).optional(),
    noise: z.boolean().optional(),
    tail: tailRules.optional(),
    adaptive: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .meta({ id: "ServiceSamplingRules", description: "Rules for one service, or for all." });
export type ServiceSamplingRules = Out<typeof serviceSamplingRules>;

export const samplingRules = z
  .object({
    ...serviceSamplingRules.shape,
    services: z.record(z.string(), serviceSamplingRules).optional().describe("By service name, or a glob."),
  })
  .meta({ id: "SamplingRules", description: "All sampling rules." });
export type SamplingRules = Out<typeof samplingRules>;

export const samplingProcess = z
  .object({
    service: z.string(),
    count: z.number().describe("How many processes of the service are in this state."),
    version: z.number().describe("The version of the rules in use."),
    refused: z.string().describe("Why the process rejects the rules; empty when it uses them."),
    asked: z.string().describe("ISO 8601."),
  })
  .meta({
    id: "SamplingProcess",
    description: "Processes of a service that poll for rules, with their last reported state.",
  });
export type SamplingProcess = Out<typeof samplingProcess>;

export const samplingResult = z
  .object({
    version: z.number().describe("0 for rules that were never saved."),
    saved: z.string().describe("ISO 8601; empty when never."),
    rules: samplingRules,
    processes: z
      .array(samplingProcess)
      .describe("Processes that polled in the last ten minutes, by service, version and state."),
    truncated: truncated("Rows of processes"),
    signs: z
      .boolean()
      .describe("Whether processes can poll: answers are signed with the console's token, so it needs one."),
  })
  .meta({ id: "SamplingResult" });
export type SamplingResult = Out<typeof samplingResult>;

export const samplingQuestion = z
  .object({
    service: z.string().max(1000),
    instance: z.string().min(1).max(100).describe("Random: distinguishes processes of a service."),
    nonce: z.string().min(8).max(100),
    version: z.int().min(0),
    refused: z.string().max(4000).optional(),
  })
  .meta({ id: "SamplingQuestion" });
export type SamplingQuestion = Out<typeof samplingQuestion>;

export const signedAnswer = z
  .object({ payload: z.string().describe("JSON text of a `SignedPayload`."), signature: z.string() })
  .meta({
    id: "SignedAnswer",
    description: "`signature` is HMAC-SHA-256 over `payload` with the token, in hex digits.",
  });
export type SignedAnswer = Out<typeof signedAnswer>;

export const signedPayload = z
  .object({
    nonce: z.string(),
    version: z.number(),
    expiresMs: z.number().describe("Unix ms."),
    rules: samplingRules.nullable().describe("`null` when none were ever saved."),
  })
  .meta({ id: "SignedPayload" });
export type SignedPayload = Out<typeof signedPayload>;

export const samplingRoutes = {
  "GET /api/sampling": {
    summary: "Returns the sampling rules and which processes use them.",
    description: "The header `ETag` names the version.",
    result: samplingResult,
  },
  "PUT /api/sampling": {
    summary: "Saves the next version of the sampling rules.",
    description:
      "The header `If-Match` carries the `ETag` that was read: 428 without it, 412 when it was saved since, 422 with every mistake and its place.",
    body: samplingRules,
    result: samplingResult,
  },
  "POST /api/sampling/poll": {
    summary: "Answers a process that polls for its sampling rules.",
    description:
      "The caller authenticates with a word made of the console's token, which also signs the answer; 409 in a console that has no token.",
    body: samplingQuestion,
    result: signedAnswer,
  },
} satisfies Routes;
