// References to environment variables in a configuration file (specification: configuration/data-model, "Environment
// variable substitution"). Scalars only, once, left to right, `$$` first; what comes in is never looked at again.

/** A reference that is none: the whole file is refused. */
export class InvalidReference extends Error {
  readonly reference: string;

  constructor(reference: string) {
    super(
      `cannot read the reference \`${reference}\`: expected \`\${NAME}\`, \`\${env:NAME}\` or \`\${NAME:-default}\`, ` +
        "with a name of letters, digits and `_` that begins with no digit; write `$$` for a dollar sign",
    );
    this.reference = reference;
  }
}

/** The text of a scalar with its references replaced. @throws {InvalidReference} */
export function substitute(text: string, variables: Readonly<Record<string, string | undefined>>): string {
  return text
    .split("$$")
    .map((segment) =>
      // one that is never closed is found too, and left: so its end is looked for once
      segment.replaceAll(/\$\{([^}]*)(\}?)/g, (whole: string, inside: string, end: string) =>
        end === "" ? whole : resolve(whole, inside, variables),
      ),
    )
    .join("$");
}

function resolve(
  reference: string,
  inside: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const [, name, fallback] = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^]*))?$/.exec(inside) ?? [];
  if (name === undefined) throw new InvalidReference(reference);
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return value === undefined || value === "" ? (fallback ?? "") : value;
}
