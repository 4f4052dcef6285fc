// Runs an application of `fixtures/applications` as its team does: in a folder of its own, by its own start script.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished } from "vitest";

/** A copy of the application that ends with the test. */
export function copyApplication(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-application-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(import.meta.dirname, "../fixtures/applications", name), folder, { recursive: true });
  symlinkSync(path.join(import.meta.dirname, "../../../../node_modules"), path.join(folder, "node_modules"));
  return folder;
}

interface Manifest {
  readonly scripts: { readonly start: string };
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;

/** Another start command, as a person writes it. */
export function changeStart(folder: string, start: string): void {
  const content = { ...manifestIn(folder), scripts: { start } };
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
}

export interface Request {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts the application by its script `start`, sends it the requests, stops it, and returns what it answered. */
export async function runApplication(
  folder: string,
  requests: readonly Request[],
  variables: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const child = spawn("sh", ["-c", `exec env ${manifestIn(folder).scripts.start}`], {
    cwd: folder,
    env: {
      ...process.env,
      // the library of this checkout
      NODE_OPTIONS: "--conditions=telltale-source --disable-warning=ExperimentalWarning",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const closed = new Promise((resolve) => child.on("close", resolve));
  let complaints = "";
  child.stderr.on("data", (part: Buffer) => (complaints += part.toString()));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (part: Buffer) => {
      const [, found] = /port (\d+)/.exec(part.toString()) ?? [];
      if (found !== undefined) resolve(found);
    });
    void closed.then((code) => reject(new Error(`ended with ${String(code)}: ${complaints}`)));
  });
  const answers: string[] = [];
  for (const { path: address, headers = {} } of requests) {
    const response = await fetch(`http://127.0.0.1:${port}${address}`, { headers });
    answers.push(`${response.status} ${await response.text()}`);
  }
  child.kill("SIGTERM");
  expect(`${String(await closed)} ${complaints}`).toBe("0 ");
  return answers;
}

/** Requests that work, and one that fails. */
export const payments: readonly Request[] = ["5", "7", "-1"].map((amount) => ({
  path: `/pay?amount=${amount}`,
}));
export const paid: readonly string[] = ["200 paid 5", "200 paid 7", "500 Invalid amount"];
