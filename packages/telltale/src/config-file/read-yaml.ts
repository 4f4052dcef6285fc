// YAML with references becomes plain data. Types are read after substitution, and no reference can bring structure in.
import { type Document, isScalar, LineCounter, parseDocument, Scalar, visit } from "yaml";

/** One thing wrong with a file. `path` is the place in the document, or `line 3, column 5`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** A file's data, or what is wrong with it. */
export type ReadYaml = { readonly data: unknown } | { readonly problems: readonly Problem[] };

type Variables = Readonly<Record<string, string | undefined>>;

/** Longer files are rejected: no configuration has a tenth of it. */
const maxLength = 256 * 1024;
/** A file with more is not a configuration. */
const maxProblems = 20;

/** Reads a YAML 1.2 document (core schema) and replaces its references with `variables`. */
export function readYaml(text: string, variables: Variables): ReadYaml {
  if (text.length > maxLength) {
    const message = `has ${text.length} characters: expected at most ${maxLength}; leave out what is not used`;
    return { problems: [{ path: "the document", message }] };
  }
  const braces = hideBraces(text);
  const lines = new LineCounter();
  // pretty ones repeat the text up to their place, each of them
  const options = { version: "1.2", schema: "core", lineCounter: lines, prettyErrors: false } as const;
  const document = withoutStacks(() => parseDocument(braces.hidden, options));
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, maxProblems).map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return {
        path: `line ${line}, column ${col}`,
        message: `not valid YAML: ${braces.show(error.message)}`,
      };
    });
    return { problems };
  }
  const problems = replaceReferences(document, braces.show, variables, lines);
  if (problems.length > 0) return { problems };
  try {
    return { data: document.toJS() };
  } catch (error) {
    // aliases of aliases that would unfold to more than anyone writes by hand
    return { problems: [{ path: "the document", message: `not usable: ${(error as Error).message}` }] };
  }
}

/** The parser makes an error of each bracket that nothing opened, and to look up where it was made takes most of the time. */
function withoutStacks<T>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function replaceReferences(
  document: Document,
  show: (text: string) => string,
  variables: Variables,
  lines: LineCounter,
): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    // plain data has no such keys, and to write keys within keys as texts doubles the time with each level
    Pair(_key, { key }) {
      if (key === null || isScalar(key)) return undefined;
      const { line, col } = lines.linePos((key as { readonly range?: readonly number[] }).range?.[0] ?? 0);
      problems.push({
        path: `line ${line}, column ${col}`,
        message: "a key is a list, a map or an alias: expected a text",
      });
      return visit.BREAK;
    },
    Scalar(key, node) {
      if (typeof node.value !== "string") return;
      const text = show(node.value);
      node.value = text;
      if (key === "key" || !text.includes("$")) return;
      try {
        const replaced = substitute(text, variables);
        node.value = isPlain(node) ? resolvePlain(replaced) : replaced;
      } catch (error) {
        if (!(error instanceof InvalidReference)) throw error;
        const { line, col } = lines.linePos(node.range?.[0] ?? 0);
        problems.push({ path: `line ${line}, column ${col}`, message: error.message });
      }
    },
  });
  return problems;
}

function isPlain(node: unknown): boolean {
  return isScalar(node) && node.type === Scalar.PLAIN && node.tag === undefined;
}

/** What a plain scalar is in the core schema of YAML 1.2.2, chapter 10.3.2. */
function resolvePlain(text: string): string | number | boolean | null {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text) || /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  if (/^\+?\.(?:inf|Inf|INF)$/.test(text)) return Infinity;
  if (/^-\.(?:inf|Inf|INF)$/.test(text)) return -Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : text;
}

// Inside `[…]` and `{…}` a plain `${NAME}` would read as a mapping: its braces wait as two characters the file has not.
function hideBraces(text: string): { readonly hidden: string; readonly show: (text: string) => string } {
  const [open, close] = unusedPair(text);
  return {
    // one that is never closed is found too, and left: to look for its end again from each `${` inside would take too long
    hidden: text.replaceAll(/\$\{([^}\n]*)(\}?)/g, (whole, inside: string, end: string) =>
      end === "" ? whole : `$${open}${inside}${close}`,
    ),
    show: (part) => part.replaceAll(open, "{").replaceAll(close, "}"),
  };
}

function unusedPair(text: string): readonly [string, string] {
  const free: string[] = [];
  for (let code = 0xe000; free.length < 2; code++) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) free.push(character);
  }
  return free as unknown as readonly [string, string];
}

// References to environment variables in a configuration file (specification: configuration/data-model, "Environment
// variable substitution"). Scalars only, once, left to right, `$$` first; what comes in is never looked at again.
/** An invalid reference: the whole file is rejected. */
class InvalidReference extends Error {
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
