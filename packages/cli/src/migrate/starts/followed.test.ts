// How far commands are followed, and where.
import { describe, expect, test } from "vitest";
import { readYaml } from "./tree.ts";
import { readUnits } from "./units.ts";
import { compose, judged, judgedAlone, pod, type Texts, traced } from "./judged-for-test.ts";

const dd = "dd-trace/init";
const scripts = (all: Texts): Texts => ({ "package.json": JSON.stringify({ scripts: all }) });

describe("scripts that call scripts", () => {
  const many = (call: string): string => Array.from({ length: 12 }, () => call).join(" & ");

  test.each<[what: string, command: string, files: Texts]>([
    ["itself", "npm run a", scripts({ a: `${many("npm run a")} & node -r ${dd} worker.js` })],
    [
      "each other",
      "npm run a",
      scripts({ a: many("npm run b"), b: `${many("npm run a")} & node -r ${dd} worker.js` }),
    ],
    ["a file that calls itself", "sh a.sh", { "a.sh": `${many("sh a.sh")}\nnode -r ${dd} worker.js\n` }],
    [
      "a file that runs its arguments, twice",
      "sh a.sh npm run b",
      { "a.sh": 'exec "$@"\n', ...scripts({ b: `sh a.sh node -r ${dd} worker.js` }) },
    ],
  ])("are followed once: %s", (_, command, files) => {
    const { inWay } = judged({ ...compose(`    command: ${command}\n`), ...files });
    expect(inWay).toContainEqual(expect.stringMatching(/dd-trace\/init \(service worker\)$/));
  });

  test("are not known beyond a limit", () => {
    const all = Object.fromEntries(
      [..."abcd"].map((name, index) => [name, many(`npm run ${"bcde"[index]}`)]),
    );
    const { left } = judged({
      ...compose("    command: npm run a\n"),
      ...scripts({ ...all, e: "node worker.js" }),
    });
    expect(left).toContainEqual(
      "compose.yaml:5: service worker: not known whether it starts Telltale: its scripts run more than 10000 commands",
    );
  });
});

describe("a workspace", () => {
  const jobs = `node -r ${dd} worker.js`;
  const packages: Texts = {
    "package.json": JSON.stringify({
      name: "all",
      scripts: { jobs, pay: "npm run -w pay jobs" },
      files: ["pay"],
    }),
    "apps/prepay/package.json": JSON.stringify({ name: "prepay", scripts: { jobs } }),
    "apps/pay/package.json": JSON.stringify({ name: "@acme/pay", scripts: { jobs: "node ../../plain.js" } }),
    "libs/shop/package.json": JSON.stringify({ name: "other", scripts: { jobs } }),
    "libs/other/package.json": JSON.stringify({ name: "shop", scripts: { jobs: "node ../../plain.js" } }),
  };

  test.each(["pay", "./apps/pay", "apps/pay/", "@acme/pay", "shop"])(
    "is found by its name, or else its folder: %s",
    (name) => {
      const { inWay } = judged({ ...compose(`    command: npm run -w ${name} jobs\n`), ...packages });
      expect(inWay.filter((line) => line.includes("(service worker)"))).toEqual([]);
    },
  );
});

