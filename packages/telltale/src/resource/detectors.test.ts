// What each detector says of surroundings that are given, and how results that take time join.
import { describe, expect, test } from "vitest";
import { reported } from "../engine/diagnostics/diagnose.ts";
import { assembleResource } from "./assemble.ts";
import { detectAws, detectAzure, detectGcp } from "./cloud.ts";
import { detectContainer } from "./container.ts";
import { realSurroundings, type Surroundings } from "./detector.ts";
import { detectorNames, runDetectors } from "./detectors.ts";
import { detectHost, detectHostId } from "./host.ts";
import { detectKubernetes } from "./kubernetes.ts";
import { detectOs } from "./detectors.ts";

const id = "3b6d1c0f9f6a4f1e8a7b2c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f";

function around(parts: {
  readonly variables?: Record<string, string>;
  readonly platform?: NodeJS.Platform;
  readonly files?: Record<string, string>;
  readonly output?: string;
}): Surroundings {
  return {
    variables: parts.variables ?? {},
    platform: parts.platform ?? "linux",
    readText: (path) => parts.files?.[path],
    run: async () => parts.output,
  };
}

describe("container.id", () => {
  test.each([
    ["v1, Docker", `12:memory:/docker/${id}\n11:cpu:/docker/${id}`],
    ["v1, Docker in Docker", `12:memory:/docker/${"a".repeat(64)}/docker/${id}`],
    ["v1, Kubernetes", `1:name=systemd:/kubepods/burstable/pod1a2b3c4d-0000-1111-2222-333344445555/${id}`],
    [
      "v1, containerd under systemd",
      `1:name=systemd:/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`,
    ],
    ["v1, CRI-O", `1:name=systemd:/kubepods.slice/kubepods-pod1.slice/crio-${id}.scope`],
    ["v1, Podman", `1:name=systemd:/machine.slice/libpod-${id}.scope`],
    [
      "v1, Podman with a cgroup of its own inside",
      `1:name=systemd:/machine.slice/libpod-${id}.scope/container`,
    ],
    [
      "v1, containerd without systemd",
      `1:cpu:/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${id}`,
    ],
    ["v1, ECS on EC2", `9:memory:/ecs/cluster/0123456789abcdef0123456789abcdef/${id}`],
    ["v2 in the host's namespace", `0::/system.slice/docker-${id}.scope`],
  ])("cgroup %s", (_title, text) => {
    expect(detectContainer(around({ files: { "/proc/self/cgroup": text } }))).toEqual({ "container.id": id });
  });

  test("Fargate has ids of its own form", () => {
    const text = "1:memory:/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-1234567890";
    expect(detectContainer(around({ files: { "/proc/self/cgroup": text } }))).toEqual({
      "container.id": "0123456789abcdef0123456789abcdef-1234567890",
    });
  });

  test.each([
    [
      "Docker",
      `678 655 254:1 /docker/volumes/containers/${id}/hostname /etc/hostname rw - ext4 /dev/vda1 rw`,
    ],
    [
      "Docker, resolv.conf only",
      `678 655 254:1 /var/lib/docker/containers/${id}/resolv.conf /etc/resolv.conf rw`,
    ],
    [
      "Podman",
      `983 961 0:56 /containers/overlay-containers/${id}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`,
    ],
  ])("v2 in a namespace of its own: mountinfo of %s", (_title, line) => {
    const files = {
      "/proc/self/cgroup": "0::/",
      "/proc/self/mountinfo": `600 500 0:50 / / rw - overlay overlay rw\n${line}`,
    };
    expect(detectContainer(around({ files }))).toEqual({ "container.id": id });
  });

  test.each([
    ["a host", { "/proc/self/cgroup": "0::/user.slice/user-1000.slice/session-3.scope" }],
    [
      "a host that runs containers",
      {
        "/proc/self/cgroup": "0::/init.scope",
        "/proc/self/mountinfo": `99 1 0:5 / /var/lib/docker/containers/${id}/mounts/shm rw - tmpfs shm rw`,
      },
    ],
    ["no files", {}],
    ["garbage", { "/proc/self/cgroup": "\0\0:::", "/proc/self/mountinfo": "\n \n" }],
  ])("nothing on %s", (_title, files) => {
    expect(detectContainer(around({ files }))).toEqual({ "container.id": undefined });
  });
});

