// The resource out of its sources, the weakest first: what every resource has, what is detected, the file or the variables
// of OpenTelemetry, ours, the options.
import type { Environment } from "../engine/environment.ts";
import { sdkAttributes, serviceAttributes, type ServiceIdentity } from "../engine/resource.ts";
import { TelemetryError } from "../error.ts";
import { type AssembledResource, assembleResource, type ResourceLayer } from "../resource/assemble.ts";
import type { Found, ResourceDetector, Surroundings } from "../resource/detector.ts";
import { type DetectorName, detectorNames, runDetectors, settle } from "../resource/detectors.ts";

/** The options that the resource is made of. */
export interface ResourceOptions {
  readonly service?: string | ServiceIdentity | undefined;
  readonly environment?: string | undefined;
  readonly attributes?: object | (() => object | Promise<object>) | undefined;
  readonly resourceDetectors?: readonly (DetectorName | ResourceDetector)[] | undefined;
}

/** What a configuration file says of the resource. */
export interface FileResource {
  readonly attributes: Found;
  readonly detectors: readonly (DetectorName | ResourceDetector)[];
  /** Whether a detected attribute may stay. */
  keeps(key: string): boolean;
  readonly schemaUrl: string | undefined;
}

/** Settles the resource. @throws {TelemetryError} `TT_SERVICE_NAME` or `TT_OPTION` for wrong options. */
export function settleResource(
  options: ResourceOptions,
  env: Environment,
  around: Surroundings,
  file: FileResource | undefined,
): AssembledResource {
  const { service, environment, attributes } = options;
  const identity = service === undefined ? undefined : identityOf(service);
  const variable = (attribute: string, name: string): ResourceLayer => ({
    source: name,
    now: { [attribute]: env.text(name) },
  });
  return assembleResource([
    {
      source: "default",
      now: { "service.name": `unknown_service:${process.release.name}`, ...sdkAttributes },
    },
    detected(settleDetectors(options.resourceDetectors, env, file), around, file),
    file === undefined
      ? { source: "OTEL_RESOURCE_ATTRIBUTES", now: env.attributes("OTEL_RESOURCE_ATTRIBUTES") ?? {} }
      : { source: "file: resource", now: file.attributes },
    variable("service.name", "OTEL_SERVICE_NAME"),
    variable("service.name", "TELLTALE_SERVICE_NAME"),
    variable("deployment.environment.name", "TELLTALE_ENVIRONMENT"),
    given(attributes),
    { source: "option environment", now: { "deployment.environment.name": environment } },
    { source: "option service", now: identity === undefined ? {} : serviceAttributes(identity) },
  ]);
}

/** `service` as an identity. @throws {TelemetryError} `TT_SERVICE_NAME` where it has no name */
function identityOf(service: unknown): ServiceIdentity {
  const identity = typeof service === "object" && service !== null ? service : { name: service };
  const { name } = identity as { readonly name?: unknown };
  if (typeof name === "string" && name.trim() !== "") return identity as ServiceIdentity;
  const shown = typeof name === "string" ? JSON.stringify(name) : String(name);
  throw new TelemetryError("TT_SERVICE_NAME", `Cannot name the service \`${shown}\`.`);
}

function detected(
  wanted: readonly (DetectorName | ResourceDetector)[],
  around: Surroundings,
  file: FileResource | undefined,
): ResourceLayer {
  const { now, later } = runDetectors(wanted, around);
  const source = "detectors";
  if (file === undefined) return { source, now, later };
  const keep = (found: Found): Found =>
    Object.fromEntries(Object.entries(found).filter(([key]) => file.keeps(key)));
  return { source, now: keep(now), later: later.map(async (found) => keep(await found)) };
}

function settleDetectors(
  option: ResourceOptions["resourceDetectors"],
  env: Environment,
  file: FileResource | undefined,
): readonly (DetectorName | ResourceDetector)[] {
  for (const detector of option ?? []) {
    if (
      typeof detector === "string" ? detectorNames.includes(detector) : typeof detector?.detect === "function"
    )
      continue;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot detect the resource with \`${String(detector)}\`: expected one of ${detectorNames.join(", ")}, or a detector.`,
    );
  }
  if (option !== undefined) return option;
  if (file !== undefined) return file.detectors;
  const names = env.list("OTEL_NODE_RESOURCE_DETECTORS") ?? ["all"];
  // `env` names the specification's variables, which are read in any case
  const known = [...detectorNames, "all", "none", "env"];
  if (names.some((name) => !known.includes(name))) {
    env.ignore("OTEL_NODE_RESOURCE_DETECTORS", `some of ${known.join(", ")}`, "what is unknown is ignored");
  }
  if (names.includes("none")) return [];
  return detectorNames.filter((name) => names.includes("all") || names.includes(name));
}

function given(attributes: ResourceOptions["attributes"]): ResourceLayer {
  const value = typeof attributes === "function" ? attributes() : (attributes ?? {});
  const source = "option attributes";
  return value instanceof Promise ? { source, now: {}, later: [settle(value)] } : { source, now: value };
}
