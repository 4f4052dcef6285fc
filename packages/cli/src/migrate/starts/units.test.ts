import { describe, expect, test } from "vitest";
import { compose, judged, judgedAlone, pod, type Texts, traced } from "./judged-for-test.ts";

const dd = "dd-trace/init";

describe("a unit with another SDK is in the way, beside one that starts Telltale", () => {
  test.each<[form: string, place: string, files: Texts]>([
    [
      "a command as text",
      `compose.yaml:6: ${dd} (service worker)`,
      compose(`    command: node -r ${dd} worker.js\n`),
    ],
    [
      "a command as list",
      `compose.yaml:6: ${dd} (service worker)`,
      compose(`    command: ["node", "--require", "${dd}", "worker.js"]\n`),
    ],
    [
      "a list in lines",
      `compose.yaml:9: ${dd} (service worker)`,
      compose(`    command:\n      - node\n      - --import\n      - ${dd}\n      - worker.js\n`),
    ],
    [
      "sh -c",
      `compose.yaml:6: ${dd} (service worker)`,
      compose(`    command: sh -c "sleep 1 && exec node --require=${dd} worker.js"\n`),
    ],
    [
      "env",
      `compose.yaml:6: ${dd} (service worker)`,
      compose(`    command: env NODE_OPTIONS='--require ${dd}' node worker.js\n`),
    ],
    [
      "variables as map",
      `compose.yaml:8: ${dd} (service worker)`,
      compose(`    command: node worker.js\n    environment:\n      NODE_OPTIONS: "-r ${dd}"\n`),
    ],
    [
      "variables as list",
      `compose.yaml:8: ${dd} (service worker)`,
      compose(`    command: node worker.js\n    environment:\n      - NODE_OPTIONS=--require ${dd}\n`),
    ],
    [
      "env_file",
      `pay.env:2: ${dd} (service worker)`,
      {
        ...compose("    command: node worker.js\n    env_file: [./pay.env]\n"),
        "pay.env": `A=1\nNODE_OPTIONS="--require ${dd}"\n`,
      },
    ],
    [
      "env_file with path",
      `pay.env:1: ${dd} (service worker)`,
      {
        ...compose("    command: node worker.js\n    env_file:\n      - path: pay.env\n"),
        "pay.env": `NODE_OPTIONS=--require=${dd}\n`,
      },
    ],
    [
      "an image only",
      `compose.yaml:8: ${dd} (service worker)`,
      {
        ...compose(`    image: acme/pay\n    environment:\n      NODE_OPTIONS: --require ${dd}\n`),
        Dockerfile: "FROM node\nCMD node worker.js\n",
      },
    ],
    [
      "an anchor",
      `compose.yaml:1: ${dd} (service worker)`,
      {
        "compose.yaml": `x-env: &env { NODE_OPTIONS: "-r ${dd}" }\nservices:\n  web:\n    command: node -r telltale/register worker.js\n  worker:\n    command: node worker.js\n    environment:\n      <<: *env\n      A: b\n`,
      },
    ],
    [
      "entrypoint and command",
      `compose.yaml:6: ${dd} (service worker)`,
      compose(`    entrypoint: ["tini", "--", "node", "-r", "${dd}"]\n    command: ["worker.js"]\n`),
    ],
    [
      "a build with a target",
      `Dockerfile:2: ${dd} (service worker)`,
      {
        ...compose("    build: { context: ., target: jobs }\n"),
        Dockerfile: `FROM node AS base\nENV NODE_OPTIONS="--require ${dd}"\nFROM base AS jobs\nCMD ["node", "worker.js"]\nFROM node\nCMD node web.js\n`,
      },
    ],
    [
      "npm run",
      `package.json:1: ${dd} (service worker)`,
      {
        ...compose("    command: npm run -s jobs\n"),
        "package.json": `{ "scripts": { "jobs": "node -r ${dd} worker.js" } }`,
      },
    ],
    [
      "extends",
      `compose.yaml:6: ${dd} (service worker)`,
      {
        "compose.yaml": `services:\n  web:\n    command: node -r telltale/register worker.js\n  base:\n    environment:\n      NODE_OPTIONS: -r ${dd}\n  worker:\n    extends: { service: base }\n    command: node worker.js\n`,
      },
    ],
    [
      "code of the project",
      "compose.yaml:6: ./tracing.js, which has init() of dd-trace at tracing.js:1 (service worker)",
      {
        ...compose("    command: node -r ./tracing.js worker.js\n"),
        "tracing.js": 'require("dd-trace").init();\n',
      },
    ],
    [
      "command and args",
      `k8s/pay.yaml:13: ${dd} (container jobs of Deployment pay)`,
      pod(`          command: ["node"]\n          args: ["-r", "${dd}", "worker.js"]\n`),
    ],
    [
      "args alone",
      `k8s/pay.yaml:13: ${dd} (container jobs of Deployment pay)`,
      pod(`          image: acme/pay\n          args: ["--require", "${dd}", "worker.js"]\n`),
    ],
    [
      "a variable",
      `k8s/pay.yaml:14: ${dd} (container jobs of Deployment pay)`,
      pod(
        `          args: [node, worker.js]\n          env:\n            - { name: NODE_OPTIONS, value: "--require ${dd}" }\n`,
      ),
    ],
    [
      "a block scalar",
      `k8s/pay.yaml:15: ${dd} (container jobs of Deployment pay)`,
      pod(
        `          command: [sh, -c]\n          args:\n            - |\n              node -r ${dd} \\\n                worker.js\n`,
      ),
    ],
    [
      "a ConfigMap",
      `k8s/map.yaml:4: ${dd} (container jobs of Deployment pay)`,
      {
        ...pod(
          "          command: [node, worker.js]\n          envFrom: [{ configMapRef: { name: pay } }]\n",
        ),
        "k8s/map.yaml": `kind: ConfigMap\nmetadata: { name: pay }\ndata:\n  NODE_OPTIONS: -r ${dd}\n`,
      },
    ],
    [
      "a CronJob in a second document",
      `k8s/jobs.yml:12: ${dd} (container nightly of CronJob nightly)`,
      {
        "k8s/jobs.yml": `kind: Pod\nspec:\n  containers:\n    - { name: web, command: [node, -r, telltale/register, worker.js] }\n---\nkind: CronJob\nmetadata: { name: nightly }\nspec:\n  jobTemplate:\n    spec: { template: { spec: { containers: [{ name: nightly,\n      image: acme/pay,\n      command: [node, -r, ${dd}, worker.js] }] } } }\n`,
      },
    ],
    [
      "an init container",
      `pod.yaml:5: ${dd} (init container setup of Pod)`,
      {
        "pod.yaml": `kind: Pod\nspec:\n  initContainers:\n    - name: setup\n      command: [node, -r, ${dd}, worker.js]\n  containers:\n    - { name: web, command: [node, web.js] }\n`,
      },
    ],
    [
      "a Helm template",
      `chart/templates/a.yaml:6: ${dd} (container jobs of Deployment`,
      {
        "chart/templates/a.yaml": `{{- if .Values.on }}\nkind: Deployment\nspec:\n  containers:\n    - { name: web, image: "{{ .Values.image }}", command: [node, -r, telltale/register, web.js] }\n    - { name: jobs, image: {{ .Values.image }}, command: [node, -r, ${dd}, worker.js] }\n{{- end }}\n`,
      },
    ],
    [
      "PM2 in JavaScript",
      `ecosystem.config.cjs:3: ${dd} (app jobs)`,
      {
        "ecosystem.config.cjs": `module.exports = { apps: [\n  { name: "web", script: "web.js", node_args: "-r telltale/register" },\n  { name: "jobs", script: "./worker.js", node_args: ["-r", "${dd}"] },\n] };\n`,
      },
    ],
    [
      "PM2 in JSON",
      `pm2.json:1: ${dd} (app jobs)`,
      {
        "pm2.json": `{"apps":[{"name":"web","script":"web.js"},{"name":"jobs","script":"worker.js","env":{"NODE_OPTIONS":"-r ${dd}"}}]}`,
      },
    ],
    [
      "PM2 in YAML",
      `ecosystem.config.yml:5: ${dd} (app jobs)`,
      {
        "ecosystem.config.yml": `apps:\n  - { name: web, script: web.js, node_args: -r telltale/register }\n  - name: jobs\n    script: worker.js\n    interpreter_args: -r ${dd}\n`,
      },
    ],
    [
      "a stage",
      `Dockerfile:4: ${dd} (stage jobs)`,
      {
        Dockerfile: `FROM node:22 AS web\nCMD ["node", "-r", "telltale/register", "worker.js"]\nFROM node:22 AS jobs\nENV A=b NODE_OPTIONS="-r ${dd}"\nENTRYPOINT ["dumb-init", "--"]\nCMD node worker.js\n`,
      },
    ],
    [
      "a Procfile",
      `Procfile:2: ${dd} (process jobs)`,
      {
        Procfile: `web: node -r telltale/register worker.js\njobs: NODE_OPTIONS="-r ${dd}" node worker.js\n`,
      },
    ],
    [
      "an entry that is not there",
      `Procfile:2: ${dd} (process jobs)`,
      { Procfile: `web: node web.js\njobs: node -r ${dd} ./bundle/main.js\n` },
    ],
    [
      "a script of a workspace",
      `apps/jobs/package.json:1: ${dd} (script start)`,
      {
        "package.json":
          '{ "workspaces": ["apps/*"], "scripts": { "start": "node -r telltale/register worker.js" } }',
        "apps/jobs/package.json": `{ "name": "jobs", "scripts": { "start": "node -r ${dd} index.js" } }`,
        "apps/jobs/index.js": traced,
      },
    ],
    [
      "systemd",
      `jobs.service:3: ${dd} (unit jobs)`,
      {
        "web.service": "[Service]\nExecStart=/usr/bin/node -r telltale/register worker.js\n",
        "jobs.service": `[Service]\nExecStart=/usr/bin/node /srv/pay/worker.js\nEnvironment="NODE_OPTIONS=-r ${dd}"\n`,
      },
    ],
  ])("%s: %s", (_, place, files) => {
    const { inWay } = judged(files);
    expect(inWay).toContainEqual(expect.stringContaining(place));
  });

  test.each([
    `tini -s -- node -r ${dd} worker.js`,
    `/usr/bin/dumb-init node -r ${dd} worker.js`,
    `pm2-runtime worker.js --node-args="-r ${dd}"`,
    `nodemon -r ${dd} worker.js`,
    `nodemon --watch src --exec "node -r ${dd}" worker.js`,
    `tsx --import ${dd} worker.ts`,
    `tsx watch -r ${dd} worker.js`,
    `ts-node -P tsconfig.json -r ${dd} worker.ts`,
    `npx --no-install cross-env NODE_OPTIONS="-r ${dd}" node worker.js`,
    `export NODE_OPTIONS="-r ${dd}"; node worker.js`,
    `NODE_OPTIONS="--max-old-space-size=512 --require ${dd}" exec node worker.js`,
    `node --max-old-space-size=512 --enable-source-maps --import=${dd} worker.js`,
    `node --import "${dd}" './worker.js'`,
    `node -r dotenv/config -r ./node_modules/${dd}.js worker.js`,
    `gosu node node -r ${dd} worker.js`,
    `timeout -k 5 30 node -r ${dd} worker.js`,
    `./wait-for-it.sh db:5432 -- node -r ${dd} worker.js`,
    `env -S "NODE_OPTIONS=--require=${dd} node worker.js"`,
    `bash -lc 'node -r ${dd} worker.js'`,
    `OPTS="-r ${dd}"; node $OPTS worker.js`,
    `node -r ${dd} worker.js > out.log 2>&1 &`,
  ])("a line of a Procfile: %s", (line) => {
    const files = { Procfile: `web: node -r telltale/register worker.js\njobs: ${line}\n` };
    expect(judged(files).inWay).toEqual([
      expect.stringMatching(/^Procfile:2: dd-trace\/init.*\(process jobs\)$/),
    ]);
  });

  test.each([
    `CMD ["node", "-r", "${dd}", "worker.js"]\nENTRYPOINT ["tini", "--"]\n`,
    `ENTRYPOINT ["tini", "--"]\nCMD ["node", "-r", "${dd}", "worker.js"]\n`,
  ])("a command before and after an entry point: %s", (lines) => {
    expect(judged({ Dockerfile: `FROM node\n${lines}` }).inWay).toEqual([
      expect.stringMatching(/^Dockerfile:\d: dd-trace\/init \(stage without a name\)$/),
    ]);
  });

  test("is found through an entry point that runs its arguments, and npm", () => {
    const files = {
      Dockerfile:
        'FROM node\nCOPY docker/entry.sh /entry.sh\nENTRYPOINT ["/entry.sh"]\nCMD ["npm", "start"]\n',
      "docker/entry.sh": '#!/bin/sh\nset -e\necho start\nexec "$@"\n',
      "package.json": `{\n"scripts": {\n"start": "node -r ${dd} worker.js" } }`,
    };
    expect(judged(files).inWay).toContainEqual(`package.json:3: ${dd} (stage without a name)`);
  });

  test("is in the way for its own code, and for metrics of prom-client that it serves", () => {
    const sdk =
      'import { NodeSDK } from "@opentelemetry/sdk-node";\nnew NodeSDK({ resourceDetectors: [] }).start();\n';
    const metrics =
      'import express from "express";\nimport { Counter, register } from "prom-client";\nexport const c = new Counter({ name: "c_total", help: "C" });\nconst app = express();\napp.get("/metrics", async (_, response) => { response.end(await register.metrics()); });\n';
    const procfile = { Procfile: "web: node web.js\njobs: node jobs.js\n" };
    expect(judged({ ...procfile, "jobs.js": `${sdk}${traced}` }).inWay).toEqual([
      "Procfile:2: process jobs: jobs.js has new NodeSDK of @opentelemetry/sdk-node at jobs.js:3",
    ]);
    expect(judged({ ...procfile, "jobs.js": metrics }).inWay).toEqual([
      "Procfile:2: process jobs: prom-client serves the metrics of jobs.js",
    ]);
  });
});

