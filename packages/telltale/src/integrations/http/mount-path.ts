// Paths that something is mounted at, one below the other.

/** `path` below where something is mounted; the root of what is mounted is where it is mounted. */
export function below(mounted: string | undefined, path: string): string {
  const inner = path.endsWith("/") && path !== "/" ? path.slice(0, -1) : path;
  if (mounted === undefined) return inner;
  return inner === "/" || inner === "" ? mounted : mounted + inner;
}
