// The operating system (semantic conventions: os).
import { release } from "node:os";
import type { Found, Surroundings } from "./detector.ts";

const types: Partial<Record<NodeJS.Platform, string>> = { win32: "windows", sunos: "solaris" };

/** Tells type and version, and on Linux the distribution. */
export function detectOs(around: Surroundings): Found {
  const facts = {
    "os.type": types[around.platform] ?? around.platform,
    "os.version": release(),
  };
  if (around.platform !== "linux") return facts;
  const text = around.readText("/etc/os-release") ?? around.readText("/usr/lib/os-release") ?? "";
  return { ...facts, "os.name": field(text, "NAME"), "os.description": field(text, "PRETTY_NAME") };
}

// os-release is in shell syntax: a value may stand in quotes
function field(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1]?.trim();
  return value?.replace(/^(["'])(.*)\1$/, "$2").replaceAll(/\\(.)/g, "$1");
}
