// The URLs of stand-ins: what a module that is to be instrumented is imported as.

const mark = "telltale-register=";

/** The URL of the stand-in for `url`, which was imported as `module`. */
export function markUrl(url: string, module: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${mark}${encodeURIComponent(module)}`;
}

/** The module and the URL that a stand-in is for; undefined for any other URL. */
export function readMark(url: string): { readonly module: string; readonly url: string } | undefined {
  // nearly no URL has the mark
  const at = url.lastIndexOf(mark);
  if (at < 1) return undefined;
  return { module: decodeURIComponent(url.slice(at + mark.length)), url: url.slice(0, at - 1) };
}
