// Whether the webhook of the OpenTelemetry operator instruments a pod for Node.js, with which resource, and which of its containers.
// Written from the operator's documentation and behaviour at 0.158 (`internal/instrumentation`).
import type { IInstrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPod } from "kubernetes-models/v1/Pod";

/** What the webhook asks the API server for. */
export interface Cluster {
  /** The namespace of the pod. */
  readonly namespace: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly instrumentations: readonly IInstrumentation[];
  /** The names of Deployments by those of their ReplicaSets. */
  readonly deployments?: Readonly<Record<string, string>>;
}

/** The webhook lets the pod in as it is, and logs this. */
export class Rejection extends Error {
  override readonly name = "Rejection";
}

const prefix = "instrumentation.opentelemetry.io/";

/** The value of an annotation for `pod`: its own, or that of its namespace. `true` takes the name that the namespace has. */
function annotationOf({ metadata }: IPod, { namespace }: Cluster, name: string): string {
  const own = metadata?.annotations?.[prefix + name] ?? "";
  const inherited = namespace.annotations?.[prefix + name] ?? "";
  if (inherited === "") return own;
  if (own === "") return inherited;
  return isWord(own, "true") && !isWord(inherited, "false") ? inherited : own;
}

const isWord = (text: string, word: string): boolean => text.toLowerCase() === word;

/**
 * The resource for `pod`; undefined if no annotation asks for one.
 *
 * @throws {Rejection} if there is no such resource, or several for `true`.
 */
export function selectInstrumentation(pod: IPod, cluster: Cluster): IInstrumentation | undefined {
  const wanted = annotationOf(pod, cluster, "inject-nodejs");
  const own = cluster.namespace.name;
  if (wanted === "" || isWord(wanted, "false")) return undefined;
  if (isWord(wanted, "true")) {
    const [first, second] = cluster.instrumentations.filter(({ metadata }) => metadata?.namespace === own);
    if (first === undefined) throw new Rejection("no OpenTelemetry Instrumentation instances available");
    if (second !== undefined)
      throw new Rejection("multiple OpenTelemetry Instrumentation instances available");
    return first;
  }
  const slash = wanted.indexOf("/");
  const [namespace, name] = slash === -1 ? [own, wanted] : [wanted.slice(0, slash), wanted.slice(slash + 1)];
  const found = cluster.instrumentations.find(
    ({ metadata }) => metadata?.namespace === namespace && metadata.name === name,
  );
  if (found === undefined) throw new Rejection(`Instrumentation ${namespace}/${name} not found`);
  return found;
}

/**
 * The names of the containers to instrument, init containers first, in their order in the pod. Names that the pod does not have are
 * passed over; without names it is the first container. Undefined if a name comes twice: the pod is not instrumented.
 */
export function selectContainers(pod: IPod, cluster: Cluster): readonly string[] | undefined {
  const named = ["container-names", "nodejs-container-names"].flatMap((annotation) => {
    const text = annotationOf(pod, cluster, annotation);
    if (text === "") return [];
    if (!/^[a-zA-Z0-9,-]+$/.test(text)) throw new Rejection(`not valid characters in ${annotation} ${text}`);
    return text.split(",");
  });
  const { containers, initContainers = [] } = pod.spec!;
  const given = named.filter((name) => name !== "");
  if (new Set(given).size < given.length) return undefined;
  const wanted = named.length === 0 ? [containers[0]!.name] : given;
  const isNamed = (list: readonly IContainer[], name: string): boolean =>
    list.some((one) => one.name === name);
  return [
    ...initContainers.map(({ name }) => name).filter((name) => wanted.includes(name)),
    ...wanted.filter((name) => isNamed(containers, name)),
  ];
}
