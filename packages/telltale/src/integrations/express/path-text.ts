// Paths of Express as text: a pattern, a regular expression, or a list of them.

/** `path` as it is written. */
export function pathText(path: unknown): string {
  if (typeof path === "string") return path;
  if (Array.isArray(path)) return path.flat(Infinity).map(pathText).join(",");
  return path instanceof RegExp ? String(path) : "";
}

/** `path` below `prefix`; the root of a router that is mounted is where it is mounted. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === "") return path;
  const base = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return path === "/" || path === "" ? base : base + path;
}
