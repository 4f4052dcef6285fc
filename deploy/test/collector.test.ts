// deploy/collector: what can be checked of the configuration without a collector. It is not run in CI.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { kubectlOrSkip, type KubernetesObject, objectOf, render } from "./render.ts";

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

interface Config {
  readonly receivers: Readonly<Record<string, unknown>>;
  readonly processors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, { readonly endpoint?: string }>>;
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

const variants = [
  [["gateway.yaml"], ["traces", "metrics", "logs"]],
  [
    ["gateway.yaml", "gateway-backends.yaml"],
    ["traces", "metrics", "logs"],
  ],
  [["sampler.yaml"], ["traces"]],
  [["sampler.yaml", "sampler-backends.yaml"], ["traces"]],
] as const;

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

test.each(variants)("%s: memory is limited first, batches are made last", (files) => {
  for (const { processors } of Object.values(read(files).service.pipelines)) {
    expect(processors[0]).toBe("memory_limiter");
    expect(processors.at(-1)).toBe("batch");
  }
});

test("every signal still goes to the console when there are other backends", () => {
  const gateway = read(["gateway.yaml", "gateway-backends.yaml"]).service.pipelines;
  const sampler = read(["sampler.yaml", "sampler-backends.yaml"]).service.pipelines;
  expect(gateway["metrics"]!.exporters).toEqual(["otlp_http/console", "otlp_http/prometheus"]);
  expect(gateway["logs"]!.exporters).toEqual(["otlp_http/console", "otlp_http/loki"]);
  expect(sampler["traces"]!.exporters).toEqual(["otlp_http/console", "otlp_grpc/tempo"]);
});

const kubectl = kubectlOrSkip();

test.skipIf(kubectl === undefined)(
  "the pods load files that are in their ConfigMap, and reach services by their ports",
  () => {
    const { objects } = render(kubectl!, "overlays/backends", "a-token-of-the-tests-only");
    const map = objects.find(({ kind }) => kind === "ConfigMap") as unknown as {
      data: Record<string, string>;
    };
    const text = JSON.stringify(objects);
    const loaded = [...text.matchAll(/--config=\/conf\/([\w.-]+)/g)].map(([, file]) => file!);
    expect(new Set(loaded)).toEqual(new Set(Object.keys(map.data)));
    const { exporters } = read(["gateway.yaml"]);
    const { hostname, port } = new URL(exporters["otlp_http/console"]!.endpoint!);
    interface Ports extends KubernetesObject {
      readonly spec: { readonly ports: readonly { readonly port: number }[] };
    }
    const { spec } = objectOf<Ports>(objects, "Service", hostname);
    expect(spec.ports.map((one) => one.port)).toContain(Number(port));
    const { loadbalancing } = exporters as unknown as {
      loadbalancing: { routing_key: string; resolver: { dns: { hostname: string } } };
    };
    expect(loadbalancing.routing_key).toBe("traceID");
    expect(
      objectOf<{ spec: { clusterIP: string } }>(objects, "Service", loadbalancing.resolver.dns.hostname).spec
        .clusterIP,
    ).toBe("None");
  },
);
