// TypeScript and JavaScript: comments, literals, property keys and identifiers.
// https://tc39.es/ecma262/#sec-line-terminators: U+2028 and U+2029 end a line, and so a comment, too.
import { escapeSpecial, oneLine } from "./unicode.ts";
import { createTag, type Tag, type Written } from "./written.ts";

export type TypeScript = Written<"typescript">;

/** Code of this program around written parts: typescript`const name = ${literal(text)};`. */
export const typescript: Tag<"typescript"> = createTag<"typescript">();

/** A comment of one line. A tag at its start, such as `@ts-nocheck`, has no effect. */
export function comment(text: string): TypeScript {
  return `// ${oneLine(text)
    .trimStart()
    .replace(/^@/, String.raw`\@`)}`.trimEnd() as TypeScript;
}

/**
 * A documentation comment; none without lines and `deprecated`. Texts do not end it, and begin no tag but that one. Editors show them as
 * Markdown.
 */
export function docComment(texts: readonly string[], deprecated?: string): readonly TypeScript[] {
  const lines = texts.flatMap((text) => text.split(/\r\n|[\n\r\u2028\u2029]/).map(docText));
  if (deprecated !== undefined)
    lines.push(...(lines.length > 0 ? [""] : []), `@deprecated ${docText(deprecated)}`);
  if (lines.length === 0) return [];
  const written = lines.length === 1 ? [`/** ${lines[0]} */`] : ["/**", ...lines.map(docLine), " */"];
  return written as readonly string[] as readonly TypeScript[];
}

const docLine = (line: string): string => ` * ${line}`.trimEnd();

function docText(line: string): string {
  return oneLine(line)
    .replaceAll("*/", String.raw`*\/`)
    .replace(/^(\s*)@/, String.raw`$1\@`)
    .replaceAll("{@", String.raw`{\@`);
}

/**
 * A value of JSON on one line, as an expression. It ends no script element, and has no character that reverses the direction of text, so that
 * a reader sees what the compiler sees.
 */
export function literal(value: unknown): TypeScript {
  return literalText(value) as TypeScript;
}

function literalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, one]) => one !== undefined);
    const texts = members.map(([name, one]) => `${key(name)}: ${literalText(one)}`);
    return texts.length === 0 ? "{}" : `{ ${texts.join(", ")} }`;
  }
  if (typeof value !== "string") return Object.is(value, -0) ? "-0" : String(value);
  return escapeSpecial(JSON.stringify(value)).replaceAll(/<(?=[/!])/g, String.raw`\u003c`);
}

/** An integer with its digits in groups: `86_400_000`. Other values as in {@link literal}. */
export function groupedLiteral(value: unknown): TypeScript {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || Math.abs(value) < 10_000)
    return literal(value);
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, "_") as TypeScript;
}

/** The key of a property in an object literal or type. `__proto__` is computed: as a plain key it would set the prototype. */
export function key(name: string): TypeScript {
  if (name === "__proto__") return '["__proto__"]' as TypeScript;
  return isIdentifier(name) ? name : literal(name);
}

/** Whether `name` can be written as it is. Letters are those of ASCII; reserved words are names of properties only. */
export function isIdentifier(name: string): name is TypeScript {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** Whether `name` can be that of a variable. */
export function isVariable(name: string): name is TypeScript {
  return isIdentifier(name) && !reserved.has(name);
}

const reserved: ReadonlySet<string> = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield".split(
    " ",
  ),
);

/** A name for a constant or type: letters and digits of `name` in camel case between `start` and `end`, of which `start` is used when none is first. */
export function identifier(name: string, start: string, end: string): TypeScript {
  const plain = name.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, letter: string | undefined) =>
    (letter ?? "").replace(/[^A-Za-z0-9]/, "").toUpperCase(),
  );
  return `${/^[A-Za-z]/.test(plain) ? plain : start + plain}${end}` as TypeScript;
}