describe("a script whose code starts another SDK, beside a start that preloads Telltale", () => {
  const start = "node -r telltale/register web.js";
  const vendor = `import vendor from "dd-trace";\nvendor.init();\n${traced}`;
  const scripts = (others: Readonly<Record<string, string>>): Texts => ({
    "web.js": traced,
    "worker.js": vendor,
    "package.json": `{\n"scripts": ${JSON.stringify({ start, ...others })} }`,
  });
  const own = (name: string): string =>
    `package.json:2: script ${name}: worker.js has init() of dd-trace at worker.js:2`;

  test.each<[what: string, name: string, files: Texts]>([
    ["by itself", "worker", scripts({ worker: "node worker.js" })],
    [
      "that only a script of development runs",
      "worker",
      scripts({ worker: "node worker.js", dev: "npm run worker" }),
    ],
    ["by another script", "jobs", scripts({ jobs: "npm run worker", worker: "node worker.js" })],
    [
      "beside an image that runs another one",
      "worker",
      { ...scripts({ worker: "node worker.js" }), Dockerfile: 'FROM node\nCMD ["npm", "start"]\n' },
    ],
  ])("is in the way %s", (_what, name, files) => {
    expect(judgedAlone(files).inWay).toEqual([own(name)]);
  });

  test.each<[what: string, files: Texts]>([
    [
      "when it is for development",
      scripts({ "dev:worker": "node worker.js", watch: "node --watch worker.js" }),
    ],
    ["when it preloads Telltale", scripts({ worker: "node -r telltale/register worker.js" })],
    [
      "when a container runs it with Telltale",
      {
        ...scripts({ worker: "node worker.js" }),
        ...pod(
          "          image: acme/pay\n          command: [npm, run, worker]\n          env: [{ name: NODE_OPTIONS, value: -r telltale/register }]\n",
        ),
      },
    ],
  ])("is not in the way %s", (_what, files) => {
    expect(judgedAlone(files).inWay).toEqual([]);
  });

  test("is listed beside an image whose variables preload Telltale", () => {
    const Dockerfile = 'FROM node\nENV NODE_OPTIONS="-r telltale/register"\nCMD ["node", "web.js"]\n';
    const { inWay, left } = judgedAlone({ ...scripts({ worker: "node worker.js" }), Dockerfile });
    expect([inWay, left]).toEqual([[], [expect.stringContaining(own("worker"))]]);
  });
});

