// @module-tag extended
// The pods of deploy/kubernetes as the operator's webhook changes them, run with the files of the image: its own `cp` fills the volume, and
// applications that know nothing of Telltale are started with the variables of their containers.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPod } from "kubernetes-models/v1/Pod";
import { describe, expect, onTestFinished, test } from "vitest";

import {
  attributesOf,
  hex,
  type Receiver,
  startReceiver,
} from "../../../packages/telltale/test/engine/receiver.ts";
import { end, firstJson } from "../../../tools/child.ts";
import { environmentOf, withFolders } from "../../test/kubelet.ts";
import { mutate } from "../../test/operator/webhook.ts";
import { application, clusterOf, kubectlOrSkip, podOf, render } from "../../test/render.ts";
import { outputOf, temporaryFolder, unpack } from "./build-command.ts";
import { builtImages } from "./built-images.ts";

const { layout } = await builtImages();
const kubectl = kubectlOrSkip();
const applicationFolder = path.join(import.meta.dirname, "../../kubernetes/application");
const copying = "opentelemetry-auto-instrumentation-nodejs";
const volume = "/otel-auto-instrumentation-nodejs";

describe.skipIf(layout === undefined || kubectl === undefined)("pods behind the webhook", () => {
  test("two services send one trace, with the resource of their pods", async () => {
    const objects = ["overlays/development", application].flatMap(
      (overlay) => render(kubectl!, overlay).objects,
    );
    const receiver = await receiverOfTest();
    const image = imageOf("all");
    const start = async (name: string, more: Readonly<Record<string, string>>): Promise<Started> => {
      const { pod } = mutate(podOf(objects, "Deployment", name), clusterOf(objects));
      const mounts = startPod(pod, image);
      const [container] = pod.spec!.containers;
      return startServer("app.mjs", {
        cwd: applicationFolder,
        env: variablesOf(pod, container!, mounts, receiver, more),
      });
    };
    const payments = await start("payments", {});
    const storefront = await start("storefront", { UPSTREAM_URL: `http://127.0.0.1:${payments.port}` });
    const load = spawn(process.execPath, ["load.mjs"], {
      cwd: applicationFolder,
      env: {
        PATH: process.env["PATH"]!,
        TARGET_URL: `http://127.0.0.1:${storefront.port}`,
        REQUESTS: "10",
        PAUSE_MS: "0",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(await firstJson(load)).toEqual({ 200: 9, 502: 1 });
    await expect.poll(() => receiver.spans().length, { timeout: 60_000 }).toBe(30);
    for (const { child } of [storefront, payments]) await end(child);

    const spans = receiver.spans();
    const servers = spans.filter(({ kind }) => kind === 2);
    expect(servers.length).toBe(20);
    const byTrace = Map.groupBy(spans, (span) => hex(span["traceId"]));
    expect(byTrace.size).toBe(10);
    const services = (trace: typeof spans): unknown[] =>
      trace.map((span) => attributesOf(span["resource"])["service.name"]).toSorted();
    for (const trace of byTrace.values())
      expect(services(trace)).toEqual(["payments", "storefront", "storefront"]);
    const resources = new Map(
      servers.map(({ resource }) => [attributesOf(resource)["service.name"], attributesOf(resource)]),
    );
    expect(resources.get("payments")).toMatchObject({
      "deployment.environment.name": "development",
      "k8s.container.name": "app",
      "k8s.namespace.name": "telltale",
      "k8s.node.name": "node-1",
      "k8s.pod.name": "payments-0",
      "k8s.pod.uid": "uid-of-the-pod",
      "service.instance.id": "telltale.payments-0.app",
      "service.namespace": "telltale",
      "service.version": "2.40.3",
    });
    const failed = servers.filter(({ status }) => (status as { code?: number } | undefined)?.code === 2);
    expect(failed.length).toBe(2);
  });

  test("an init container and two containers of one pod are instrumented, and keep their own NODE_OPTIONS", async () => {
    const folder = temporaryFolder();
    const file = (name: string, code: string): string => {
      writeFileSync(path.join(folder, name), code);
      return path.join(folder, name);
    };
    const own = file("own.cjs", "globalThis.ownPreload = true;");
    const server = `
const server = require("node:http").createServer((_, response) => response.end(String(globalThis.ownPreload)));
server.listen(0, () => console.log("listening " + server.address().port));
process.once("SIGTERM", () => server.close());
`;
    // asks itself once, and ends
    const job = `
const { createServer, get } = require("node:http");
const server = createServer((_, response) => response.end()).listen(0, () =>
  get({ port: server.address().port, agent: false, path: "/migrate" }, (response) => response.resume().on("end", () => server.close())));
`;
    const pod: IPod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "shop-0",
        namespace: "shop",
        annotations: {
          "instrumentation.opentelemetry.io/inject-nodejs": "true",
          "instrumentation.opentelemetry.io/container-names": "app,worker,migrate",
        },
      },
      spec: {
        initContainers: [
          { name: "wait", image: "wait:1", command: [process.execPath, "-e", ""] },
          { name: "migrate", image: "migrate:1", command: [process.execPath, file("migrate.cjs", job)] },
        ],
        containers: [
          {
            name: "app",
            image: "app:1",
            command: [process.execPath, file("app.cjs", server)],
            env: [{ name: "NODE_OPTIONS", value: `--require ${own} --max-old-space-size=256` }],
          },
          { name: "worker", image: "worker:2", command: [process.execPath, file("worker.cjs", server)] },
          {
            name: "other",
            image: "other:1",
            command: [process.execPath, "-p", "process.env.NODE_OPTIONS"],
          },
        ],
      },
    };
    const instrumentation = {
      apiVersion: "opentelemetry.io/v1alpha1" as const,
      kind: "Instrumentation" as const,
      metadata: { name: "own", namespace: "shop" },
      spec: {
        exporter: { endpoint: "http://nowhere:4318" },
        env: [{ name: "OTEL_EXPORTER_OTLP_PROTOCOL", value: "http/protobuf" }],
        nodejs: { image: "telltale:all" },
      },
    };
    const cluster = { namespace: { name: "shop" }, instrumentations: [instrumentation] };
    const { pod: mutated } = mutate(pod, cluster);
    const receiver = await receiverOfTest();
    const { initContainers = [], containers } = mutated.spec!;
    expect(initContainers.map(({ name }) => name)).toEqual(["wait", copying, "migrate"]);
    const mounts = startPod(mutated, imageOf("all"));
    const envOf = (container: IContainer) => variablesOf(mutated, container, mounts, receiver, {});
    const migrate = initContainers.find(({ name }) => name === "migrate")!;
    await ended(
      spawn(migrate.command![0]!, migrate.command!.slice(1), { env: envOf(migrate), stdio: "inherit" }),
    );
    const answers: Record<string, string> = {};
    for (const name of ["app", "worker"]) {
      const container = containers.find((one) => one.name === name)!;
      const { child, port } = await startServer(container.command![1]!, {
        cwd: folder,
        env: envOf(container),
      });
      answers[name] = await (await fetch(`http://127.0.0.1:${port}/`)).text();
      await expect.poll(() => serversOf(receiver)[`shop.shop-0.${name}`], { timeout: 60_000 }).toBe(1);
      await end(child);
    }
    expect(answers).toEqual({ app: "true", worker: "undefined" });
    expect(serversOf(receiver)).toEqual({
      "shop.shop-0.migrate": 1,
      "shop.shop-0.app": 1,
      "shop.shop-0.worker": 1,
    });
    // the container that was not named
    expect(containers.find(({ name }) => name === "other")).toEqual(pod.spec!.containers[2]);
  });
});

/** Counts server spans by the instance that sent them. */
function serversOf(receiver: Receiver): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, resource } of receiver.spans()) {
    const instance = String(attributesOf(resource)["service.instance.id"]);
    if (kind === 2) counts[instance] = (counts[instance] ?? 0) + 1;
  }
  return counts;
}

