// deploy/kubernetes: kubectl renders every overlay, and every object is one that Kubernetes and the operator accept.
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import { expect, onTestFinished, test } from "vitest";
import { readRuleFile } from "../../packages/console/src/alerts/rules/rule-file.ts";
import { backupCommand } from "../../packages/console/src/config/commands.ts";
import { mistakes, models } from "./models.ts";
import {
  application,
  collectorToken,
  kubectlOrSkip,
  type KubernetesObject,
  objectOf,
  overlays,
  render,
  renderAnew,
} from "./render.ts";

const kubectl = kubectlOrSkip();
const token = "a-token-of-the-tests-only";
const all = [...overlays, application] as const;

const counts: Readonly<Record<(typeof all)[number], number>> = {
  "overlays/development": 16,
  // and the backup with its volume
  "overlays/production": 18,
  "overlays/backends": 18,
  "overlays/tail-sampling": 22,
  "overlays/backends-tail-sampling": 22,
  application: 5,
};

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

test.skipIf(kubectl === undefined).each(all)("every object of %s is valid", (overlay) => {
  const { objects, error } = render(kubectl!, overlay, token);
  expect(error).toBe("");
  expect(objects.length).toBe(counts[overlay]);
  expect(
    objects.map((object) => [nameOf(object), mistakes(object)]).filter(([, text]) => text !== ""),
  ).toEqual([]);
  expect(new Set(objects.map(nameOf)).size).toBe(objects.length);
  const elsewhere = objects.filter(({ metadata }) => metadata.namespace !== "telltale");
  expect(elsewhere.map(nameOf)).toEqual(overlay === application ? [] : ["Namespace telltale"]);
});

test.skipIf(kubectl === undefined)("the validation finds mistakes", () => {
  const { objects } = render(kubectl!, "overlays/production", token);
  const broken = (kind: string, name: string, from: string, to: string): string => {
    const text = JSON.stringify(objectOf<KubernetesObject>(objects, kind, name));
    expect(text).toContain(from);
    return mistakes(JSON.parse(text.replace(from, to)) as KubernetesObject);
  };
  expect(broken("Instrumentation", "telltale", '"tracecontext"', '"w3c"')).toContain("propagators/0");
  expect(broken("Instrumentation", "telltale", '"parentbased_always_on"', '"always"')).toContain(
    "sampler/type",
  );
  expect(broken("StatefulSet", "telltale-console", '"replicas":1', '"replicas":"1"')).toContain("replicas");
  expect(broken("Service", "telltale-console", '"port":4319', '"port":"page"')).toContain("port");
});

test.skipIf(kubectl === undefined)(
  "no object has a field that Kubernetes or the operator does not know",
  { timeout: 240_000 },
  () => {
    const objects = all.flatMap((overlay) => render(kubectl!, overlay, token).objects);
    expect(compile(objects)).toBe("");
    const console_ = objectOf<KubernetesObject>(objects, "StatefulSet", "telltale-console");
    const misspelled = JSON.parse(JSON.stringify(console_).replace('"readinessProbe"', '"readyProbe"'));
    expect(compile([misspelled as KubernetesObject])).toContain("readyProbe");
  },
);

/** Compiles objects as literals of the models' types, which know every field; gives what the compiler reports. */
function compile(objects: readonly KubernetesObject[]): string {
  // below the installed packages, so that the compiler finds them
  const cache = path.join(import.meta.dirname, "../../node_modules/.cache/telltale");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "kubernetes-"));
  try {
    const imports = models.map(([version, { kind }]) => {
      const source = version.startsWith("opentelemetry")
        ? "@kubernetes-models/opentelemetry-operator"
        : "kubernetes-models";
      return `import type { I${kind} } from "${source}/${version}/${kind}";`;
    });
    const literals = objects.map(
      (object, index) => `export const object${index}: I${object.kind} = ${JSON.stringify(object)};`,
    );
    writeFileSync(path.join(folder, "objects.ts"), [...imports, ...literals].join("\n"));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: "esnext",
      module: "nodenext",
      types: [],
    };
    writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const tsc = path.join(import.meta.dirname, "../../node_modules/typescript/bin/tsc");
    return spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Workload extends KubernetesObject {
  readonly spec: { readonly template: IPodTemplateSpec };
}

