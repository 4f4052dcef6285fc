// The simulated webhook: each rule by which the operator chooses pods, resources and containers, and the variables that it sets.
import type { IInstrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import { Instrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPod } from "kubernetes-models/v1/Pod";
import { Pod } from "kubernetes-models/v1/Pod";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../kubelet.ts";
import type { Cluster } from "./selection.ts";
import { mutate } from "./webhook.ts";

const annotation = "instrumentation.opentelemetry.io/inject-nodejs";
const containerNames = "instrumentation.opentelemetry.io/container-names";
const nodeNames = "instrumentation.opentelemetry.io/nodejs-container-names";
const copying = "opentelemetry-auto-instrumentation-nodejs";
const preload = " --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js";

type Spec = NonNullable<IInstrumentation["spec"]>;

function resource(namespace: string, name: string, spec: Spec = {}): IInstrumentation {
  const made: IInstrumentation = {
    apiVersion: "opentelemetry.io/v1alpha1",
    kind: "Instrumentation",
    metadata: { name, namespace },
    spec: {
      exporter: { endpoint: "http://collector:4318" },
      ...spec,
      nodejs: { image: name, ...spec.nodejs },
    },
  };
  new Instrumentation(made).validate();
  return made;
}

interface Given {
  readonly annotations?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly containers?: readonly IContainer[];
  readonly initContainers?: IContainer[];
  readonly owner?: { readonly kind: string; readonly name: string };
}

function podWith({ annotations, labels, containers, initContainers, owner }: Given = {}): IPod {
  const ownerReferences =
    owner === undefined ? [] : [{ apiVersion: "apps/v1", uid: "uid-of-owner", ...owner }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: "storefront-",
      namespace: "shop",
      annotations: { [annotation]: "true", ...annotations },
      labels: labels ?? {},
      ownerReferences,
    },
    spec: {
      containers: [
        ...(containers ?? [{ name: "app", image: "registry.example:5000/shop/storefront:5.18.2" }]),
      ],
      ...(initContainers !== undefined && { initContainers }),
    },
  };
}

const cluster = (...instrumentations: readonly IInstrumentation[]): Cluster => ({
  namespace: { name: "shop" },
  instrumentations,
});

/** The names of the containers that got the preload, init containers first. */
function instrumentedIn(pod: IPod): string[] {
  const { containers, initContainers = [] } = pod.spec!;
  return [...initContainers, ...containers].flatMap(({ name, env = [] }) =>
    env.some((one) => one.name === "NODE_OPTIONS" && one.value?.endsWith(preload) === true) ? [name] : [],
  );
}

const imageOf = (pod: IPod): string | undefined =>
  pod.spec!.initContainers?.find(({ name }) => name === copying)?.image;

/** The pod that the webhook answers, which Kubernetes accepts. */
function mutated(pod: IPod, given: Cluster): IPod {
  const { pod: after, error } = mutate(pod, given);
  expect(error).toBeUndefined();
  new Pod(after as ConstructorParameters<typeof Pod>[0]).validate();
  return after;
}

const valuesOf = (pod: IPod, name = "app"): Record<string, string> =>
  environmentOf(
    pod.spec!.containers.find((one) => one.name === name)!,
    {
      fields: {
        "metadata.name": "storefront-0",
        "metadata.uid": "uid-of-pod",
        "spec.nodeName": "node-1",
        "status.podIP": "10.1.2.3",
        "status.hostIP": "10.0.0.1",
      },
    },
  );

function attributesOf(pod: IPod, name?: string): Record<string, string> {
  const text = valuesOf(pod, name)["OTEL_RESOURCE_ATTRIBUTES"] ?? "";
  return Object.fromEntries(text.split(",").map((pair) => pair.split("=") as [string, string]));
}

