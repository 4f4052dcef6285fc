// The host (semantic conventions: host). Its id comes from a file where the system has one, else from a program, later.
import { arch, hostname } from "node:os";
import type { Found, Surroundings } from "./detector.ts";

const architectures: Readonly<Record<string, string>> = {
  arm: "arm32",
  ppc: "ppc32",
  x64: "amd64",
  ia32: "x86",
};

const files: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["/etc/machine-id", "/var/lib/dbus/machine-id"],
  freebsd: ["/etc/hostid"],
  openbsd: ["/etc/hostid"],
};

/** Tells name and architecture. */
export function detectHost(): Found {
  return { "host.name": hostname(), "host.arch": architectures[arch()] ?? arch() };
}

/** Tells the machine's id (`host.id`, "non-privileged machine id lookup" of the conventions). */
export function detectHostId(around: Surroundings): Found | Promise<Found> {
  if (around.platform === "darwin") return askDarwin(around);
  if (around.platform === "win32") return askWindows(around);
  for (const path of files[around.platform] ?? []) {
    const id = around.readText(path)?.trim();
    if (id !== undefined && id !== "") return { "host.id": id };
  }
  return {};
}

async function askDarwin(around: Surroundings): Promise<Found> {
  const output = await around.run("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"]);
  return { "host.id": /"IOPlatformUUID"\s*=\s*"([^"]+)"/.exec(output ?? "")?.[1] };
}

async function askWindows(around: Surroundings): Promise<Found> {
  const registry = `${around.variables["SystemRoot"] ?? "C:\\Windows"}\\System32\\reg.exe`;
  const key = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography";
  const output = await around.run(registry, ["query", key, "/v", "MachineGuid"]);
  return { "host.id": /MachineGuid\s+REG_SZ\s+(\S+)/.exec(output ?? "")?.[1] };
}
