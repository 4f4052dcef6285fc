import { z } from "zod";
import { profileClasses } from "./enumerations.ts";
import { pageOf, resolvedRange } from "./query.ts";
import { hex, oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { truncated } from "./truncated.ts";
import type { In, Out, Routes } from "./route.ts";

export const profileClass = z
  .enum(profileClasses)
  .meta({ id: "ProfileClass", description: "By duration, with the thresholds that the program set." });
export type ProfileClass = Out<typeof profileClass>;

export const profileFigures = z
  .object({
    count: z.number(),
    errors: z.number(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    cpuP50Ms: z.number().nullable().describe("CPU time, user and system together."),
    cpuP95Ms: z.number().nullable(),
    memoryDeltaP50: z.number().nullable().describe("Growth of the heap."),
    memoryDeltaP95: z.number().nullable(),
    memoryPeak: z.number().nullable(),
    loopDelayMs: z.number().nullable().describe("The worst delay of the event loop."),
    gcShare: z.number().nullable().describe("Garbage collection, as a share of the time, 0 to 1."),
    itemsPerSecondP50: z.number().nullable(),
    classes: z.record(profileClass, z.number()).describe("Runs by class."),
    overlapped: z
      .number()
      .describe("Runs that overlapped others: CPU and memory figures are those of the process."),
  })
  .meta({
    id: "ProfileFigures",
    description: "What the runs of a profile cost, `null` when unknown. Times in ms, memory in bytes.",
  });
export type ProfileFigures = Out<typeof profileFigures>;

export const profileSummary = z
  .object({
    name: z.string(),
    current: profileFigures,
    previous: profileFigures.describe("The preceding period."),
    buckets: z.array(
      z.object({ time: z.string(), count: z.number(), errors: z.number(), p95Ms: z.number().nullable() }),
    ),
    services: z.array(z.string()),
  })
  .meta({ id: "ProfileSummary" });
export type ProfileSummary = Out<typeof profileSummary>;

export const profilesResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    profiles: z.array(profileSummary).describe("Ordered by total time; at most 200."),
    truncated: truncated("Profiles"),
  })
  .meta({ id: "ProfilesResult" });
export type ProfilesResult = Out<typeof profilesResult>;

export const profileRun = z
  .object({
    id: z.string(),
    timeNs: z.string().describe("When it ended."),
    durationMs: z.number().nullable(),
    class: z.string(),
    error: z.string().describe("Type of the error that ended it; empty when none did."),
    cpuUserMs: z.number(),
    cpuSystemMs: z.number(),
    memoryDelta: z.number(),
    memoryPeak: z.number(),
    gcMs: z.number(),
    items: z.number().nullable(),
    concurrent: z
      .number()
      .describe("Most profiles running at once; above 1 the figures include all of them."),
    service: z.string(),
    traceId: z.string(),
    spanId: z.string(),
  })
  .meta({ id: "ProfileRun", description: "One run." });
export type ProfileRun = Out<typeof profileRun>;

export const profileResult = z
  .object({ ...resolvedRange, ...pageOf(profileRun), stepMs: z.number(), summary: profileSummary })
  .meta({ id: "ProfileResult" });
export type ProfileResult = Out<typeof profileResult>;

export const cpuProfileRow = z
  .object({
    id: z.string(),
    name: z.string(),
    timeNs: z.string().describe("When the span ended."),
    durationMs: z.number().nullable(),
    samples: z.number(),
    bytes: z.number().describe("Compressed."),
    service: z.string(),
    environment: z.string(),
    traceId: z.string(),
    spanId: z.string(),
  })
  .meta({
    id: "CpuProfileRow",
    description: "A CPU profile of a slow span; its content is at `/api/cpu-profiles/{id}`.",
  });
export type CpuProfileRow = Out<typeof cpuProfileRow>;

export const cpuProfilesResult = z.object(pageOf(cpuProfileRow)).meta({ id: "CpuProfilesResult" });
export type CpuProfilesResult = Out<typeof cpuProfilesResult>;

const service = text.describe("Only runs in this service count.");
const profilesQuery = { ...rangeFields, service };
export type ProfilesQuery = In<typeof profilesQuery>;
const profileQuery = { ...rangeFields, ...pageFields, service, class: oneOf(...profileClasses) };
export type ProfileQuery = In<typeof profileQuery>;
const cpuProfilesQuery = {
  ...rangeFields,
  ...pageFields,
  name: text.describe("Name of the span."),
  service: text,
  traceId: hex(32),
};
export type CpuProfilesQuery = In<typeof cpuProfilesQuery>;

export const profileRoutes = {
  "GET /api/profiles": {
    summary: "Lists profiled functions and what they cost, and what they cost in the preceding period.",
    query: profilesQuery,
    result: profilesResult,
  },
  "GET /api/profiles/:name": {
    summary: "Returns one profile and its runs, newest first.",
    query: profileQuery,
    result: profileResult,
  },
  "GET /api/cpu-profiles": {
    summary: "Lists CPU profiles of slow spans, newest first, without their content.",
    query: cpuProfilesQuery,
    result: cpuProfilesResult,
  },
  "GET /api/cpu-profiles/:id": {
    summary: "Returns one CPU profile (`.cpuprofile`) for speedscope or the developer tools of a browser.",
    file: "application/json",
  },
} satisfies Routes;