describe("which resource", () => {
  const given = cluster(resource("shop", "own"), resource("platform", "shared"));
  test.each([
    // of the namespace, of the pod, the image
    ["", "true", "own"],
    ["", "TRUE", "own"],
    ["", "own", "own"],
    ["", "shop/own", "own"],
    ["", "platform/shared", "shared"],
    ["", "false", undefined],
    ["", "", undefined],
    ["true", "", "own"],
    ["platform/shared", "", "shared"],
    // the pod's own word counts, but `true` takes the name of the namespace
    ["platform/shared", "true", "shared"],
    ["platform/shared", "own", "own"],
    ["platform/shared", "false", undefined],
    ["false", "true", "own"],
    ["false", "", undefined],
  ])("namespace `%s`, pod `%s`: %s", (inherited, own, image) => {
    const pod = podWith({ annotations: { [annotation]: own } });
    const namespace = { name: "shop", annotations: { [annotation]: inherited } };
    const { pod: after, error } = mutate(pod, { ...given, namespace });
    expect(error).toBeUndefined();
    expect(imageOf(after)).toBe(image);
    expect(after === pod).toBe(image === undefined);
  });

  test.each([
    ["true", cluster(resource("platform", "shared")), "no OpenTelemetry Instrumentation instances available"],
    ["true", cluster(resource("shop", "a"), resource("shop", "b")), "multiple OpenTelemetry Instrumentation"],
    ["shared", given, "Instrumentation shop/shared not found"],
    ["other/own", given, "Instrumentation other/own not found"],
  ])("`%s` without exactly one leaves the pod, with an error", (own, among, message) => {
    const pod = podWith({ annotations: { [annotation]: own } });
    const { pod: after, error } = mutate(pod, among);
    expect(after).toBe(pod);
    expect(error).toContain(message);
  });

  test("annotations of other languages and of the collector's sidecar ask for nothing", () => {
    const pod = podWith({
      annotations: {
        [annotation]: "",
        "instrumentation.opentelemetry.io/inject-java": "true",
        "sidecar.opentelemetry.io/inject": "true",
        [containerNames]: "app",
      },
    });
    expect(mutate(pod, given)).toEqual({ pod });
  });

  test("a pod that is instrumented already stays as it is", () => {
    const once = mutated(podWith(), given);
    expect(mutate(once, given).pod).toBe(once);
  });
});

describe("which containers", () => {
  const given = cluster(resource("shop", "own"));
  const containers = ["app", "worker", "proxy"].map((name) => ({ name, image: `${name}:1` }));
  const initContainers = ["migrate", "warm"].map((name) => ({ name, image: `${name}:1` }));

  test.each([
    [{}, ["app"]],
    [{ [containerNames]: "worker" }, ["worker"]],
    [{ [containerNames]: "app,worker" }, ["app", "worker"]],
    [{ [nodeNames]: "worker,proxy" }, ["worker", "proxy"]],
    [{ [containerNames]: "app", [nodeNames]: "worker" }, ["app", "worker"]],
    // names that the pod does not have are passed over
    [{ [containerNames]: "app,nothing" }, ["app"]],
    [{ [containerNames]: "nothing" }, []],
    // twice
    [{ [containerNames]: "app", [nodeNames]: "app" }, []],
    [{ [containerNames]: "migrate,app" }, ["migrate", "app"]],
  ])("%j: %j", (annotations, wanted) => {
    const after = mutated(podWith({ annotations, containers, initContainers }), given);
    expect(instrumentedIn(after).toSorted()).toEqual(wanted.toSorted());
    const copies = after.spec!.initContainers!.filter(({ name }) => name === copying);
    expect(copies).toHaveLength(wanted.length > 0 ? 1 : 0);
    expect(after.spec!.volumes ?? []).toHaveLength(wanted.length > 0 ? 1 : 0);
  });

  test("a namespace can name them", () => {
    const namespace = { name: "shop", annotations: { [nodeNames]: "worker" } };
    expect(instrumentedIn(mutated(podWith({ containers }), { ...given, namespace }))).toEqual(["worker"]);
  });

  test("a name with other characters is an error", () => {
    const pod = podWith({ annotations: { [containerNames]: "app; rm" }, containers });
    const { pod: after, error } = mutate(pod, given);
    expect(after).toBe(pod);
    expect(error).toContain("not valid characters");
  });

  test.each([
    // files are copied before the first container that needs them runs
    [{}, ["migrate", "warm", copying]],
    [{ [containerNames]: "worker" }, ["migrate", "warm", copying]],
    [{ [containerNames]: "warm" }, ["migrate", copying, "warm"]],
    [{ [containerNames]: "warm,migrate,app" }, [copying, "migrate", "warm"]],
  ])("%j: init containers in the order %j", (annotations, order) => {
    const after = mutated(podWith({ annotations, containers, initContainers }), given);
    expect(after.spec!.initContainers!.map(({ name }) => name)).toEqual(order);
  });

  test("a sidecar, an init container that keeps running, is instrumented like one", () => {
    const sidecar = { name: "queue", image: "queue:1", restartPolicy: "Always" };
    const pod = podWith({ annotations: { [containerNames]: "queue,app" }, initContainers: [sidecar] });
    const after = mutated(pod, given);
    expect(after.spec!.initContainers!.map(({ name }) => name)).toEqual([copying, "queue"]);
    expect(after.spec!.initContainers![1]).toMatchObject(sidecar);
    expect(instrumentedIn(after)).toEqual(["queue", "app"]);
  });

  test("the copying container has the rights of the first instrumented one, or those of the resource", () => {
    const securityContext = { runAsUser: 1000 };
    const own = [{ name: "app", image: "app:1", securityContext }];
    const rightsOf = (pod: IPod): unknown => pod.spec!.initContainers![0]!.securityContext;
    expect(rightsOf(mutated(podWith({ containers: own }), given))).toEqual(securityContext);
    const initContainerSecurityContext = { runAsUser: 65_532 };
    const set = cluster(resource("shop", "own", { initContainerSecurityContext }));
    expect(rightsOf(mutated(podWith({ containers: own }), set))).toEqual(initContainerSecurityContext);
  });
});