describe("what is printed of commands", () => {
  test.each<[what: string, command: string, shown: string]>([
    ["a variable", "sh -c '$RUN --now'", "whether $RUN runs Node.js"],
    ["a variable in a line", 'sh -c "exec $RUN/bin"', "whether $RUN/bin runs Node.js"],
    ["a variable in a script", "sh run.sh", "whether ${RUN} runs Node.js"],
    ["a file", "sh -c 'node $RUN'", "it runs $RUN, of which the code is not known"],
    ["a script", "sh -c 'sh $RUN'", "its script $RUN is not in this folder"],
    ["a value of an option", "--password=hunter2", "whether --password runs Node.js"],
    ["a URL", "https://eve:hunter2@example.com", "whether https runs Node.js"],
  ])("has no values of variables: %s", (_, command, line) => {
    const { left } = judged({
      ...compose(`    command: ${command}\n    env_file: run.env\n`),
      "run.env": "RUN=hunter2\n",
      "run.sh": "${RUN} now\n",
    });
    expect(left).toEqual([expect.stringContaining(line)]);
    expect(left.join("\n")).not.toContain("hunter2");
  });

  test.each([
    "cat > a.env <<EOF\nhunter2 x\nit's\nEOF\n",
    "cat <<-'EOF' > a.env\n\thunter2 x\n\tEOF\n",
    'cat <<A <<"B"\nhunter2\nA\nhunter2\nB\n',
    'echo "1 <<NONE"\n',
    "cat <<< EOF\n",
  ])("has no here-document: %j", (text) => {
    const { inWay, left } = judged({
      ...compose("    command: sh run.sh\n"),
      "run.sh": `${text}node -r ${dd} worker.js\n`,
    });
    expect([inWay, left]).toEqual([
      [expect.stringMatching(/^run\.sh:\d: dd-trace\/init \(service worker\)$/)],
      [],
    ]);
  });

  test("begins after the options of dockerize", () => {
    const { inWay } = judged(
      compose(
        `    command: dockerize -wait tcp://db:5432 -timeout 9s -stdout a.log node -r ${dd} worker.js\n`,
      ),
    );
    expect(inWay).toEqual([`compose.yaml:6: ${dd} (service worker)`]);
  });
});

const metrics =
  'import express from "express";\nimport { Counter, register } from "prom-client";\nexport const c = new Counter({ name: "c_total", help: "C" });\nconst app = express();\napp.get("/metrics", async (_, response) => { response.end(await register.metrics()); });\n';
const sdk = `import * as Sentry from "@sentry/node";\nSentry.init({});\n${traced}`;
describe("--started-elsewhere", () => {
  const one = (fields: string): Texts => ({
    "k8s/pay.yaml": `kind: Pod\nspec:\n  containers:\n    - { name: pay, image: acme/pay, command: [node, server.js]${fields} }\n`,
  });
  const secret = ", envFrom: [{ secretRef: { name: pay } }]";

  test.each<[what: string, claimed: number, files: Texts]>([
    ["metrics of prom-client in a container", 2, { ...one(""), "server.js": metrics }],
    [
      "metrics of prom-client beside a script",
      1,
      { "package.json": '{"scripts":{"start":"node other.js"}}', "other.js": "", "server.js": metrics },
    ],
    ["an SDK with variables from a secret", 2, { ...one(secret), "server.js": sdk }],
  ])("is taken for %s", (_, count, files) => {
    const without = judgedAlone(files);
    expect(without.inWay.length).toBeGreaterThan(0);
    const { inWay, claimed } = judgedAlone(files, true);
    expect(inWay).toEqual([]);
    expect(claimed).toHaveLength(count);
  });

  test("is not taken for an SDK that is seen", () => {
    const { inWay } = judged({ ...pod("          command: [node, jobs.js]\n"), "jobs.js": sdk }, true);
    expect(inWay).toContainEqual(expect.stringContaining("jobs.js has init() of @sentry/node"));
  });
});

describe("a container with a command of its own and an image that is not read", () => {
  const patch = (options: string): string =>
    `kind: Deployment\nmetadata: { name: pay }\nspec: { template: { spec: { containers: [{ name: jobs, env: [{ name: NODE_OPTIONS, value: "${options}" }] }] } } }\n`;
  const files: Texts = {
    ...pod("          image: acme/pay\n          command: [node, jobs.js]\n"),
    "jobs.js": metrics,
  };

  test.each<[what: string, preloading: Texts]>([
    ["a stage", { Dockerfile: "FROM node\nENV NODE_OPTIONS='-r telltale/register'\nCMD node plain.js\n" }],
    ["a patch", { "overlays/live/pay.yaml": patch("-r telltale/register") }],
  ])("is listed where %s preloads Telltale", (_, preloading) => {
    const { inWay, left } = judged({ ...files, ...preloading });
    expect([inWay, left]).toEqual([
      [],
      [
        expect.stringMatching(
          /container jobs of Deployment pay: its image is not read, and .* preloads Telltale/,
        ),
      ],
    ]);
    expect(judged({ ...files, ...preloading }, true).claimed).toEqual(left);
  });

  test("is in the way where none does", () => {
    const { inWay } = judged({ ...files, "overlays/live/pay.yaml": patch("--trace-warnings") });
    expect(inWay).toEqual([expect.stringContaining("prom-client serves the metrics of jobs.js")]);
  });
});

