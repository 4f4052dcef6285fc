// The detectors by name, and their run: what is known at once is there at once, what takes time joins the resource later.
import { report } from "../engine/diagnose.ts";
import { detectAws, detectAzure, detectGcp } from "./cloud.ts";
import { detectContainer } from "./container.ts";
import type { Detect, Found, ResourceDetector, Surroundings } from "./detector.ts";
import { detectHost, detectHostId } from "./host.ts";
import { detectInstance } from "./instance.ts";
import { detectKubernetes } from "./kubernetes.ts";
import { detectOs } from "./os.ts";
import { detectProcess } from "./process.ts";

/** The name of a detector of ours, as `OTEL_NODE_RESOURCE_DETECTORS` takes it. */
export type DetectorName =
  | "os"
  | "host"
  | "process"
  | "container"
  | "serviceinstance"
  | "aws"
  | "gcp"
  | "azure"
  | "k8s";

// in the order in which they are asked: later ones win
const detectors: Readonly<Record<DetectorName, readonly Detect[]>> = {
  os: [detectOs],
  host: [detectHost, detectHostId],
  process: [detectProcess],
  container: [detectContainer],
  serviceinstance: [detectInstance],
  aws: [detectAws],
  gcp: [detectGcp],
  azure: [detectAzure],
  k8s: [detectKubernetes],
};

/** All names, in the order in which they are asked: later ones win. */
export const detectorNames: readonly DetectorName[] = Object.keys(detectors) as DetectorName[];

/** What a run has found: `now`, and what comes `later`. */
export interface Detected {
  readonly now: Record<string, unknown>;
  /** Each resolves once, never rejects; what fails or takes longer than 5 s is reported and gives nothing. */
  readonly later: readonly Promise<Found>[];
}

/** Asks `wanted` in their order. A detector that throws is reported and gives nothing. */
export function runDetectors(
  wanted: readonly (DetectorName | ResourceDetector)[],
  around: Surroundings,
): Detected {
  const now: Record<string, unknown> = {};
  const later: Promise<Found>[] = [];
  for (const detector of wanted) {
    const calls =
      typeof detector === "string"
        ? detectors[detector].map((detect: Detect) => () => detect(around))
        : [() => detector.detect()];
    for (const call of calls) take(call, now, later);
  }
  return { now, later };
}

function take(call: () => unknown, now: Record<string, unknown>, later: Promise<Found>[]): void {
  try {
    const found = call();
    if (found instanceof Promise) later.push(settle(found.then(attributesOf).then(awaitAll)));
    else split(attributesOf(found), now, later);
  } catch (error) {
    report("resource_detector_failed", error);
  }
}

// a result of the OpenTelemetry shape has its attributes inside, one of ours is the attributes
function attributesOf(found: unknown): Found {
  if (typeof found !== "object" || found === null) return {};
  const inner = (found as { attributes?: unknown }).attributes;
  return (typeof inner === "object" && inner !== null ? inner : found) as Found;
}

function split(found: Found, now: Record<string, unknown>, later: Promise<Found>[]): void {
  for (const [key, value] of Object.entries(found)) {
    if (value instanceof Promise) later.push(settle(value.then((given: unknown) => ({ [key]: given }))));
    else if (value !== undefined && value !== "") now[key] = value;
  }
}

async function awaitAll(found: Found): Promise<Found> {
  const pairs = Object.entries(found).map(async ([key, value]) => [key, await value] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

/** Resolves to what `found` gives, or to nothing when it rejects or takes longer than 5 s; never rejects. */
export async function settle(found: Promise<object>): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer within 5 s")), 5000).unref();
  });
  try {
    return ((await Promise.race([found, tooLate])) ?? {}) as Found;
  } catch (error) {
    report("resource_detector_failed", error);
    return {};
  } finally {
    clearTimeout(timer);
  }
}