/** What makes pods; of a CronJob the job that it makes. */
const workloads = (objects: readonly KubernetesObject[]): readonly Workload[] =>
  objects.flatMap((object) => {
    const { spec = {} } = object as { readonly spec?: { readonly jobTemplate?: Pick<Workload, "spec"> } };
    const { jobTemplate = { spec } } = spec;
    return "template" in jobTemplate.spec ? [{ ...object, ...jobTemplate } as Workload] : [];
  });

/** What the pods of a workload refer to, as `Kind name`. */
function referencesOf({ spec }: Workload): readonly string[] {
  const { serviceAccountName, volumes = [], containers } = spec.template.spec!;
  const variables = containers.flatMap(({ env = [] }) => env);
  return [
    ...(serviceAccountName === undefined ? [] : [`ServiceAccount ${serviceAccountName}`]),
    ...volumes.flatMap(({ configMap, secret, persistentVolumeClaim: claim }) => [
      ...(claim === undefined ? [] : [`PersistentVolumeClaim ${claim.claimName}`]),
      ...(configMap === undefined ? [] : [`ConfigMap ${configMap.name}`]),
      ...(secret === undefined ? [] : [`Secret ${secret.secretName}`]),
    ]),
    ...variables.flatMap(({ valueFrom }) =>
      valueFrom?.secretKeyRef === undefined ? [] : [`Secret ${valueFrom.secretKeyRef.name}`],
    ),
  ];
}

test.skipIf(kubectl === undefined).each(overlays)("everything that %s refers to is there", (overlay) => {
  const { objects } = render(kubectl!, overlay, token);
  const references = workloads(objects).flatMap(referencesOf);
  expect(references.length).toBeGreaterThan(4);
  expect(objects.map(nameOf)).toEqual(expect.arrayContaining(references));
});

/** The overlay with the most objects, and the test application. */
const everything = (): readonly KubernetesObject[] =>
  ["overlays/tail-sampling", application].flatMap((overlay) => render(kubectl!, overlay, token).objects);

interface Selecting extends KubernetesObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>> & {
      readonly matchLabels?: Readonly<Record<string, string>>;
    };
    readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly ports?: readonly { readonly targetPort: string }[];
  };
}

test.skipIf(kubectl === undefined)("services, policies and budgets select pods that there are", () => {
  const objects = everything();
  const pods = workloads(objects).map(({ spec }) => spec.template);
  const selecting = (objects as readonly Selecting[]).filter(({ kind }) =>
    ["Service", "NetworkPolicy", "PodDisruptionBudget"].includes(kind),
  );
  expect(selecting.length).toBe(11);
  for (const { kind, metadata, spec } of selecting) {
    const labels = spec.podSelector?.matchLabels ?? spec.selector?.matchLabels ?? spec.selector!;
    const chosen = pods.filter((pod) =>
      Object.entries(labels).every(([key, value]) => pod.metadata?.labels?.[key] === value),
    );
    expect(chosen.length, `${kind} ${metadata.name}`).toBe(1);
    const names = chosen[0]!.spec!.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name));
    for (const { targetPort } of spec.ports ?? []) expect(names).toContain(targetPort);
  }
});

test.skipIf(kubectl === undefined)(
  "every container runs without privileges and with a limit of memory",
  () => {
    const objects = everything();
    expect(workloads(objects).length).toBe(7);
    for (const { spec } of workloads(objects)) {
      const pod = spec.template.spec!;
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const { securityContext, resources } of [
        ...((pod.initContainers ?? []) as readonly IContainer[]),
        ...(pod.containers as readonly IContainer[]),
      ]) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(resources?.limits?.["memory"]).toBeDefined();
      }
    }
  },
);

test.skipIf(kubectl === undefined)(
  "production does not render without a token, and has the one that it is given",
  () => {
    const { objects, error } = render(kubectl!, "overlays/production");
    expect(objects).toEqual([]);
    expect(error).toContain("token");
    const rendered = render(kubectl!, "overlays/production", token).objects;
    const secrets = rendered.filter(({ kind }) => kind === "Secret") as unknown as {
      data: { token: string };
    }[];
    expect(secrets.map(({ data }) => Buffer.from(data.token, "base64").toString()).toSorted()).toEqual([
      token,
      collectorToken,
    ]);
  },
);

