// Finds promtool, the Prometheus server and Alertmanager for the tests of what they read, and starts the server.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { findDebianPackage } from "./debian-package.ts";

export interface Prometheus {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it logged: its own information at the start, then warnings and errors. */
  log(): string;
}

/** Starts Prometheus in `bin` with the configuration `file`, its data beside it, at a port that the system chooses, and `features`. */
export async function startPrometheus(
  bin: string,
  file: string,
  features: readonly string[] = ["--enable-feature=exemplar-storage"],
): Promise<Prometheus> {
  const flags = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${path.join(path.dirname(file), "data")}`,
    "--web.listen-address=127.0.0.1:0",
    ...features,
    // it logs the port as information
    "--log.level=info",
  ];
  const child = spawn(path.join(bin, "prometheus"), flags, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`Prometheus ended with ${code} before it listened:\n${log}`)),
    );
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-20_000);
      const [, address] = /msg="Listening on" address=(\S+)/.exec(log) ?? [];
      if (address !== undefined) resolve({ url: `http://${address}`, child, log: () => log });
    });
  });
}

/** The folder with `promtool` and `prometheus`: `TELLTALE_PROMETHEUS_BIN`, `/usr/bin`, or what was fetched. Undefined says why. */
export function findPrometheus(): string | undefined {
  return findDebianPackage({ name: "prometheus", command: "promtool", variable: "TELLTALE_PROMETHEUS_BIN" });
}

/**
 * The folder with `prometheus-alertmanager`: `TELLTALE_ALERTMANAGER_BIN`, `/usr/bin`, or what was fetched. Undefined says why. Start it in
 * the folder above: a fetched one finds its templates from there.
 */
export function findAlertmanager(): string | undefined {
  const command = "prometheus-alertmanager";
  return findDebianPackage({ name: command, command, variable: "TELLTALE_ALERTMANAGER_BIN", relocate });
}

/** Debian's Alertmanager reads templates below `/usr/share`, where an unpacked one has none. A path of the same length keeps the program. */
function relocate(file: string): void {
  const text = readFileSync(file, "latin1");
  const relative = text.replaceAll(
    "/usr/share/prometheus/alertmanager",
    ".////share/prometheus/alertmanager",
  );
  writeFileSync(file, relative, "latin1");
}
