// deploy/collector: what can be checked of the configuration without a collector. It is not run in CI.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { startReceiver } from "../../packages/telltale/test/engine/receiver.ts";
import { attributesOfReference } from "./attributes.ts";
import { kubectlOrSkip, type KubernetesObject, objectOf, overlays, render } from "./render.ts";

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

interface Config {
  readonly receivers: Readonly<Record<string, unknown>>;
  readonly processors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, { readonly endpoint?: string } | undefined>>;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

type Plain = Readonly<Record<string, unknown>>;

/** One configuration over another, as the collector merges several `--config`: maps together, everything else replaced. */
function merged(base: Plain, over: Plain): Plain {
  const isMap = (value: unknown): value is Plain =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(over).map(([key, value]) => {
    const before = base[key];
    return [key, isMap(before) && isMap(value) ? merged(before, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function read(files: readonly string[]): Config {
  const folder = path.join(import.meta.dirname, "../collector");
  const parts = files.map((file) => parse(readFileSync(path.join(folder, file), "utf8")) as Plain);
  return parts.reduce(merged) as unknown as Config;
}

const everySignal = ["traces", "metrics", "logs"];
const variants: readonly (readonly [files: readonly string[], signals: readonly string[]])[] = [
  [["gateway.yaml"], everySignal],
  [["gateway.yaml", "gateway-backends.yaml", "traces-backends.yaml"], everySignal],
  [["gateway.yaml", "gateway-sampling.yaml"], everySignal],
  [["gateway.yaml", "gateway-backends.yaml", "gateway-sampling.yaml"], everySignal],
  [["sampler.yaml"], ["traces"]],
  [["sampler.yaml", "traces-backends.yaml"], ["traces"]],
];

/** Types of components of contrib 0.158, by their current names: `loadbalancing` and `otlphttp` are aliases that it reports as deprecated. */
const known = {
  version: "0.158.0",
  receivers: ["otlp", "prometheus"],
  processors: ["batch", "memory_limiter", "probabilistic_sampler", "tail_sampling"],
  exporters: ["debug", "load_balancing", "otlp_grpc", "otlp_http"],
  extensions: ["health_check"],
};

test.each(variants)(
  "%s: pipelines name components that are declared, and use all of them",
  (files, signals) => {
    const config = read(files);
    const pipelines = Object.values(config.service.pipelines);
    expect(Object.keys(config.service.pipelines)).toEqual(signals);
    for (const part of ["receivers", "processors", "exporters"] as const) {
      const used = new Set(pipelines.flatMap((pipeline) => pipeline[part]));
      expect([...used].toSorted()).toEqual(Object.keys(config[part]).toSorted());
    }
    expect(config.service.extensions).toEqual(Object.keys(config.extensions));
  },
);

test.each(variants)("%s: components are of types that the pinned version has", (files) => {
  const config = read(files);
  for (const part of ["receivers", "processors", "exporters", "extensions"] as const) {
    const types = Object.keys(config[part]).map((name) => name.split("/")[0]!);
    expect(known[part]).toEqual(expect.arrayContaining(types));
  }
});

test.each(variants)("%s: memory is limited first, batches are made last", (files) => {
  for (const { processors } of Object.values(read(files).service.pipelines)) {
    expect(processors[0]).toBe("memory_limiter");
    expect(processors.at(-1)).toBe("batch");
  }
});

test("every signal still goes to the console when there are other backends", () => {
  const exportersOf = (...files: string[]): unknown =>
    Object.fromEntries(
      Object.entries(read(files).service.pipelines).map(([signal, { exporters }]) => [signal, exporters]),
    );
  const others = {
    metrics: ["otlp_http/console", "otlp_http/prometheus"],
    logs: ["otlp_http/console", "otlp_http/loki"],
  };
  const traces = ["otlp_http/console", "otlp_grpc/tempo"];
  expect(exportersOf("gateway.yaml", "gateway-backends.yaml", "traces-backends.yaml")).toEqual({
    ...others,
    traces,
  });
  expect(exportersOf("gateway.yaml", "gateway-backends.yaml", "gateway-sampling.yaml")).toEqual({
    ...others,
    traces: ["load_balancing"],
  });
  expect(exportersOf("sampler.yaml", "traces-backends.yaml")).toEqual({ traces });
});

interface Policy {
  readonly type: string;
  readonly string_attribute?: { readonly key: string; readonly values: readonly string[] };
}
interface TailSampling {
  readonly policies: readonly Policy[];
}

test("policies of tail sampling keep whole traces by what Telltale sends, and have weights", () => {
  const { tail_sampling: tail } = read(["sampler.yaml"]).processors as { tail_sampling: TailSampling };
  // limits of rates have no weight in this version; with the first match, a later policy could not lower the threshold
  const weighted = ["always_sample", "latency", "probabilistic", "status_code", "string_attribute"];
  expect(weighted).toEqual(expect.arrayContaining(tail.policies.map(({ type }) => type)));
  expect(tail).not.toHaveProperty("sample_on_first_match");
  const attributes = attributesOfReference();
  const keys = tail.policies.flatMap((policy) => policy.string_attribute?.key ?? []);
  expect(keys.length).toBeGreaterThan(1);
  expect(keys.filter((key) => !attributes.has(key))).toEqual([]);
});

test("the file and the guide say that figures of spans need the weights of an alpha feature", () => {
  const gate = "processor.tailsamplingprocessor.usetracestate";
  const file = readFileSync(path.join(import.meta.dirname, "../collector/sampler.yaml"), "utf8");
  const guide = readFileSync(path.join(import.meta.dirname, "../../docs/guide/kubernetes.md"), "utf8");
  expect(file).toMatch(/^(?:#.*\n)*#.*`ot=th/);
  for (const text of [file, guide])
    for (const word of [gate, "alpha", "TELLTALE_SAMPLING_RATE", "wrong"]) expect(text).toContain(word);
});

const kubectl = kubectlOrSkip();

/** The files that each workload's collector loads, and its other arguments. */
function collectorsOf(objects: readonly KubernetesObject[]): readonly (readonly [string[], string[]])[] {
  interface Workload {
    readonly spec?: {
      readonly template?: {
        readonly spec: { readonly containers: readonly { name: string; args?: string[]; image: string }[] };
      };
    };
  }
  const containers = (objects as readonly Workload[]).flatMap(
    ({ spec }) => spec?.template?.spec.containers ?? [],
  );
  return containers
    .filter(({ name }) => name === "collector")
    .map(({ args = [], image }) => {
      expect(image).toBe(`otel/opentelemetry-collector-contrib:${known.version}`);
      const isFile = (text: string): boolean => text.startsWith("--config=/conf/");
      const files = args.filter(isFile).map((text) => text.replace("--config=/conf/", ""));
      return [files, args.filter((text) => !isFile(text))] as const;
    });
}

const token = "a-token-of-the-tests-only";

test.skipIf(kubectl === undefined).each(overlays)(
  "%s samples only where that is in its name, and then with weights",
  (overlay) => {
    const { objects } = render(kubectl!, overlay, token);
    const collectors = collectorsOf(objects);
    expect(variants.map(([files]) => files)).toEqual(
      expect.arrayContaining(collectors.map(([files]) => files)),
    );
    const sampling = collectors.filter(([files]) =>
      Object.keys(read(files).processors).some((name) => name.includes("sampl")),
    );
    const isSampling = overlay.endsWith("tail-sampling");
    expect(sampling.map(([, others]) => others)).toEqual(
      isSampling ? [["--feature-gates=+processor.tailsamplingprocessor.usetracestate"]] : [],
    );
    const { spec } = objectOf<{ spec: { env: readonly { name: string; value: string }[] } }>(
      objects,
      "Instrumentation",
      "telltale",
    );
    const rate = spec.env.find(({ name }) => name === "TELLTALE_SAMPLING_RATE");
    expect(rate?.value).toBe(isSampling ? "1" : undefined);
    expect(spec.env.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_METRIC_EXPORT_INTERVAL"]),
    );
  },
);

test("a service with the variables of that overlay sends a threshold, which the samplers raise", async () => {
  const receiver = await startReceiver();
  try {
    const child = spawn(
      process.execPath,
      ["--conditions=telltale-source", path.join(import.meta.dirname, "send.ts")],
      {
        env: {
          PATH: process.env["PATH"],
          TELLTALE_CRASH_FILE: "false",
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          // set by the operator
          OTEL_TRACES_SAMPLER: "parentbased_always_on",
          TELLTALE_SAMPLING_RATE: "1",
        },
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    expect(await once(child, "close")).toEqual([0, null]);
    expect(receiver.spans().map(({ traceState }) => traceState)).toEqual(["ot=th:0"]);
  } finally {
    await receiver.close();
  }
});

test.skipIf(kubectl === undefined)(
  "the pods load files that are in their ConfigMap, and reach services by their ports",
  () => {
    const all = ["overlays/backends", "overlays/backends-tail-sampling"].map(
      (overlay) => render(kubectl!, overlay, token).objects,
    );
    const [, objects] = all as [readonly KubernetesObject[], readonly KubernetesObject[]];
    const maps = objects.filter(({ kind }) => kind === "ConfigMap") as unknown as readonly {
      readonly data: Readonly<Record<string, string>>;
    }[];
    // another one has the alert rules of the console
    const map = maps.find(({ data }) => "gateway.yaml" in data)!;
    const text = JSON.stringify(all);
    const loaded = [...text.matchAll(/--config=\/conf\/([\w.-]+)/g)].map(([, file]) => file!);
    expect(new Set(loaded)).toEqual(new Set(Object.keys(map.data)));
    const { exporters } = read(["gateway.yaml", "gateway-sampling.yaml"]);
    const { hostname, port } = new URL(exporters["otlp_http/console"]!.endpoint!);
    interface Ports extends KubernetesObject {
      readonly spec: { readonly ports: readonly { readonly port: number }[] };
    }
    const { spec } = objectOf<Ports>(objects, "Service", hostname);
    expect(spec.ports.map((one) => one.port)).toContain(Number(port));
    const { load_balancing: balancing } = exporters as unknown as {
      load_balancing: { routing_key: string; resolver: { dns: { hostname: string } } };
    };
    expect(balancing.routing_key).toBe("traceID");
    expect(
      objectOf<{ spec: { clusterIP: string } }>(objects, "Service", balancing.resolver.dns.hostname).spec
        .clusterIP,
    ).toBe("None");
  },
);