describe("host and system", () => {
  test("host.id comes from a file, a program or nowhere", async () => {
    expect(detectHostId(around({ files: { "/etc/machine-id": "abc\n" } }))).toEqual({ "host.id": "abc" });
    expect(
      detectHostId(around({ files: { "/etc/machine-id": "", "/var/lib/dbus/machine-id": "d" } })),
    ).toEqual({
      "host.id": "d",
    });
    expect(detectHostId(around({}))).toEqual({});
    const darwin = { platform: "darwin", output: '  "IOPlatformUUID" = "1A-2B"\n' } as const;
    expect(await detectHostId(around(darwin))).toEqual({ "host.id": "1A-2B" });
    const windows = { platform: "win32", output: "\r\n    MachineGuid    REG_SZ    9-8-7\r\n" } as const;
    expect(await detectHostId(around(windows))).toEqual({ "host.id": "9-8-7" });
    expect(await detectHostId(around({ platform: "win32" }))).toEqual({ "host.id": undefined });
  });

  test("names and architecture follow the conventions", () => {
    expect(detectHost()["host.arch"]).toMatch(/^(?:amd64|arm64|arm32|x86|ppc32|ppc64|s390x)$/);
    const release = 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian \\"12\\""\n';
    expect(detectOs(around({ files: { "/etc/os-release": release } }))).toMatchObject({
      "os.type": "linux",
      "os.name": "Debian GNU/Linux",
      "os.description": 'Debian "12"',
    });
    expect(detectOs(around({ platform: "win32" }))).toMatchObject({ "os.type": "windows" });
  });
});

describe("Kubernetes by downward-API variables", () => {
  const inside = { KUBERNETES_SERVICE_HOST: "10.0.0.1" };

  test("names of the operator, of the attributes and of common manifests", () => {
    const variables = {
      ...inside,
      OTEL_RESOURCE_ATTRIBUTES_POD_NAME: "shop-1",
      POD_NAME: "other",
      POD_UID: "u-1",
      K8S_NAMESPACE_NAME: "prod",
      NODE_NAME: "n-1",
      K8S_DEPLOYMENT_NAME: "shop",
    };
    expect(detectKubernetes(around({ variables }))).toEqual({
      "k8s.pod.name": "shop-1",
      "k8s.pod.uid": "u-1",
      "k8s.namespace.name": "prod",
      "k8s.node.name": "n-1",
      "k8s.deployment.name": "shop",
    });
  });

  test("the namespace is in the service account too", () => {
    const files = { "/var/run/secrets/kubernetes.io/serviceaccount/namespace": "prod\n" };
    expect(detectKubernetes(around({ variables: inside, files }))).toEqual({ "k8s.namespace.name": "prod" });
  });

  test("outside of a cluster the common names mean nothing", () => {
    expect(detectKubernetes(around({ variables: { POD_NAME: "x", NODE_NAME: "y" } }))).toEqual({});
  });
});

function found(detected: object): object {
  return Object.fromEntries(Object.entries(detected).filter(([, value]) => value !== undefined));
}

