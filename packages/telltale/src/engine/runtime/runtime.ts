// Which JavaScript runtime this is. Bun and Deno call themselves Node, in `process.versions.node`, for the sake of what asks for it.

/** A runtime, by the names of the semantic conventions (`process.runtime.*`). */
export interface Runtime {
  readonly name: "nodejs" | "bun" | "deno";
  readonly version: string;
  readonly description: string;
}

/** The runtime whose `process.versions` these are. */
export function runtimeOf(versions: Readonly<Record<string, string | undefined>>): Runtime {
  const { bun, deno, node = "" } = versions;
  if (bun !== undefined) return { name: "bun", version: bun, description: "Bun" };
  if (deno !== undefined) return { name: "deno", version: deno, description: "Deno" };
  return { name: "nodejs", version: node, description: "Node.js" };
}

/** What `start()` does not see on `runtime`, in one line; undefined on Node.js. */
export function whatIsUnseen({ name, version, description }: Runtime): string | undefined {
  if (name === "nodejs") return undefined;
  return `on ${description} ${version} only spans, metrics and logs of the application's own calls are sent: libraries are not instrumented, and trace context is neither read from requests nor put into them. See docs/guide/support.md`;
}

/** Why `telltale/register` does nothing on `runtime`, in one line; undefined on Node.js 18.19 and later. */
export function whyUnsupported({ name, version, description }: Runtime): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (name === "nodejs" && (major > 18 || (major === 18 && minor >= 19))) return undefined;
  const advice =
    name === "nodejs" ? "Use a newer Node.js" : "Call start() in the application to send telemetry from here";
  return `telltale/register does nothing on ${description} ${version}: it needs Node.js 18.19 or later. ${advice}, or set TELLTALE_REGISTER=off to hide this line.`;
}