describe("variables", () => {
  const withEnv = (env: IContainer["env"], given: Given = {}): IPod =>
    podWith({ containers: [{ name: "app", image: "app:1", env: env! }], ...given });

  test("NODE_OPTIONS keeps what the container has, in its place", () => {
    const pod = withEnv([
      { name: "NODE_OPTIONS", value: "--max-old-space-size=256 --enable-source-maps" },
      { name: "LAST", value: "x" },
    ]);
    const after = mutated(pod, cluster(resource("shop", "own")));
    const env = after.spec!.containers[0]!.env!;
    const own = env.filter(({ name }) => ["NODE_OPTIONS", "LAST"].includes(name));
    expect(own).toEqual([
      { name: "NODE_OPTIONS", value: `--max-old-space-size=256 --enable-source-maps${preload}` },
      { name: "LAST", value: "x" },
    ]);
    expect(env.slice(0, 2).map(({ name }) => name)).toEqual(["OTEL_NODE_IP", "OTEL_POD_IP"]);
    expect(env.at(-1)!.name).toBe("OTEL_RESOURCE_ATTRIBUTES");
  });

  test("a container whose NODE_OPTIONS comes from elsewhere is left alone", () => {
    const from = { configMapKeyRef: { name: "options", key: "node" } };
    const pod = withEnv([{ name: "NODE_OPTIONS", valueFrom: from }]);
    const after = mutated(pod, cluster(resource("shop", "own")));
    expect(after.spec!.containers).toEqual(pod.spec!.containers);
    expect(instrumentedIn(after)).toEqual([]);
  });

  test("the container's own are the strongest, then those for Node.js, then those for all", () => {
    const env = [{ name: "A", value: "container" }];
    const all = ["A", "B", "C"].map((name) => ({ name, value: "all" }));
    const node = ["A", "B"].map((name) => ({ name, value: "nodejs" }));
    const given = cluster(resource("shop", "own", { env: all, nodejs: { env: node } }));
    expect(valuesOf(mutated(withEnv(env), given))).toMatchObject({ A: "container", B: "nodejs", C: "all" });
  });

  test("exporter, propagators and sampler are those of the resource, unless the container has them", () => {
    const spec: Spec = {
      propagators: ["tracecontext", "baggage"],
      sampler: { type: "parentbased_traceidratio", argument: "0.25" },
    };
    const given = cluster(resource("shop", "own", spec));
    expect(valuesOf(mutated(podWith(), given))).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      OTEL_PROPAGATORS: "tracecontext,baggage",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
    });
    const own = [
      { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://own:4318" },
      { name: "OTEL_PROPAGATORS", value: "b3" },
      { name: "OTEL_TRACES_SAMPLER_ARG", value: "1" },
    ];
    const values = valuesOf(mutated(withEnv(own), given));
    expect(values).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://own:4318",
      OTEL_PROPAGATORS: "b3",
      OTEL_TRACES_SAMPLER_ARG: "1",
    });
    expect(values).not.toHaveProperty("OTEL_TRACES_SAMPLER");
  });

  test("certificates of the exporter are files of a Secret and a ConfigMap", () => {
    const tls = {
      secretName: "client",
      configMapName: "authority",
      ca_file: "ca.pem",
      cert_file: "tls.crt",
      key_file: "/own/tls.key",
    };
    const after = mutated(
      podWith(),
      cluster(resource("shop", "own", { exporter: { endpoint: "https://collector:4318", tls } })),
    );
    expect(valuesOf(after)).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector:4318",
      OTEL_EXPORTER_OTLP_CERTIFICATE: "/otel-auto-instrumentation-configmap-authority/ca.pem",
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "/otel-auto-instrumentation-secret-client/tls.crt",
      // an absolute path is one of the application's image
      OTEL_EXPORTER_OTLP_CLIENT_KEY: "/own/tls.key",
    });
    const [container] = after.spec!.containers;
    expect(container!.volumeMounts!.slice(1)).toEqual([
      {
        name: "otel-auto-secret-client",
        mountPath: "/otel-auto-instrumentation-secret-client",
        readOnly: true,
      },
      {
        name: "otel-auto-configmap-authority",
        mountPath: "/otel-auto-instrumentation-configmap-authority",
        readOnly: true,
      },
    ]);
    expect(after.spec!.volumes!.slice(1)).toEqual([
      { name: "otel-auto-secret-client", secret: { secretName: "client" } },
      { name: "otel-auto-configmap-authority", configMap: { name: "authority" } },
    ]);
  });

  test("without a ConfigMap the Secret has the authority, too, and the variables of a container stay", () => {
    const tls = { secretName: "s".repeat(60), ca_file: "ca.pem", cert_file: "tls.crt", key_file: "tls.key" };
    const given = cluster(resource("shop", "own", { exporter: { endpoint: "https://collector:4318", tls } }));
    const own = { name: "OTEL_EXPORTER_OTLP_CLIENT_KEY", value: "/own.key" };
    const volumeMounts = [{ name: `otel-auto-secret-${"s".repeat(46)}`, mountPath: "/certificates" }];
    const after = mutated(
      podWith({ containers: [{ name: "app", image: "app:1", env: [own], volumeMounts }] }),
      given,
    );
    expect(valuesOf(after)).toMatchObject({
      OTEL_EXPORTER_OTLP_CERTIFICATE: `/otel-auto-instrumentation-secret-${"s".repeat(60)}/ca.pem`,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: "/own.key",
    });
    expect(after.spec!.containers[0]!.volumeMounts!.map(({ mountPath }) => mountPath)).toEqual([
      "/certificates",
      "/otel-auto-instrumentation-nodejs",
    ]);
    expect(after.spec!.volumes!.map(({ name }) => name.length)).toEqual([copying.length, 63]);
  });

  test("without a sampler and propagators there are no variables for them", () => {
    const values = valuesOf(mutated(podWith(), cluster(resource("shop", "own"))));
    expect(Object.keys(values).filter((name) => /PROPAGATORS|SAMPLER/.test(name))).toEqual([]);
  });
});

