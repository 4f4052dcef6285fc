// The variables that the webhook of the OpenTelemetry operator gives to a container with Node.js, in their order.
import type { IInstrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IEnvVar } from "kubernetes-models/v1/EnvVar";
import type { IPod } from "kubernetes-models/v1/Pod";

import { exporterTls } from "./exporter-tls.ts";
import type { Cluster } from "./selection.ts";

export const mountPath = "/otel-auto-instrumentation-nodejs";

const attributes = "OTEL_RESOURCE_ATTRIBUTES";

/** The variables of `container` afterwards; its own keep their values. Undefined if it cannot be instrumented. */
export function instrumentedEnv(
  pod: IPod,
  container: IContainer,
  instrumentation: IInstrumentation,
  cluster: Cluster,
): IEnvVar[] | undefined {
  const { spec = {} } = instrumentation;
  const env: IEnvVar[] = [...(container.env ?? [])];
  const find = (name: string): IEnvVar | undefined => env.find((one) => one.name === name);
  const add = (...variables: readonly IEnvVar[]): void => {
    for (const one of variables) if (find(one.name) === undefined) env.push(one);
  };
  const replace = (variable: IEnvVar): void => {
    const at = env.findIndex(({ name }) => name === variable.name);
    if (at === -1) env.push(variable);
    else env[at] = variable;
  };
  // a value from elsewhere cannot be added to
  if (find("NODE_OPTIONS")?.valueFrom !== undefined) return undefined;
  add(...(spec.nodejs?.env ?? []));
  if (find("OTEL_POD_IP") === undefined) env.unshift(fieldOf("OTEL_POD_IP", "status.podIP"));
  if (find("OTEL_NODE_IP") === undefined) env.unshift(fieldOf("OTEL_NODE_IP", "status.hostIP"));
  add(...(spec.env ?? []));
  const options = find("NODE_OPTIONS");
  if (options?.valueFrom === undefined)
    replace({
      name: "NODE_OPTIONS",
      value: `${options?.value ?? ""} --require ${mountPath}/autoinstrumentation.js`,
    });

  const resource = resourceOf(pod, { ...container, env }, spec, cluster);
  add({ name: "OTEL_SERVICE_NAME", value: serviceNameOf(pod, container, spec, resource) });
  const { endpoint } = spec.exporter ?? {};
  if (endpoint !== undefined) add({ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: endpoint });
  add(...exporterTls(instrumentation).variables);
  env.push(fieldOf(`${attributes}_POD_NAME`, "metadata.name"));
  resource["k8s.pod.name"] = `$(${attributes}_POD_NAME)`;
  if (spec.resource?.addK8sUIDAttributes === true && resource["k8s.pod.uid"] === undefined) {
    env.push(fieldOf(`${attributes}_POD_UID`, "metadata.uid"));
    resource["k8s.pod.uid"] = `$(${attributes}_POD_UID)`;
  }
  if (find(attributes)?.value?.includes("service.version") !== true) {
    const version = serviceVersionOf(pod, container, spec);
    if (version !== undefined) resource["service.version"] = version;
  }
  if (resource["k8s.node.name"] === undefined) {
    env.push(fieldOf(`${attributes}_NODE_NAME`, "spec.nodeName"));
    resource["k8s.node.name"] = `$(${attributes}_NODE_NAME)`;
  }
  const own = find(attributes)?.value;
  const text = Object.keys(resource)
    .toSorted()
    .map((key) => `${key}=${resource[key]}`)
    .join(",");
  const between = own === undefined || own.endsWith(",") ? "" : ",";
  replace({ name: attributes, value: `${own ?? ""}${between}${text}` });
  const { propagators = [], sampler } = spec;
  if (propagators.length > 0) add({ name: "OTEL_PROPAGATORS", value: propagators.join(",") });
  addSampler(sampler, find, add);
  // last, because it refers to others
  return [...env.filter(({ name }) => name !== attributes), find(attributes)!];
}

