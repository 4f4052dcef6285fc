// The target of a request: the route, the path of the URL, or what follows the method in the name.
import type { SpanFacts } from "./facts.ts";

const slash = 0x2f;
const methodAndPath = /^[A-Z]{3,10} (\/.*)$/s;

/** A test for spans whose route or path passes `fits`. */
export function byRoute(fits: (text: string) => boolean): (span: SpanFacts) => boolean {
  return (span) => {
    const route = span.attribute("http.route");
    if (typeof route === "string" && fits(route)) return true;
    const path = pathOf(span);
    if (path !== undefined) return fits(path);
    if (route !== undefined) return false;
    const named = span.name.startsWith("/") ? span.name : methodAndPath.exec(span.name)?.[1];
    return named !== undefined && fits(pathIn(named));
  };
}

/** The requested path; undefined when no attribute contains it. */
export function pathOf(span: SpanFacts): string | undefined {
  const path = span.attribute("url.path") ?? span.attribute("http.target");
  if (typeof path === "string") return pathIn(path);
  const url = span.attribute("url.full") ?? span.attribute("http.url");
  if (typeof url !== "string") return undefined;
  const scheme = url.indexOf("://");
  const start = url.indexOf("/", scheme === -1 ? 0 : scheme + 3);
  return start === -1 ? "/" : pathIn(url.slice(start));
}

// without query and fragment; `/health/` is `/health`
function pathIn(target: string): string {
  let end = target.indexOf("?");
  if (end === -1) end = target.length;
  const fragment = target.indexOf("#");
  if (fragment !== -1 && fragment < end) end = fragment;
  if (end > 1 && target.charCodeAt(end - 1) === slash) end--;
  return end === target.length ? target : target.slice(0, end);
}
