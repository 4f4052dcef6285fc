// What GitHub reads: workflows by its own schema, their scripts run with programs that only note how they are called, and the forms.
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import { root } from "./source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const workflows = globSync(".github/workflows/*.yml", { cwd: root }).toSorted();

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "timeout-minutes"?: number;
        readonly strategy?: { readonly matrix: { readonly part?: readonly number[] } };
        readonly steps: readonly Step[];
      }
    >
  >;
}
const jobsOf = (file: string): Workflow["jobs"] => (parse(read(file)) as Workflow).jobs;

function mistakesIn(name: string, content: string): readonly string[] {
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

test("there are workflows for pull requests, each night and releases", () => {
  expect(workflows.map((file) => path.basename(file))).toEqual(["ci.yml", "nightly.yml", "release.yml"]);
});

test.each(workflows)("%s is valid by the schema of GitHub", (file) => {
  expect(mistakesIn(file, read(file))).toEqual([]);
  expect(mistakesIn(file, read(file).replace("runs-on:", "run-on:"))).not.toEqual([]);
});

test.each(workflows)("%s has only pinned actions, limits of time, and no input in a script", (file) => {
  for (const job of Object.values(jobsOf(file))) {
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    for (const { run = "" } of job.steps) expect(run).not.toContain("${{");
  }
  const uses = [...read(file).matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
  for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(["ci.yml", "nightly.yml"])("the parts of %s are all parts", (name) => {
  const parts = Object.values(jobsOf(`.github/workflows/${name}`)).filter(
    ({ strategy }) => strategy !== undefined,
  );
  expect(parts).toHaveLength(1);
  for (const { strategy, steps } of parts) {
    const numbers = strategy!.matrix.part!;
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(steps.map(({ run = "" }) => run).join("\n")).toContain(`"--shard=$PART/${numbers.length}"`);
  }
});

test("the long run of each night ends an hour before its job", () => {
  const { nightly } = jobsOf(".github/workflows/nightly.yml");
  const minutes = nightly!.steps.flatMap(({ env = {} }) => env["TELLTALE_LONG_RUN_MINUTES"] ?? []);
  expect(minutes).toEqual([240]);
  expect(nightly!["timeout-minutes"]).toBeGreaterThanOrEqual(240 + 60);
});

const programs = ["apt-get", "git", "npm", "node", "service", "mosquitto", "redis-server", "rabbitmq-server"];

/** A folder of programs that print how they were called. */
function notingPrograms(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-workflow-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of programs)
    writeFileSync(path.join(folder, name), `#!/bin/sh\necho "${name} $*"\n`, { mode: 0o755 });
  // scripts of the repository, which have a test of their own
  mkdirSync(path.join(folder, ".ci"));
  for (const name of ["run", "services", "newest-libraries", "try-console"])
    writeFileSync(path.join(folder, ".ci", name), `#!/bin/sh\necho ".ci/${name} $*"\n`, { mode: 0o755 });
  return folder;
}

const scripts = workflows.flatMap((file) =>
  Object.entries(jobsOf(file)).flatMap(([job, { steps }]) =>
    steps.flatMap(({ name = "", run }) =>
      run === undefined ? [] : [{ file: path.basename(file), job, name, run }],
    ),
  ),
);

test.each(scripts)("$file, $job: `$name` runs", ({ run }) => {
  const folder = notingPrograms();
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", run],
    {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: `${folder}:/usr/bin:/bin`,
        TAG: "v0.2.0",
        PART: "2",
        GITHUB_WORKSPACE: "/a b",
        GITHUB_REF: "refs/heads/main",
      },
    },
  );
  // the step that refuses to publish from another ref
  expect({ status, stderr }).toEqual({ status: run.includes("exit 1") ? 1 : 0, stderr: "" });
  const { scripts: known } = JSON.parse(read("package.json")) as { readonly scripts: object };
  const called = [...stdout.matchAll(/^npm (?:run ([\w:-]+)|(test))/gm)].map(
    ([, named, quick]) => named ?? quick!,
  );
  expect(Object.keys(known)).toEqual(expect.arrayContaining(called));
  for (const [, file = ""] of stdout.matchAll(/^(\.ci\/\S+)/gm))
    expect(existsSync(path.join(root, file))).toBe(true);
});

test.each(globSync(".ci/*", { cwd: root }))("%s is a script that bash reads", (file) => {
  expect(spawnSync("bash", ["-n", path.join(root, file)], { encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { readonly type: string; readonly id?: string; readonly attributes: object }[];
}

test.each(["bug", "idea"])("the form %s has what GitHub needs", (name) => {
  const form = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as Form;
  expect([form.name, form.description].every((text) => text.length > 10)).toBe(true);
  const fields = form.body.filter(({ type }) => type !== "markdown");
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
  for (const { type, attributes } of form.body) {
    expect(["markdown", "textarea", "input", "dropdown", "checkboxes"]).toContain(type);
    expect(Object.keys(attributes)).toContain(type === "markdown" ? "value" : "label");
  }
});

test("files of the project that others look for are there, and dependencies are updated", () => {
  const files = ["CODE_OF_CONDUCT.md", "SUPPORT.md", "SECURITY.md", ".github/pull_request_template.md"];
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  const { updates } = parse(read(".github/dependabot.yml")) as {
    readonly updates: readonly { readonly "package-ecosystem": string }[];
  };
  expect(updates.map((one) => one["package-ecosystem"])).toEqual(["npm", "github-actions"]);
});