test.skipIf(kubectl === undefined).each(overlays)(
  "in %s only the console and its backup have its own token; collectors have one that sends",
  (overlay) => {
    const { objects } = render(kubectl!, overlay, token);
    const secretsOf = (workload: Workload): string[] =>
      referencesOf(workload).flatMap((text) => /^Secret (telltale-\w+-token)-/.exec(text)?.[1] ?? []);
    const used = Object.fromEntries(
      workloads(objects).map((workload) => [workload.metadata.name, secretsOf(workload)]),
    );
    const { "telltale-console": ofConsole, "telltale-backup": ofBackup, ...others } = used;
    expect(ofBackup ?? []).toEqual(overlay === "overlays/development" ? [] : ["telltale-console-token"]);
    expect(ofConsole).toEqual(["telltale-console-token", "telltale-collector-token"]);
    expect(new Set(Object.values(others).flat())).toEqual(new Set(["telltale-collector-token"]));
    const [container] = objectOf<Workload>(objects, "StatefulSet", "telltale-console").spec.template.spec!
      .containers;
    const { env = [], volumeMounts = [] } = container!;
    const file = env.find(({ name }) => name === "TELLTALE_CONSOLE_INGEST_TOKEN_FILE")?.value;
    const { mountPath } = volumeMounts.find(({ name }) => name === "collector-token")!;
    expect(file).toBe(`${mountPath}/token`);
  },
);

