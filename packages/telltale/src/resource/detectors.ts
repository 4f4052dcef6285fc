// The detectors by name, and their run: what is known at once is there at once, what takes time joins the resource later.
import { release } from "node:os";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { detectAws, detectAzure, detectGcp } from "./cloud.ts";
import { detectContainer } from "./container.ts";
import type { Detect, Found, ResourceDetector, Surroundings } from "./detector.ts";
import { detectHost, detectHostId } from "./host.ts";
import { detectKubernetes } from "./kubernetes.ts";
import { detectProcess } from "./process.ts";

/** The name of a built-in detector, as `OTEL_NODE_RESOURCE_DETECTORS` takes it. */
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
    if (found instanceof Promise) later.push(awaited(found.then(attributesOf).then(awaitAll)));
    else split(attributesOf(found), now, later);
  } catch (error) {
    report("resource_detector_failed", error);
  }
}

// a result of the OpenTelemetry shape has its attributes inside, that of a built-in detector is the attributes
function attributesOf(found: unknown): Found {
  if (typeof found !== "object" || found === null) return {};
  const inner = (found as { attributes?: unknown }).attributes;
  return (typeof inner === "object" && inner !== null ? inner : found) as Found;
}

function split(found: Found, now: Record<string, unknown>, later: Promise<Found>[]): void {
  for (const [key, value] of Object.entries(found)) {
    if (value instanceof Promise) later.push(awaited(value.then((given: unknown) => ({ [key]: given }))));
    else if (value !== undefined && value !== "") now[key] = value;
  }
}

async function awaitAll(found: Found): Promise<Found> {
  const pairs = Object.entries(found).map(async ([key, value]) => [key, await value] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

/** Resolves to what `found` gives, or to nothing when it rejects or takes longer than 5 s; never rejects. */
export async function awaited(found: Promise<object>): Promise<Found> {
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

// The instance of a service (semantic conventions: service): a random UUID per process.
// one for every reader; it spares the start of the process `node:crypto`, which costs more than all other detectors together
const kernel = "/proc/sys/kernel/random/uuid";

/** Makes up `service.instance.id`. */
function detectInstance(around: Surroundings): Found {
  return { "service.instance.id": around.readText(kernel)?.trim() || builtin("crypto")().randomUUID() };
}

// The operating system (semantic conventions: os).
const types: Partial<Record<NodeJS.Platform, string>> = { win32: "windows", sunos: "solaris" };

/** Tells type and version, and on Linux the distribution. */
export function detectOs(around: Surroundings): Found {
  const facts = {
    "os.type": types[around.platform] ?? around.platform,
    "os.version": release(),
  };
  if (around.platform !== "linux") return facts;
  const text = around.readText("/etc/os-release") ?? around.readText("/usr/lib/os-release") ?? "";
  return { ...facts, "os.name": field(text, "NAME"), "os.description": field(text, "PRETTY_NAME") };
}

// os-release is in shell syntax: a value may be quoted
function field(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1]?.trim();
  return value?.replace(/^(["'])(.*)\1$/, "$2").replaceAll(/\\(.)/g, "$1");
}
