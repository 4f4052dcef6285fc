// The resource out of its sources, the weakest first: what every resource has, what is detected, the file or the variables
// of OpenTelemetry, ours, the options.
import type { Environment } from "../engine/settings/environment.ts";
import { sdkAttributes, serviceAttributes } from "../engine/resource/resource.ts";
import { type AssembledResource, assembleResource, type ResourceLayer } from "../resource/assemble.ts";
import type { Found, ResourceDetector, Surroundings } from "../resource/detector.ts";
import { type DetectorName, detectorNames, runDetectors, awaited } from "../resource/detectors.ts";
import { readVariable } from "../settings/resolve.ts";
import { type StartOptions, startSettings } from "./start-options.ts";

/** The options that the resource is made of. */
export interface ResourceOptions extends Pick<
  StartOptions,
  "service" | "environment" | "attributes" | "resourceDetectors"
> {}

const {
  service: serviceSetting,
  attributes: attributesSetting,
  detectorNames: namesSetting,
} = startSettings.settings;

/** What a configuration file says of the resource. */
export interface FileResource {
  readonly attributes: Found;
  readonly detectors: readonly (DetectorName | ResourceDetector)[];
  /** Whether a detected attribute may stay. */
  keeps(key: string): boolean;
  readonly schemaUrl: string | undefined;
}

/** Resolves the resource from checked options. */
export function resolveResource(
  options: ResourceOptions,
  env: Environment,
  around: Surroundings,
  file: FileResource | undefined,
): AssembledResource {
  const { service, environment, attributes } = options;
  const identity = typeof service === "string" ? { name: service } : service;
  const [ourName, itsName] = serviceSetting.variable;
  const variable = (attribute: string, name: string): ResourceLayer => ({
    source: name,
    now: { [attribute]: env.text(name) },
  });
  return assembleResource([
    {
      source: "default",
      now: { "service.name": `unknown_service:${process.release.name}`, ...sdkAttributes },
    },
    detected(resolveDetectors(options.resourceDetectors, env, file), around, file),
    file === undefined
      ? {
          source: attributesSetting.variable,
          now: (readVariable(env, attributesSetting.variable, attributesSetting) as Found | undefined) ?? {},
        }
      : { source: "file: resource", now: file.attributes },
    variable("service.name", itsName),
    variable("service.name", ourName),
    variable("deployment.environment.name", startSettings.settings.environment.variable),
    given(attributes),
    { source: "option environment", now: { "deployment.environment.name": environment } },
    { source: "option service", now: identity === undefined ? {} : serviceAttributes(identity) },
  ]);
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

function resolveDetectors(
  option: ResourceOptions["resourceDetectors"],
  env: Environment,
  file: FileResource | undefined,
): readonly (DetectorName | ResourceDetector)[] {
  if (option !== undefined) return option;
  if (file !== undefined) return file.detectors;
  const names = (readVariable(env, namesSetting.variable, namesSetting) ??
    namesSetting.default) as readonly string[];
  if (names.includes("none")) return [];
  return detectorNames.filter((name) => names.includes("all") || names.includes(name));
}

function given(attributes: ResourceOptions["attributes"]): ResourceLayer {
  const value = typeof attributes === "function" ? attributes() : (attributes ?? {});
  const source = "option attributes";
  return value instanceof Promise ? { source, now: {}, later: [awaited(value)] } : { source, now: value };
}