async function receiverOfTest(): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}

const imageOf = (tag: string): string => unpack(`${layout}:${tag}`, path.join(temporaryFolder(), "image"));

/** Runs the webhook's init container with the `cp` of the image; returns the real folders of mount paths. */
function startPod(pod: IPod, rootfs: string): Readonly<Record<string, string>> {
  const folder = path.join(temporaryFolder(), "volume");
  mkdirSync(folder);
  const { command } = pod.spec!.initContainers!.find(({ name }) => name === copying)!;
  const mounts = { [volume]: folder };
  const inImage = { ...mounts, "/autoinstrumentation": `${rootfs}/autoinstrumentation` };
  const [program, ...args] = command!.map((text) => withFolders(text, inImage));
  outputOf(path.join(rootfs, "bin", program!), ...args);
  return mounts;
}

/** The variables of a container's process. Names of services lead nowhere here, so the receiver is the endpoint. */
function variablesOf(
  pod: IPod,
  container: IContainer,
  mounts: Readonly<Record<string, string>>,
  receiver: Receiver,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const fields = {
    "metadata.name": pod.metadata!.name!,
    "metadata.uid": "uid-of-the-pod",
    "spec.nodeName": "node-1",
    "status.podIP": "127.0.0.1",
    "status.hostIP": "127.0.0.1",
  };
  return {
    PATH: process.env["PATH"]!,
    TELLTALE_CRASH_FILE: "false",
    PORT: "0",
    ...environmentOf(container, { fields, mounts }),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    // while the application runs: its end waits for two seconds only, which is too short for a busy machine
    OTEL_BSP_SCHEDULE_DELAY: "10",
    ...more,
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Starts a program that prints its port. */
async function startServer(
  program: string,
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<Started> {
  const child = spawn(process.execPath, [program], { ...options, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => void (await end(child, "SIGKILL")));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text = (text + part).slice(-10_000)));
  const listening = /listening (\d+)/;
  await expect.poll(() => text, { timeout: 90_000 }).toMatch(listening);
  return { child, port: Number(listening.exec(text)?.[1]) };
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(0);
}
