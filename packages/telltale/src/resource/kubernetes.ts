// Kubernetes by downward-API variables: what the pod's manifest hands to the container. Nothing is asked over the network.
import type { Found, Surroundings } from "./detector.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";

const { settings: byOperator } = zeroCodeSettings;

// The operator's names first, then the names of the attributes, then what manifests commonly use.
const variables: Readonly<Record<string, readonly string[]>> = {
  "k8s.pod.name": [byOperator.podName.variable, "K8S_POD_NAME", "POD_NAME", "KUBERNETES_POD_NAME"],
  "k8s.pod.uid": [byOperator.podUid.variable, "K8S_POD_UID", "POD_UID", "KUBERNETES_POD_UID"],
  "k8s.pod.ip": ["K8S_POD_IP", "POD_IP"],
  "k8s.namespace.name": [
    byOperator.podNamespace.variable,
    "K8S_NAMESPACE_NAME",
    "K8S_NAMESPACE",
    "POD_NAMESPACE",
    "KUBERNETES_NAMESPACE",
    "NAMESPACE",
  ],
  "k8s.node.name": [byOperator.nodeName.variable, "K8S_NODE_NAME", "NODE_NAME", "KUBERNETES_NODE_NAME"],
  "k8s.container.name": ["K8S_CONTAINER_NAME", "CONTAINER_NAME"],
  "k8s.cluster.name": ["K8S_CLUSTER_NAME"],
  "k8s.cluster.uid": ["K8S_CLUSTER_UID"],
  "k8s.deployment.name": ["K8S_DEPLOYMENT_NAME"],
  "k8s.replicaset.name": ["K8S_REPLICASET_NAME"],
  "k8s.statefulset.name": ["K8S_STATEFULSET_NAME"],
  "k8s.daemonset.name": ["K8S_DAEMONSET_NAME"],
  "k8s.job.name": ["K8S_JOB_NAME"],
  "k8s.cronjob.name": ["K8S_CRONJOB_NAME"],
};

const namespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

/** Tells about the pod; nothing where Kubernetes' own `KUBERNETES_SERVICE_HOST` is missing. */
export function detectKubernetes(around: Surroundings): Found {
  if (!around.variables["KUBERNETES_SERVICE_HOST"]) return {};
  const found: Record<string, unknown> = {};
  for (const [attribute, names] of Object.entries(variables)) {
    const name = names.find((candidate) => around.variables[candidate]?.trim());
    if (name !== undefined) found[attribute] = around.variables[name]?.trim();
  }
  found["k8s.namespace.name"] ??= around.readText(namespaceFile)?.trim() || undefined;
  return found;
}