describe("a unit is not in the way", () => {
  test.each<[what: string, files: Texts]>([
    [
      "when it starts Telltale by a variable",
      compose(
        "    command: node worker.js\n    environment: { NODE_OPTIONS: --require telltale/register }\n",
      ),
    ],
    ["when its file starts Telltale beside the other SDK", compose(`    command: node -r ${dd} web.js\n`)],
    ["when it runs no converted call", compose(`    command: node -r ${dd} plain.js\n`)],
    ["when both are preloaded", compose(`    command: node -r telltale/register -r ${dd} worker.js\n`)],
    [
      "when the line is a comment",
      compose(`    # command: node -r ${dd} worker.js\n    command: node web.js\n`),
    ],
    [
      "when its base stage starts Telltale",
      {
        Dockerfile:
          'FROM node AS base\nENV NODE_OPTIONS="-r telltale/register"\nFROM base\nCMD ["node", "worker.js"]\n',
      },
    ],
    [
      "when a command of Compose replaces the variable",
      {
        Dockerfile: "FROM node\nENV NODE_OPTIONS=--enable-source-maps\nCMD node web.js\n",
        ...compose(
          "    build: .\n    environment: [NODE_OPTIONS=--import telltale/register]\n    command: node worker.js\n",
        ),
      },
    ],
  ])("%s", (_, files) => {
    const { inWay, left } = judged(files);
    expect([inWay, left]).toEqual([[], []]);
  });
});

