// The methods that the conventions of HTTP know; any other is `_OTHER`, so that what clients make up cannot multiply series.

const known: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "QUERY",
]);

/** `method` where the conventions know it, as it is written; else `_OTHER`. */
export function knownMethod(method: string): string {
  return known.has(method) ? method : "_OTHER";
}
