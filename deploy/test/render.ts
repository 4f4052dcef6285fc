// The overlays of deploy/kubernetes as kubectl renders them.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { IInstrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import type { IPod } from "kubernetes-models/v1/Pod";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import { parseAllDocuments } from "yaml";
import { findKubectl } from "../../tools/kubectl.ts";
import type { Cluster } from "./operator/selection.ts";

/** What every object of Kubernetes has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** The overlays: each is applied alone. */
export const overlays = [
  "overlays/development",
  "overlays/production",
  "overlays/backends",
  "overlays/tail-sampling",
  "overlays/backends-tail-sampling",
] as const;

/** The test application, which is applied after an overlay. */
export const application = "application";

/** The collectors' token that production is rendered with. */
export const collectorToken = "a-token-of-the-tests-only-for-collectors";

/** The path of kubectl; undefined where tests that need it are skipped. */
export function kubectlOrSkip(): string | undefined {
  const kubectl = findKubectl();
  if (kubectl === undefined && process.env["TELLTALE_SERVICES"] === "required")
    throw new Error(
      "no kubectl (TELLTALE_KUBECTL_BIN names the folder of yours), and TELLTALE_SERVICES=required",
    );
  return kubectl;
}

export interface Rendered {
  readonly objects: readonly KubernetesObject[];
  /** What kubectl reports when it renders nothing. */
  readonly error: string;
}

const rendered = new Map<string, Rendered>();

/** Renders `overlay`, a folder of deploy/kubernetes, with tokens for production if the console's is given. */
export function render(kubectl: string, overlay: string, token?: string): Rendered {
  const key = `${overlay} ${token ?? ""}`;
  const known = rendered.get(key) ?? renderAnew(kubectl, overlay, token);
  rendered.set(key, known);
  return known;
}

/** Renders `overlay` beside further files, by their paths in deploy/kubernetes. */
export function renderAnew(
  kubectl: string,
  overlay: string,
  token: string | undefined,
  files: Readonly<Record<string, string>> = {},
): Rendered {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-kubernetes-"));
  try {
    for (const name of ["kubernetes", "collector"])
      cpSync(path.join(import.meta.dirname, "..", name), path.join(folder, name), { recursive: true });
    const production = path.join(folder, "kubernetes/overlays/production");
    for (const [name, text] of [
      ["token", token],
      ["collector-token", token === undefined ? undefined : collectorToken],
    ] as const) {
      rmSync(path.join(production, name), { force: true });
      if (text !== undefined) writeFileSync(path.join(production, name), text);
    }
    const place = path.join(folder, "kubernetes", overlay);
    mkdirSync(place, { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(path.join(folder, "kubernetes", name), text);
    const { status, stdout, stderr } = spawnSync(kubectl, ["kustomize", place], { encoding: "utf8" });
    // also a warning about what is deprecated
    if (status !== 0 || stderr !== "") return { objects: [], error: stderr };
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
    return { objects, error: "" };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The object of a kind and name. */
export function objectOf<T>(objects: readonly KubernetesObject[], kind: string, name: string): T {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} \`${name}\` was rendered`);
  return found as T;
}

interface Workload {
  readonly spec: { readonly template: IPodTemplateSpec };
}

/** A pod of a workload, as the API server hands it to the webhook. */
export function podOf(objects: readonly KubernetesObject[], kind: string, name: string): IPod {
  const { metadata, spec } = objectOf<Workload>(objects, kind, name).spec.template;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name: `${name}-0`, namespace: "telltale" },
    spec: spec!,
  };
}

/** The namespace and the Instrumentation resources of an overlay, as the webhook finds them. */
export function clusterOf(objects: readonly KubernetesObject[]): Cluster {
  return {
    namespace: { name: "telltale" },
    instrumentations: objects.filter(({ kind }) => kind === "Instrumentation") as readonly IInstrumentation[],
  };
}