describe("a unit that cannot be judged is listed", () => {
  test.each<[what: string, line: string, files: Texts]>([
    [
      "another program",
      "service worker: does not run Node.js: the image postgres:17",
      compose("    image: postgres:17\n"),
    ],
    ...["grafana/loki:3", "docker.io/library/redis:8", "quay.io/keycloak/keycloak:26", "registry:2"].map(
      (image): [string, string, Texts] => [
        `the image ${image}`,
        `service worker: does not run Node.js: the image ${image}`,
        compose(`    image: ${image}\n`),
      ],
    ),
    ...[
      "registry:5000/acme/jobs",
      "acme/vector",
      "acme/agent:1",
      "ghcr.io/acme/temporal-worker@sha256:0",
      "registry.acme.example/nginx",
      "nginx-bff",
      "localhost/agent",
    ].map((image): [string, string, Texts] => [
      `an image of the project's own: ${image}`,
      `service worker: not known whether it starts Telltale: its command is in the image ${image}`,
      compose(`    image: ${image}\n`),
    ]),
    [
      "options of another program",
      "service worker: does not run Node.js: the image redis",
      compose("    image: redis\n    command: --save 60 1\n"),
    ],
    [
      "its command",
      "service worker: does not run Node.js: python3",
      compose("    command: python3 jobs.py\n"),
    ],
    [
      "an image",
      "service worker: not known whether it starts Telltale: its command is in the image acme/jobs:1",
      compose("    image: acme/jobs:1\n"),
    ],
    [
      "a missing env_file",
      "service worker: its env_file secret.env is not in this folder",
      compose("    command: node worker.js\n    env_file: secret.env\n"),
    ],
    [
      "a script elsewhere",
      "its script /app/run.sh is not in this folder",
      compose("    command: /app/run.sh\n"),
    ],
    ["a build elsewhere", "its ../jobs/Dockerfile is not in this folder", compose("    build: ../jobs\n")],
    ["a program of its own", "not known whether /opt/jobs runs Node.js", compose("    command: /opt/jobs\n")],
    [
      "no start",
      "service worker: runs converted calls in worker.js, and nothing starts Telltale there",
      compose("    command: node worker.js\n"),
    ],
    [
      "a secret",
      "container jobs of Deployment pay: the value of its NODE_OPTIONS is not in this folder",
      pod(
        "          command: [node, worker.js]\n          env:\n            - name: NODE_OPTIONS\n              valueFrom: { secretKeyRef: { name: pay, key: options } }\n",
      ),
    ],
    ["an image of Kubernetes", "its command is in the image acme/jobs", pod("          image: acme/jobs\n")],
  ])("%s", (_, line, files) => {
    const { inWay, left } = judged(files);
    expect([inWay, left]).toEqual([[], [expect.stringContaining(line)]]);
  });

  test("or taken to start Telltale elsewhere, when the user says so; what is seen is not", () => {
    const files = {
      "compose.yaml": `services:\n  api:\n    image: acme/api\n  jobs:\n    command: node -r /agent/start.js worker.js\n  db:\n    image: mysql\n  old:\n    command: node -r ${dd} worker.js\n`,
    };
    expect(judged(files).inWay).toHaveLength(2);
    const { inWay, left, claimed } = judged(files, true);
    expect(inWay).toEqual([`compose.yaml:9: ${dd} (service old)`]);
    expect(left).toEqual(["compose.yaml:6: service db: does not run Node.js: the image mysql"]);
    expect(claimed).toEqual([
      expect.stringContaining("compose.yaml:5: /agent/start.js"),
      expect.stringContaining("compose.yaml:2: service api"),
    ]);
  });
});