/** Not if the container has a sampler or an argument of its own. */
function addSampler(
  sampler: NonNullable<IInstrumentation["spec"]>["sampler"],
  find: (name: string) => IEnvVar | undefined,
  add: (variable: IEnvVar) => void,
): void {
  if (sampler?.type === undefined) return;
  if ((find("OTEL_TRACES_SAMPLER") ?? find("OTEL_TRACES_SAMPLER_ARG")) !== undefined) return;
  add({ name: "OTEL_TRACES_SAMPLER", value: sampler.type });
  if (sampler.argument !== undefined && sampler.argument !== "")
    add({ name: "OTEL_TRACES_SAMPLER_ARG", value: sampler.argument });
}

type Spec = NonNullable<IInstrumentation["spec"]>;
type Resource = Record<string, string>;

const annotationPrefix = "resource.opentelemetry.io/";

/** An annotation of the pod, or, if `defaults` has it so, one of its labels. */
function annotated(pod: IPod, attribute: string, labels: readonly string[], spec: Spec): string | undefined {
  const { annotations = {}, labels: own = {} } = pod.metadata ?? {};
  const byLabel = spec.defaults?.useLabelsForResourceAttributes === true ? labels : [];
  return annotations[annotationPrefix + attribute] || byLabel.map((label) => own[label]).find(Boolean);
}

/** Attributes that the container does not set: of the resource, then of Kubernetes, then of the pod's annotations. */
function resourceOf(pod: IPod, container: IContainer, spec: Spec, cluster: Cluster): Resource {
  const own = container.env?.find(({ name }) => name === attributes)?.value ?? "";
  const set = new Set(own.split(",").map((pair) => pair.trim().split("=")[0]));
  const instance = `${cluster.namespace.name}.$(${attributes}_POD_NAME).${container.name}`;
  const named = Object.entries(pod.metadata?.annotations ?? {}).flatMap(([key, value]) =>
    key.startsWith(annotationPrefix) ? [[key.slice(annotationPrefix.length), value] as const] : [],
  );
  const all: Record<string, string | undefined> = {
    ...spec.resource?.resourceAttributes,
    "k8s.namespace.name": cluster.namespace.name,
    "k8s.container.name": container.name,
    "k8s.pod.name": pod.metadata?.name,
    "k8s.node.name": pod.spec?.nodeName,
    "service.instance.id": instance,
    ...ownersOf(pod, spec, cluster),
    ...Object.fromEntries(named.filter(([key]) => key !== "service.name")),
    "service.namespace": annotated(pod, "service.namespace", [], spec) ?? cluster.namespace.name,
  };
  const wanted = Object.entries(all).filter(
    ([key, value]) => !set.has(key) && value !== undefined && value !== "",
  );
  return Object.fromEntries(wanted) as Resource;
}

const ownerKinds = ["deployment", "replicaset", "statefulset", "daemonset", "cronjob", "job"];

function ownersOf(pod: IPod, spec: Spec, { deployments = {} }: Cluster): Resource {
  const result: Resource = {};
  for (const { kind, name, uid } of pod.metadata?.ownerReferences ?? []) {
    const known = kind.toLowerCase();
    if (!ownerKinds.includes(known)) continue;
    result[`k8s.${known}.name`] = name;
    if (spec.resource?.addK8sUIDAttributes === true) result[`k8s.${known}.uid`] = uid;
    const deployment = known === "replicaset" ? deployments[name] : undefined;
    if (deployment !== undefined) result["k8s.deployment.name"] = deployment;
  }
  return result;
}

function serviceNameOf(pod: IPod, container: IContainer, spec: Spec, resource: Resource): string {
  const labels = ["app.kubernetes.io/instance", "app.kubernetes.io/name"];
  const owners = [...ownerKinds, "pod"].map((kind) => resource[`k8s.${kind}.name`]);
  return annotated(pod, "service.name", labels, spec) ?? owners.find(Boolean) ?? container.name;
}

function serviceVersionOf(pod: IPod, { image = "" }: IContainer, spec: Spec): string | undefined {
  const version = annotated(pod, "service.version", ["app.kubernetes.io/version"], spec);
  if (version !== undefined) return version;
  const [, tag, digest] = /^[^@]*?(?::([\w][\w.-]*))?(?:@(\w+:\w+))?$/.exec(image) ?? [];
  return tag !== undefined && digest !== undefined ? `${tag}@${digest}` : (digest ?? tag);
}

function fieldOf(name: string, fieldPath: string): IEnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
