// @module-tag extended
// The registry of `npm run registry`: npm installs from it what it has, and what it has not from another one.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { npmOnly, type Registry, type RegistryOptions, startRegistry } from "./local-registry.ts";

async function open(options?: RegistryOptions): Promise<Registry> {
  const registry = await startRegistry(options);
  onTestFinished(() => registry.stop());
  return registry;
}

function temporary(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-registry-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** npm, apart: this process answers it. */
function npm(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn("npm", [...args, "--no-audit", "--no-fund"], { cwd, env });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) =>
    child.on("close", (code) => (code === 0 ? resolve(printed) : reject(new Error(printed)))),
  );
}

async function packed(name: string, version: string, dependencies: object = {}): Promise<string> {
  const folder = temporary();
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name, version, dependencies }));
  await npm(["pack", "--silent"], folder, npmOnly("http://127.0.0.1:9/", folder));
  return path.join(folder, `${name}-${version}.tgz`);
}

test("npm installs packages from files, in the latest or a given version, and follows to another registry", async () => {
  const upstream = await open();
  upstream.add(await packed("other", "3.0.0"));
  const registry = await open({ upstream: upstream.url });
  registry.add(await packed("ours", "1.0.0"));
  registry.add(await packed("ours", "1.1.0", { other: "^3.0.0" }));
  const folder = temporary();
  const env = npmOnly(registry.url, folder);
  const install = async (spec: string): Promise<(name: string) => string> => {
    const place = path.join(folder, spec.replaceAll(/\W/g, "-"));
    mkdirSync(place);
    writeFileSync(path.join(place, "package.json"), "{}");
    await npm(["install", spec], place, env);
    return (name) =>
      (
        JSON.parse(readFileSync(path.join(place, "node_modules", name, "package.json"), "utf8")) as {
          version: string;
        }
      ).version;
  };
  const latest = await install("ours");
  expect([latest("ours"), latest("other")]).toEqual(["1.1.0", "3.0.0"]);
  expect((await install("ours@1.0.0"))("ours")).toBe("1.0.0");
  await expect(install("nobody")).rejects.toThrow("E404");
});

test("takes no packages unless it is asked to, and answers what it does not understand", async () => {
  const { url } = await open();
  const put = (to: string, body: string): Promise<number> =>
    fetch(`${to}ours`, { method: "PUT", body }).then(({ status }) => status);
  const publisher = await open({ canPublish: true });
  expect([await put(url, "{}"), await put(publisher.url, "{}"), await put(publisher.url, "{")]).toEqual([
    405, 201, 400,
  ]);
  expect((await fetch(`${url}%`)).status).toBe(400);
});

test("a port that is in use is an error", async () => {
  const { url } = await open();
  await expect(startRegistry({ port: Number(new URL(url).port) })).rejects.toThrow("EADDRINUSE");
});
