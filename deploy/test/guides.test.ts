// Objects of Kubernetes in the guides: valid by the schemas, and what they send is accepted where they send it.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { root } from "../../tools/source-files.ts";
import { mistakes } from "./models.ts";
import type { KubernetesObject } from "./render.ts";

/** The objects in the YAML blocks of a page: those with an API version and a kind. */
function objectsOf(page: string): readonly KubernetesObject[] {
  const text = readFileSync(path.join(root, page), "utf8");
  return [...text.matchAll(/^ *```ya?ml\n([^]*?)^ *```/gm)].flatMap(([, block]) =>
    parseAllDocuments(block!)
      .map((document) => document.toJS() as Partial<KubernetesObject> | null)
      .filter((one): one is KubernetesObject => one?.apiVersion !== undefined && one.kind !== undefined)
      // what Kustomize makes of it is checked in kubernetes.test.ts
      .filter(({ kind }) => kind !== "Kustomization"),
  );
}

const pages = globSync("docs/**/*.md", { cwd: root });
const objects = pages.flatMap((page) => objectsOf(page).map((object) => ({ page, object })));

test("every object of Kubernetes in a guide is valid", () => {
  expect(objects.map(({ page }) => page)).toContain("docs/guide/images.md");
  const wrong = objects.map(({ page, object }) => [page, mistakes(object)]).filter(([, text]) => text !== "");
  expect(wrong).toEqual([]);
  const { object } = objects[0]!;
  expect(mistakes({ ...object, spec: { exporter: { endpoint: 4318 } } } as KubernetesObject)).toContain(
    "endpoint",
  );
});

interface Instrumentation extends KubernetesObject {
  readonly spec: {
    readonly exporter: { readonly endpoint: string };
    readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  };
}

test("what is sent to the console has a token from a Secret, and is OTLP over HTTP at that port", () => {
  const all = objects.flatMap(({ object }) =>
    object.kind === "Instrumentation" ? [object as Instrumentation] : [],
  );
  expect(all.map(({ spec }) => new URL(spec.exporter.endpoint).hostname.split(".")[0])).toEqual([
    "telltale-collector",
    "telltale-console",
  ]);
  for (const { spec } of all) {
    const valueOf = (name: string): string => spec.env.find((one) => one.name === name)?.value ?? "";
    expect([new URL(spec.exporter.endpoint).port, valueOf("OTEL_EXPORTER_OTLP_PROTOCOL")]).toEqual([
      "4318",
      "http/protobuf",
    ]);
    const isConsole = spec.exporter.endpoint.includes("//telltale-console.");
    const [, variable = ""] =
      /^authorization=Bearer \$\((\w+)\)$/.exec(valueOf("OTEL_EXPORTER_OTLP_HEADERS")) ?? [];
    const names = spec.env.map(({ name }) => name);
    // the kubelet expands only variables that come before
    expect(names.indexOf(variable) >= 0 && names.indexOf(variable) < names.length - 1).toBe(isConsole);
    const token = spec.env.find(({ name }) => name === variable);
    expect(token?.valueFrom !== undefined && "secretKeyRef" in token.valueFrom).toBe(isConsole);
  }
});
