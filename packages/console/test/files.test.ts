// `telltale-console files`: what the guides use, out of the build, as it is in the repository.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileSets } from "../src/config/files-command.ts";

const cli = resolve(import.meta.dirname, "../dist/cli.js");
const deploy = resolve(import.meta.dirname, "../../../deploy");

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "telltale-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function files(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "files", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function expectCopied(set: string): void {
  const to = join(emptyFolder(), "deploy");
  const copied = files(set, "--to", to);
  expect(copied).toMatchObject({ status: 0, stderr: "" });
  const paths = copied.stdout.trim().split("\n");
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths)
    expect(readFileSync(path, "utf8")).toBe(readFileSync(path.replace(to, deploy), "utf8"));
  // again: what is there is the same
  expect(files(set, "--to", to)).toEqual(copied);
}

test.each(fileSets.filter((set) => set === "collector"))(
  "%s is copied as the repository has it",
  expectCopied,
);
test.each(fileSets.filter((set) => set !== "collector"))(
  "%s is copied as the repository has it",
  { tags: ["extended"] },
  expectCopied,
);

test(
  "kubernetes brings the collectors that its overlays use, and keeps tokens out of version control",
  { tags: ["extended"] },
  () => {
    const to = emptyFolder();
    expect(files("kubernetes", "--to", to).status).toBe(0);
    expect(existsSync(join(to, "collector/kustomization.yaml"))).toBe(true);
    const production = join(to, "kubernetes/overlays/production");
    expect(readFileSync(join(production, ".gitignore"), "utf8")).toContain("collector-token");
    expect(globSync("*token", { cwd: production })).toEqual([]);
  },
);

test("a place that cannot be written is named", () => {
  const to = join(emptyFolder(), "file");
  writeFileSync(to, "");
  const refused = files("systemd", "--to", to);
  expect([refused.status, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toMatch(/^telltale-console: Cannot copy \S+files to \S+file: E\w+:[^\n]*\n/);
  expect(refused.stderr).not.toContain("    at ");
});

test("a file with other content is not overwritten, and nothing is copied", () => {
  const to = emptyFolder();
  expect(files("prometheus", "--to", to).status).toBe(0);
  const own = join(to, "prometheus/prometheus.yml");
  writeFileSync(own, "own: true\n");
  rmSync(join(to, "prometheus/rules"), { recursive: true });
  const refused = files("prometheus", "--to", to);
  expect(refused).toMatchObject({ status: 2, stdout: "" });
  expect(refused.stderr).toContain(`Cannot copy to ${own}: it exists already, with other content.`);
  expect([readFileSync(own, "utf8"), existsSync(join(to, "prometheus/rules"))]).toEqual([
    "own: true\n",
    false,
  ]);
});

test(
  "an unknown name and a missing directory are refused with what is expected",
  { tags: ["extended"] },
  () => {
    expect(files("helm", "--to", "x")).toMatchObject({ status: 2, stdout: "" });
    expect(files("helm", "--to", "x").stderr).toContain("expected one of systemd, kubernetes, prometheus");
    expect(files("systemd").stderr).toContain("--to <dir>");
  },
);
