// Which of the paths of routes an address has.

export interface Match<Pattern extends string> {
  /** As it was declared: `/traces/$id`. */
  readonly pattern: Pattern;
  /** Decoded values of its `$parameters`. */
  readonly params: Readonly<Record<string, string>>;
}

/** The pattern that matches `path`, the one with the fewest parameters if several do; `undefined` without one. */
export function matchPath<Pattern extends string>(
  path: string,
  patterns: readonly Pattern[],
): Match<Pattern> | undefined {
  const parts = partsOf(path);
  const matches = patterns.flatMap((pattern) => {
    const params = paramsOf(partsOf(pattern), parts);
    return params === undefined ? [] : [{ pattern, params }];
  });
  return matches.toSorted((a, b) => count(a) - count(b))[0];
}

const partsOf = (path: string): readonly string[] => path.split("/").filter((part) => part !== "");
const count = ({ params }: Match<string>): number => Object.keys(params).length;

function paramsOf(
  pattern: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const value = decoded(parts[at]!);
    if (value === undefined || (!part.startsWith("$") && part !== value)) return undefined;
    if (part.startsWith("$")) params[part.slice(1)] = value;
  }
  return params;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
