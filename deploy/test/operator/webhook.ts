// What the webhook of the OpenTelemetry operator answers for a pod, for Node.js only: the language of the images here.
import type { IInstrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPod } from "kubernetes-models/v1/Pod";

import { instrumentedEnv, mountPath } from "./environment.ts";
import { exporterTls, withNew } from "./exporter-tls.ts";
import { type Cluster, Rejection, selectContainers, selectInstrumentation } from "./selection.ts";

const volume = "opentelemetry-auto-instrumentation-nodejs";

export interface Answer {
  /** The same object if nothing is changed. */
  readonly pod: IPod;
  /** What the operator logs; the pod is let in unchanged. */
  readonly error?: string;
}

/** The webhook's answer for `pod`. */
export function mutate(pod: IPod, cluster: Cluster): Answer {
  if (isInstrumented(pod)) return { pod };
  try {
    const resource = selectInstrumentation(pod, cluster);
    const names = resource === undefined ? undefined : selectContainers(pod, cluster);
    if (resource === undefined || names === undefined || names.length === 0) return { pod };
    return { pod: inject(pod, resource, names, cluster) };
  } catch (error) {
    if (error instanceof Rejection) return { pod, error: error.message };
    throw error;
  }
}

function isInstrumented(pod: IPod): boolean {
  const { containers, initContainers = [] } = pod.spec!;
  return (
    initContainers.some(({ name }) => name === volume) ||
    containers.some(({ env = [] }) => env.some(({ name }) => name === "OTEL_RESOURCE_ATTRIBUTES_NODE_NAME"))
  );
}

function inject(pod: IPod, resource: IInstrumentation, names: readonly string[], cluster: Cluster): IPod {
  const mount = { name: volume, mountPath };
  const tls = exporterTls(resource);
  const change = (container: IContainer): IContainer => {
    if (!names.includes(container.name)) return container;
    const env = instrumentedEnv(pod, container, resource, cluster);
    if (env === undefined) return container;
    const own = [...(container.volumeMounts ?? []), mount];
    return { ...container, env, volumeMounts: withNew(own, tls.mounts) };
  };
  const { containers, initContainers = [], volumes = [] } = pod.spec!;
  const first = [...initContainers, ...containers].find(({ name }) => name === names[0])!;
  const { nodejs, imagePullPolicy, initContainerSecurityContext } = resource.spec!;
  const securityContext = initContainerSecurityContext ?? first.securityContext;
  const copying: IContainer = {
    name: volume,
    image: nodejs!.image!,
    command: ["cp", "-r", "/autoinstrumentation/.", mountPath],
    ...(nodejs!.resourceRequirements !== undefined && { resources: nodejs!.resourceRequirements }),
    volumeMounts: [mount],
    ...(imagePullPolicy !== undefined && { imagePullPolicy }),
    ...(securityContext !== undefined && { securityContext }),
  };
  // before the init container that needs the files, else last
  const changed = initContainers.map(change);
  const at = initContainers.findIndex(({ name }) => name === first.name);
  changed.splice(at === -1 ? changed.length : at, 0, copying);
  const sizeLimit = nodejs!.volumeLimitSize ?? "200Mi";
  return {
    ...pod,
    spec: {
      ...pod.spec!,
      containers: containers.map(change),
      initContainers: changed,
      volumes: withNew([...volumes, { name: volume, emptyDir: { sizeLimit } }], tls.volumes),
    },
  };
}