test.skipIf(kubectl === undefined)(
  "the backup calls a command that there is, and keeps the newest seven",
  () => {
    const { objects } = render(kubectl!, "overlays/production", token);
    const [job] = workloads(objects).filter(({ metadata }) => metadata.name === "telltale-backup");
    const { initContainers = [], containers } = job!.spec.template.spec!;
    const args = containers[0]!.args!;
    const flags = args.filter((arg) => arg.startsWith("--")).map((flag) => flag.slice(2));
    expect(args[0]).toBe(backupCommand.name);
    const known = Object.values(backupCommand.options).map((option) => option.flag.split(" ")[0]!.slice(2));
    expect(known).toEqual(expect.arrayContaining(flags));
    const folder = mkdtempSync(path.join(tmpdir(), "telltale-backups-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (let day = 1; day <= 9; day++) {
      writeFileSync(path.join(folder, `telltale-backup-${day}.tar`), "");
      utimesSync(path.join(folder, `telltale-backup-${day}.tar`), day, day);
    }
    writeFileSync(path.join(folder, "notes.txt"), "");
    writeFileSync(path.join(folder, "telltale-backup-5.tar.partial"), "");
    const [, ...options] = initContainers[0]!.command!;
    expect(spawnSync(process.execPath, options, { cwd: folder, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
    const kept = [3, 4, 5, 6, 7, 8, 9].map((day) => `telltale-backup-${day}.tar`);
    expect(readdirSync(folder).toSorted()).toEqual(["notes.txt", ...kept]);
  },
);

test("the alert rules of the console have no mistakes", () => {
  const folder = path.join(import.meta.dirname, "../kubernetes/base/console/alerts");
  const files = readdirSync(folder);
  expect(files).toContain("platform.yaml");
  for (const file of files) {
    const { problems } = readRuleFile(readFileSync(path.join(folder, file), "utf8"));
    expect({ file, problems }).toEqual({ file, problems: [] });
  }
});

test.skipIf(kubectl === undefined)("an overlay sets the images of its registry", () => {
  const text = JSON.stringify(render(kubectl!, "overlays/production", token).objects);
  const images = [...text.matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
  expect(new Set(images)).toEqual(
    new Set([
      "registry.example.com/telltale:0.1.0-console",
      "registry.example.com/telltale:0.1.0-all",
      "otel/opentelemetry-collector-contrib:0.158.0",
    ]),
  );
});

test.skipIf(kubectl === undefined)("the guide's own overlay changes what it names, and nothing else", () => {
  const read = (name: string): string => readFileSync(path.join(import.meta.dirname, "../..", name), "utf8");
  const [, overlay = ""] =
    /^## Change it$[^]*?```yaml\n([^]*?)```/m.exec(read("docs/guide/kubernetes.md")) ?? [];
  const rules = read("deploy/kubernetes/base/console/alerts/platform.yaml");
  const { objects, error } = renderAnew(kubectl!, "overlays/mine", token, {
    "overlays/mine/kustomization.yaml": overlay,
    "overlays/mine/mine.yaml": rules,
  });
  expect(error).toBe("");
  expect(objects.map((object) => mistakes(object)).join("")).toBe("");
  const isRules = ({ metadata }: KubernetesObject): boolean =>
    metadata.name.startsWith("telltale-alert-rules-");
  expect(objects.filter(isRules)).toMatchObject([{ data: { "platform.yaml": rules, "mine.yaml": rules } }]);
  const { spec } = objectOf<{ spec: { env: object[] } }>(objects, "Instrumentation", "telltale");
  expect(spec.env.pop()).toEqual({ name: "TELLTALE_SAMPLING_RATE", value: "0.5" });
  // the name of a ConfigMap has a hash of what it holds
  const textOf = (some: readonly KubernetesObject[]): string =>
    JSON.stringify(some.filter((one) => !isRules(one))).replace(/telltale-alert-rules-\w+/g, "rules");
  const before = textOf(render(kubectl!, "overlays/production", token).objects)
    .replaceAll("registry.example.com", "registry.mine.example")
    .replace('"TELLTALE_CONSOLE_MAX_SIZE","value":"170GB"', '"TELLTALE_CONSOLE_MAX_SIZE","value":"450GB"')
    .replace(/("volumeClaimTemplates":.*?"storage":)"200Gi"/, '$1"500Gi"');
  expect(JSON.parse(textOf(objects))).toEqual(JSON.parse(before));
});

test.skipIf(kubectl === undefined)("the images have the tags that `npm run images` gives them", () => {
  const { version } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, "../../packages/telltale/package.json"), "utf8"),
  ) as { version: string };
  const text = JSON.stringify(render(kubectl!, "overlays/development").objects);
  const images = [...text.matchAll(/"image":"(telltale:[^"]+)"/g)].map(([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`telltale:${version}-all`, `telltale:${version}-console`]));
});

test.skipIf(kubectl === undefined)("the guide applies the application after the Instrumentation", () => {
  const isAnnotated = ({ spec }: Workload): boolean =>
    Object.keys(spec.template.metadata?.annotations ?? {}).some((key) => key.includes("/inject-"));
  const platform = render(kubectl!, "overlays/development").objects;
  const applied = render(kubectl!, application).objects;
  // kubectl creates kinds that it does not know last
  expect(workloads(platform).filter(isAnnotated)).toEqual([]);
  expect(workloads(applied).filter(isAnnotated).map(nameOf)).toEqual([
    "Deployment payments",
    "Deployment storefront",
  ]);
  expect(platform.map(({ kind }) => kind)).toContain("Instrumentation");
  expect(applied.map(({ kind }) => kind)).not.toContain("Instrumentation");
  const guide = readFileSync(path.join(import.meta.dirname, "../../docs/guide/kubernetes.md"), "utf8");
  const [, steps = ""] = /^## Try it$[^]*?```sh\n([^]*?)```/m.exec(guide) ?? [];
  expect([...steps.matchAll(/apply -k (\S+)/g)].map(([, folder]) => folder)).toEqual([
    "deploy/kubernetes/overlays/development",
    "deploy/kubernetes/application",
  ]);
});

test("the Dockerfile of the test application copies files that there are", () => {
  const folder = path.join(import.meta.dirname, "../kubernetes/application");
  const dockerfile = readFileSync(path.join(folder, "Dockerfile"), "utf8");
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names]) => names!.split(" "));
  expect(copied).toEqual(["app.mjs", "load.mjs"]);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(copied));
  expect(dockerfile).toMatch(/^USER 1000$/m);
});
