// @module-tag extended
// The pods of deploy/kubernetes without a cluster: what the operator's webhook makes of the test application, and the console, which runs.
// The instrumented pods run in deploy/images/test/webhook.test.ts, with the files of the images.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Pod } from "kubernetes-models/v1/Pod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { end, firstJson } from "../../tools/child.ts";
import type { Addresses } from "../../tools/console-process.ts";
import { root } from "../../tools/source-files.ts";
import { environmentOf } from "./kubelet.ts";
import { mutate } from "./operator/webhook.ts";
import { application, clusterOf, kubectlOrSkip, type KubernetesObject, podOf, render } from "./render.ts";

const kubectl = kubectlOrSkip();
const folder = mkdtempSync(path.join(tmpdir(), "telltale-pods-"));
const children: ChildProcess[] = [];
let objects: readonly KubernetesObject[] = [];

beforeAll(() => {
  if (kubectl !== undefined)
    objects = ["overlays/development", application].flatMap((overlay) => render(kubectl, overlay).objects);
});
afterAll(async () => {
  for (const child of children) await end(child);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(kubectl === undefined)("the test application behind the webhook", () => {
  test("the webhook's pod is valid, and differs only in what it adds", () => {
    const before = podOf(objects, "Deployment", "storefront");
    const { pod: after } = mutate(before, clusterOf(objects));
    expect(() => new Pod(after as ConstructorParameters<typeof Pod>[0]).validate()).not.toThrow();
    expect(after.metadata).toEqual(before.metadata);
    const [container] = after.spec!.containers;
    const own = before.spec!.containers[0]!;
    expect(container!.env!.slice(2, 2 + own.env!.length)).toEqual(own.env);
    expect({ ...container, env: own.env, volumeMounts: undefined }).toEqual({
      ...own,
      volumeMounts: undefined,
    });
    expect(container!.env!.find(({ name }) => name === "NODE_OPTIONS")!.value).toBe(
      " --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js",
    );
    expect(container!.env!.at(-1)!.name).toBe("OTEL_RESOURCE_ATTRIBUTES");
    expect(after.spec!.initContainers).toHaveLength(1);
  });

  test("a pod without the annotation stays as it is", () => {
    const pod = podOf(objects, "StatefulSet", "telltale-console");
    expect(mutate(pod, clusterOf(objects)).pod).toBe(pod);
  });
});

test.skipIf(kubectl === undefined)(
  "the console starts with the environment of its pod, answers its probes and takes telemetry with the token",
  async () => {
    const [container] = podOf(objects, "StatefulSet", "telltale-console").spec!.containers;
    const mounts = Object.fromEntries(
      container!.volumeMounts!.map(({ name, mountPath }) => [mountPath, path.join(folder, name)]),
    );
    for (const place of Object.values(mounts)) mkdirSync(place);
    const tokenOf = (name: string): string => {
      const secret = objects.find(
        ({ kind, metadata }) => kind === "Secret" && metadata.name.startsWith(name),
      );
      const { data } = secret as unknown as { readonly data: { readonly token: string } };
      return Buffer.from(data.token, "base64").toString();
    };
    const token = tokenOf("telltale-console-token");
    const collectors = tokenOf("telltale-collector-token");
    writeFileSync(path.join(mounts["/etc/telltale"]!, "token"), token);
    writeFileSync(path.join(mounts["/etc/telltale-collector"]!, "token"), collectors);
    const cli = process.env["TELLTALE_BUILT_CONSOLE"] ?? path.join(root, "packages/console/dist/cli.js");
    const ports = ["--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0", "--log-level", "error"];
    const child = spawn(process.execPath, [cli, "start", "--print-addresses", "json", ...ports], {
      env: { PATH: process.env["PATH"]!, ...environmentOf(container!, { mounts }) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const { page, otlpHttp } = await firstJson<Addresses>(child);
    const local = (url: string): string => `http://127.0.0.1:${new URL(url).port}`;
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"] as const) {
      const asked = `${local(page)}${container![probe]!.httpGet!.path}`;
      await expect.poll(async () => (await fetch(asked)).status, { timeout: 60_000 }).toBe(200);
    }
    const send = async (headers: Record<string, string>): Promise<number> => {
      const all = { "content-type": "application/json", ...headers };
      const body = JSON.stringify({ resourceSpans: [] });
      return (await fetch(`${local(otlpHttp)}/v1/traces`, { method: "POST", headers: all, body })).status;
    };
    expect(await send({})).toBe(401);
    expect(await send({ authorization: `Bearer ${token}` })).toBe(200);
    const ofCollectors = { authorization: `Bearer ${collectors}` };
    expect(await send(ofCollectors)).toBe(200);
    expect((await fetch(`${local(page)}/api/stats`, { headers: ofCollectors })).status).toBe(403);
    expect(await end(child)).toBe(0);
  },
);