describe("a line of a shell that is given to an entry point", () => {
  test.each<[entrypoint: string, files: Texts]>([
    ['["tini", "--"]', {}],
    ['["/entry.sh"]', { "entry.sh": 'exec "$@"\n' }],
  ])("is run by a shell: %s", (entrypoint, files) => {
    const { inWay } = judged({
      ...files,
      Dockerfile: `FROM node\nENTRYPOINT ${entrypoint}\nCMD cd . && node -r ${dd} worker.js\n`,
      "package.json": '{"scripts":{"jobs":"node -r telltale/register worker.js"}}',
    });
    expect(inWay).toEqual([`Dockerfile:3: ${dd} (stage without a name)`]);
  });
});

describe("a program that a package manager runs", () => {
  test.each([
    `yarn node -r ${dd} worker.js`,
    `yarn run node --require ${dd} worker.js`,
    `yarn -s tsx --import ${dd} worker.js`,
    `yarn workspace pay node -r ${dd} ../../worker.js`,
    `npm exec -- node -r ${dd} worker.js`,
    `npm exec --package tsx -- tsx --import ${dd} worker.js`,
    `pnpm --filter pay exec node -r ${dd} ../../worker.js`,
    `pnpm dlx tsx --import=${dd} worker.js`,
  ])("keeps its options: %s", (command) => {
    const { inWay } = judged(compose(`    command: ${command}\n`));
    expect(inWay).toEqual([`compose.yaml:6: ${dd} (service worker)`]);
  });
});

describe("YAML", () => {
  test("of aliases of aliases is an error that names the file", () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}]`,
    );
    const files = { "values/bomb.yaml": ["a0: &a0 x", ...lines].join("\n") };
    expect(() => judged(files)).toThrow("The aliases of values/bomb.yaml stand for more than 100000 values.");
  });

  test("has the value before an alias, for many aliases", () => {
    const text = `a: &a 1\nb: *a\nc: &a 2\nd: [${"*a, ".repeat(5_000)}]\n`;
    const [tree] = readYaml({ file: "a.yaml", text });
    expect(tree?.fields?.get("b")?.word?.text).toBe("1");
    expect(new Set(tree?.fields?.get("d")?.items?.map(({ word }) => word?.text))).toEqual(new Set(["2"]));
  });

  test("is of PM2 only with `apps`", () => {
    const kubernetes = pod(`          command: [node, -r, ${dd}, worker.js]\n`)["k8s/pay.yaml"]!;
    expect(judged({ "process.k8s.yaml": kubernetes }).inWay).toEqual([
      `process.k8s.yaml:12: ${dd} (container jobs of Deployment pay)`,
    ]);
  });

  test("of ConfigMaps is read once for all containers", () => {
    const map = { file: "map.yaml", text: "kind: ConfigMap\nmetadata: { name: pay }\ndata: { A: b }\n" };
    let reads = 0;
    const counted = {
      file: map.file,
      get text() {
        reads++;
        return map.text;
      },
    };
    const container = "{ name: a, image: acme/a, envFrom: [{ configMapRef: { name: pay } }] }";
    const many = {
      file: "pod.yaml",
      text: `kind: Pod\nspec: { containers: [${`${container}, `.repeat(200)}] }\n`,
    };
    expect(readUnits("/", [many, counted])).toHaveLength(200);
    expect(reads).toBeLessThan(20);
  });
});
