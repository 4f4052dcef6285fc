// The schemas of Kubernetes and of the operator, by which objects are validated.
import { Instrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import { Job } from "kubernetes-models/batch/v1/Job";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { PersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { Secret } from "kubernetes-models/v1/Secret";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { KubernetesObject } from "./render.ts";

/** Models by API version. */
export const models = [
  ["opentelemetry.io/v1alpha1", Instrumentation],
  ["apps/v1", Deployment],
  ["apps/v1", StatefulSet],
  ["batch/v1", CronJob],
  ["batch/v1", Job],
  ["networking.k8s.io/v1", NetworkPolicy],
  ["policy/v1", PodDisruptionBudget],
  ["v1", ConfigMap],
  ["v1", Namespace],
  ["v1", PersistentVolumeClaim],
  ["v1", Secret],
  ["v1", Service],
  ["v1", ServiceAccount],
] as const;

/** What is wrong with an object by its schema; empty if nothing is. */
export function mistakes(object: KubernetesObject): string {
  const model = models.find(([version, { kind }]) => version === object.apiVersion && kind === object.kind);
  if (model === undefined) return `no model of ${object.apiVersion} ${object.kind}`;
  const [, Model] = model as unknown as [string, new (data: KubernetesObject) => { validate(): void }];
  try {
    new Model(object).validate();
    return "";
  } catch (error) {
    return String(error);
  }
}