describe("clouds by variables", () => {
  test.each([
    [
      "AWS Lambda",
      detectAws,
      {
        AWS_LAMBDA_FUNCTION_NAME: "f",
        AWS_LAMBDA_FUNCTION_VERSION: "3",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
        AWS_LAMBDA_LOG_STREAM_NAME: "s",
        AWS_REGION: "eu-west-1",
      },
      {
        "cloud.provider": "aws",
        "cloud.platform": "aws_lambda",
        "cloud.region": "eu-west-1",
        "faas.name": "f",
        "faas.version": "3",
        "faas.instance": "s",
        "faas.max_memory": 134_217_728,
        "aws.log.group.names": ["/aws/lambda/f"],
        "aws.log.stream.names": ["s"],
      },
    ],
    [
      "ECS on Fargate",
      detectAws,
      { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/x", AWS_EXECUTION_ENV: "AWS_ECS_FARGATE" },
      { "cloud.provider": "aws", "cloud.platform": "aws_ecs", "aws.ecs.launchtype": "fargate" },
    ],
    [
      "EC2 where the environment says so",
      detectAws,
      { AWS_EXECUTION_ENV: "EC2", AWS_REGION: "r" },
      { "cloud.provider": "aws", "cloud.platform": "aws_ec2", "cloud.region": "r" },
    ],
    ["a laptop with AWS credentials", detectAws, { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "x" }, {}],
    [
      "Cloud Run",
      detectGcp,
      { K_SERVICE: "s", K_REVISION: "s-1", K_CONFIGURATION: "s" },
      { "cloud.provider": "gcp", "cloud.platform": "gcp_cloud_run", "faas.name": "s", "faas.version": "s-1" },
    ],
    [
      "Cloud Run job",
      detectGcp,
      { CLOUD_RUN_JOB: "j", CLOUD_RUN_EXECUTION: "j-1", CLOUD_RUN_TASK_INDEX: "0" },
      {
        "cloud.provider": "gcp",
        "cloud.platform": "gcp_cloud_run",
        "faas.name": "j",
        "gcp.cloud_run.job.execution": "j-1",
        "gcp.cloud_run.job.task_index": 0,
      },
    ],
    [
      "Cloud Functions",
      detectGcp,
      { K_SERVICE: "f", K_REVISION: "2", FUNCTION_TARGET: "main" },
      {
        "cloud.provider": "gcp",
        "cloud.platform": "gcp_cloud_functions",
        "faas.name": "f",
        "faas.version": "2",
      },
    ],
    [
      "App Engine",
      detectGcp,
      { GAE_SERVICE: "d", GAE_VERSION: "v", GAE_INSTANCE: "i", GOOGLE_CLOUD_PROJECT: "p" },
      {
        "cloud.provider": "gcp",
        "cloud.account.id": "p",
        "cloud.platform": "gcp_app_engine",
        "faas.name": "d",
        "faas.version": "v",
        "faas.instance": "i",
      },
    ],
    ["a laptop with a Google project", detectGcp, { GOOGLE_CLOUD_PROJECT: "p" }, {}],
    [
      "App Service",
      detectAzure,
      {
        WEBSITE_SITE_NAME: "w",
        WEBSITE_INSTANCE_ID: "i",
        REGION_NAME: "West Europe",
        WEBSITE_OWNER_NAME: "sub+group-WestEuropewebspace",
        WEBSITE_RESOURCE_GROUP: "group",
      },
      {
        "cloud.provider": "azure",
        "cloud.platform": "azure.app_service",
        "cloud.region": "West Europe",
        "cloud.account.id": "sub",
        "cloud.resource_id": "/subscriptions/sub/resourceGroups/group/providers/Microsoft.Web/sites/w",
        "service.name": "w",
        "service.instance.id": "i",
      },
    ],
    [
      "Azure Functions",
      detectAzure,
      { WEBSITE_SITE_NAME: "f", FUNCTIONS_EXTENSION_VERSION: "~4", WEBSITE_MEMORY_LIMIT_MB: "2" },
      {
        "cloud.provider": "azure",
        "cloud.platform": "azure.functions",
        "faas.name": "f",
        "faas.version": "~4",
        "faas.max_memory": 2_097_152,
      },
    ],
    [
      "Container Apps",
      detectAzure,
      { CONTAINER_APP_NAME: "a", CONTAINER_APP_REVISION: "a--1", CONTAINER_APP_REPLICA_NAME: "a--1-x" },
      {
        "cloud.provider": "azure",
        "cloud.platform": "azure.container_apps",
        "service.name": "a",
        "service.version": "a--1",
        "service.instance.id": "a--1-x",
      },
    ],
    ["no cloud", detectAzure, {}, {}],
  ])("%s", (_title, detect, variables, expected) => {
    expect(found(detect(around({ variables: variables as Record<string, string> })))).toEqual(expected);
  });
});

describe("detectors run", () => {
  test("here, all of them, at once", () => {
    const { now } = runDetectors(detectorNames, realSurroundings({}));
    expect(now).toMatchObject({
      "process.pid": process.pid,
      "process.runtime.version": process.versions.node,
      "host.name": expect.any(String),
      "os.type": expect.any(String),
      "service.instance.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(Object.keys(now)).not.toContain("process.command_args");
  });

  test("what takes time joins later, of either line of the stock SDK; what is stronger stays", async () => {
    const { now, later } = runDetectors(
      [
        { detect: () => ({ attributes: { a: 1, b: Promise.resolve(2) } }) },
        { detect: async () => ({ attributes: { c: 3, d: 4 } }) },
      ],
      around({}),
    );
    expect(now).toEqual({ a: 1 });
    const assembled = assembleResource([
      { source: "a", now, later },
      { source: "b", now: { d: "stronger", e: undefined } },
    ]);
    expect(assembled.sources).toEqual({ a: "a", d: "b" });
    expect(assembled.resource).toEqual({ a: 1, d: "stronger" });
    const states = await Promise.all(assembled.later);
    expect(states.at(-1)).toEqual({ a: 1, b: 2, c: 3, d: "stronger" });
  });

  test("one that fails, at once or later, is counted and stops no other", async () => {
    const before = reported()["resource_detector_failed"] ?? 0;
    const { now, later } = runDetectors(
      [
        {
          detect() {
            throw new Error("no");
          },
        },
        { detect: async () => Promise.reject(new Error("later no")) },
        { detect: () => "not an object" },
        { detect: () => ({ attributes: { fine: true } }) },
      ],
      around({}),
    );
    expect(now).toEqual({ fine: true });
    expect(await Promise.all(later)).toEqual([{}]);
    expect(reported()["resource_detector_failed"]).toBe(before + 2);
  });
});
