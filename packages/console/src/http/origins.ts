// Which web pages may send telemetry, and which names the console's own page answers to. A page on the internet can make a browser
// on this machine send requests to loopback; it cannot forge the headers `origin` and `host`.

/** Whether a browser's page at `origin` may send telemetry. Pages on loopback always may. */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  if (allowed.includes("*") || allowed.includes(origin)) return true;
  // as browsers write it: with a user, a path or another spelling it was not written by a browser
  return (
    URL.canParse(origin) && new URL(origin).origin === origin && isLoopbackName(new URL(origin).hostname)
  );
}

/** Whether the page may be asked for under the name in `host` (the header, with or without a port). */
export function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined || /[^\w.:[\]-]/.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return isLoopbackName(hostname) || allowed.includes(hostname) || allowed.includes("*");
}

function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
