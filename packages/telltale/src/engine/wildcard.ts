// Names by pattern: `*` stands for any characters, none included, `?` for exactly one.

/** A test for names that match `pattern` as a whole; case counts. */
export function wildcard(pattern: string): (name: string) => boolean {
  if (!/[*?]/.test(pattern)) return (name) => name === pattern;
  const source = pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, (char) =>
    char === "*" ? "[^]*" : char === "?" ? "[^]" : `\\${char}`,
  );
  const expression = new RegExp(`^${source}$`, "u");
  return (name) => expression.test(name);
}
