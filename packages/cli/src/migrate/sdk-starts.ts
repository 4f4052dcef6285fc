// Which code starts Telltale, and which the SDK of another.
import { createReading, meaningOf } from "../code/meaning.ts";
import { child, type Node } from "../code/node.ts";
import type { Project } from "../code/project.ts";
import type { Location, SourceModule } from "../code/source-module.ts";

const vendor =
  /^(?:dd-trace|newrelic|elastic-apm-node|applicationinsights|honeycomb-beeline|@(?:sentry|splunk|honeycombio|azure\/monitor|elastic\/opentelemetry|vercel\/otel|instana|appsignal|logfire|grafana\/faro|newrelic|lightstep|signalfx|aws\/aws-distro)\b)/;
/** Modules of OpenTelemetry that only support what starts. */
const support = /^@opentelemetry\/(?:instrumentation|import-in-the-middle)(?:\/|$)/;

/** Whether a preload of this package is the SDK of another. */
export const isOtherSdk = (specifier: string): boolean =>
  vendor.test(specifier) || (specifier.startsWith("@opentelemetry/") && !support.test(specifier));

/** Imports that start an SDK without a further call. */
const startingModule =
  /^(?:@opentelemetry\/auto-instrumentations-node\/register|dd-trace\/(?:init|register|initialize)(?:\.m?js)?|newrelic|elastic-apm-node\/start(?:\.js)?|@sentry\/[\w-]+\/(?:preload|init)|@splunk\/otel\/instrument(?:\.js)?)$/;
const startingClass = /^(?:NodeSDK|Honeycomb\w*SDK|(?:\w*Tracer|Meter|Logger)Provider)$/;
const startingCall = /^(?:init|start|setup|useAzureMonitor|registerOTel|startNodeSDK|configure)$/;

/** Whether the module starts Telltale. */
export function startsTelltale(project: Project, module: SourceModule): boolean {
  return module.imports.includes("telltale/register") || startCalls(project, module).length > 0;
}

/** The calls of `start()` of Telltale. */
export function startCalls(project: Project, module: SourceModule): readonly Node[] {
  const reading = createReading(project);
  return module.calls.filter((node) => {
    if (node.type === "NewExpression") return false;
    const meaning = meaningOf(reading, { module, node: child(node, "callee")! });
    return meaning?.is === "package" && meaning.package === "telltale" && meaning.path.join(".") === "start";
  });
}

export interface OtherStart {
  readonly location: Location;
  /** `new NodeSDK of @opentelemetry/sdk-node`. */
  readonly call: string;
}

/** Where the module starts the SDK of another; undefined when it does not. */
export function otherStartIn(project: Project, module: SourceModule): OtherStart | undefined {
  const imported = module.imports.find((one) => startingModule.test(one));
  if (imported !== undefined)
    return { location: module.locationOf(module.program), call: `loading ${imported}` };
  const reading = createReading(project);
  for (const node of module.calls) {
    const meaning = meaningOf(reading, { module, node: child(node, "callee")! });
    if (meaning?.is !== "package") continue;
    const name = meaning.path.at(-1) ?? "";
    const isNew = node.type === "NewExpression";
    const isStart = isNew
      ? startingClass.test(name) && isOtherSdk(meaning.package)
      : startingCall.test(name) && vendor.test(meaning.package);
    if (isStart)
      return {
        location: module.locationOf(node),
        call: `${isNew ? `new ${name}` : `${name}()`} of ${meaning.package}`,
      };
  }
  return undefined;
}
