// The address of an HTTP call as a pattern, and the values in it.

const longest = 2_000;
const number = /^\d+$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27,}$/i;
const hash = /^(?=.*\d)[0-9a-f]{12,}$/i;
/** Such as `order-17` and `u4`. */
const numbered = /^[a-z_]*[-_]?\d[\w-]*$/i;
const versionPart = /^v\d+$/i;
/** Parameters that say which part of a list is asked for. */
const paging = new Set([
  "page",
  "offset",
  "cursor",
  "after",
  "before",
  "start",
  "skip",
  "from",
  "pagetoken",
  "continuation",
]);

export interface Address {
  /** Host and path, with `{}` for what tells calls of a loop apart. */
  readonly pattern: string;
  /** What differs between calls with the same pattern. */
  readonly values: readonly string[];
  /** Whether it asks for one page of many. */
  readonly isPage: boolean;
}

/** Reads an address, absolute or only a path. Linear; a text that is not an address is its own pattern. */
export function readAddress(url: string): Address {
  const text = url.slice(0, longest);
  const behindScheme = text.includes("://") ? text.slice(text.indexOf("://") + 3) : text;
  const [beforeHash = ""] = behindScheme.split("#", 1);
  const at = beforeHash.indexOf("?");
  const path = at < 0 ? beforeHash : beforeHash.slice(0, at);
  const values: string[] = [];
  const [host = "", ...segments] = path.split("/");
  const pattern = segments.map((segment) => {
    if (!isValue(segment)) return segment;
    values.push(segment);
    return "{}";
  });
  const names: string[] = [];
  let isPage = false;
  for (const pair of at < 0 ? [] : beforeHash.slice(at + 1).split("&")) {
    const [name = "", value = ""] = pair.split("=", 2);
    names.push(name);
    values.push(value);
    if (paging.has(name.toLowerCase().replaceAll(/[-_]/g, ""))) isPage = true;
  }
  const query = names.length === 0 ? "" : `?${[...new Set(names)].toSorted().join("&")}`;
  return { pattern: `${[host, ...pattern].join("/")}${query}`, values, isPage };
}

function isValue(segment: string): boolean {
  if (segment === "" || versionPart.test(segment)) return false;
  return number.test(segment) || uuid.test(segment) || hash.test(segment) || numbered.test(segment);
}