describe("the resource of a container", () => {
  const labels = {
    "app.kubernetes.io/name": "storefront",
    "app.kubernetes.io/version": "6.0.0",
    "app.kubernetes.io/instance": "storefront-eu",
  };
  const { "app.kubernetes.io/instance": _, ...withoutInstance } = labels;
  const useLabels = { defaults: { useLabelsForResourceAttributes: true } };
  const replicaSet = { kind: "ReplicaSet", name: "storefront-6d5f" };

  test.each([
    ["labels, if `defaults` has it so", useLabels, { labels: withoutInstance }, "storefront", "6.0.0"],
    ["the label of the instance before that of the name", useLabels, { labels }, "storefront-eu", "6.0.0"],
    [
      "no labels otherwise, but the Deployment and the tag",
      {},
      { labels, owner: replicaSet },
      "web",
      "5.18.2",
    ],
    ["the StatefulSet", {}, { owner: { kind: "StatefulSet", name: "queue" } }, "queue", "5.18.2"],
    ["the Job", {}, { owner: { kind: "Job", name: "load" } }, "load", "5.18.2"],
    ["the container, without an owner", {}, {}, "app", "5.18.2"],
    [
      "annotations before everything",
      useLabels,
      {
        labels,
        annotations: {
          "resource.opentelemetry.io/service.name": "named",
          "resource.opentelemetry.io/service.version": "7",
        },
      },
      "named",
      "7",
    ],
  ] satisfies [string, Spec, Given, string, string][])(
    "name and version: %s",
    (_text, spec, given, name, version) => {
      const among = { ...cluster(resource("shop", "own", spec)), deployments: { "storefront-6d5f": "web" } };
      const after = mutated(podWith(given), among);
      expect(valuesOf(after)["OTEL_SERVICE_NAME"]).toBe(name);
      expect(attributesOf(after)["service.version"]).toBe(version);
    },
  );

  test.each([
    ["app", undefined],
    ["registry.example:5000/app", undefined],
    ["registry.example:5000/app:1.2", "1.2"],
    ["app@sha256:0a1b", "sha256:0a1b"],
    ["app:1.2@sha256:0a1b", "1.2@sha256:0a1b"],
  ])("the version of the image %s is %s", (image, version) => {
    const after = mutated(
      podWith({ containers: [{ name: "app", image }] }),
      cluster(resource("shop", "own")),
    );
    expect(attributesOf(after)["service.version"]).toBe(version);
  });

  test("pod, node, namespace and container are always in it, ids only with `addK8sUIDAttributes`", () => {
    const given = { owner: replicaSet };
    const plain = attributesOf(mutated(podWith(given), cluster(resource("shop", "own"))));
    expect(plain).toEqual({
      "k8s.container.name": "app",
      "k8s.namespace.name": "shop",
      "k8s.node.name": "node-1",
      "k8s.pod.name": "storefront-0",
      "k8s.replicaset.name": "storefront-6d5f",
      "service.instance.id": "shop.storefront-0.app",
      "service.namespace": "shop",
      "service.version": "5.18.2",
    });
    const spec = { resource: { addK8sUIDAttributes: true } };
    expect(attributesOf(mutated(podWith(given), cluster(resource("shop", "own", spec))))).toEqual({
      ...plain,
      "k8s.pod.uid": "uid-of-pod",
      "k8s.replicaset.uid": "uid-of-owner",
    });
  });

  test("what the container sets is kept, and added to", () => {
    const value = "team=checkout,service.version=9,k8s.namespace.name=mine,";
    const containers = [{ name: "app", image: "app:1", env: [{ name: "OTEL_RESOURCE_ATTRIBUTES", value }] }];
    const spec = { resource: { resourceAttributes: { team: "platform", stage: "test" } } };
    const after = mutated(podWith({ containers }), cluster(resource("shop", "own", spec)));
    expect(valuesOf(after)["OTEL_RESOURCE_ATTRIBUTES"]).toMatch(/^team=checkout,service\.version=9,[^,]/);
    expect(attributesOf(after)).toMatchObject({
      team: "checkout",
      stage: "test",
      "service.version": "9",
      "k8s.namespace.name": "mine",
      "k8s.pod.name": "storefront-0",
    });
  });

  test("annotations are attributes, stronger than those of the resource", () => {
    const annotations = {
      "resource.opentelemetry.io/team": "search",
      "resource.opentelemetry.io/service.namespace": "eu",
    };
    const spec = { resource: { resourceAttributes: { team: "platform" } } };
    const after = mutated(podWith({ annotations }), cluster(resource("shop", "own", spec)));
    expect(attributesOf(after)).toMatchObject({ team: "search", "service.namespace": "eu" });
  });

  test("each container of a pod has its own", () => {
    const containers = ["app", "worker"].map((name) => ({ name, image: `${name}:1` }));
    const pod = podWith({ containers, annotations: { [containerNames]: "app,worker" } });
    const after = mutated(pod, cluster(resource("shop", "own")));
    for (const name of ["app", "worker"])
      expect(attributesOf(after, name)).toMatchObject({
        "k8s.container.name": name,
        "service.instance.id": `shop.storefront-0.${name}`,
      });
  });
});
