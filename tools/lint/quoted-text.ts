// Lint rules for text of others, which gets into another language only through the functions of packages/quoting (docs/adr/106). The compiler
// checks what is returned as text of a language; `own/quoted-text` and `own/written-files` forbid the ways around it.

interface Node {
  readonly type: string;
  readonly parent?: Node;
  readonly value?: unknown;
  readonly source?: Node;
  readonly callee?: Node;
  readonly importKind?: string;
  readonly specifiers?: readonly {
    readonly local: Node;
    readonly imported?: Node;
    readonly importKind?: string;
  }[];
  readonly name?: string;
  readonly typeAnnotation?: Node;
  readonly typeName?: Node;
  readonly quasis?: readonly { readonly value: { readonly cooked: string | null } }[];
  readonly expressions?: readonly Node[];
}

interface Context {
  readonly report: (problem: { readonly node: Node; readonly message: string }) => void;
}

const elements =
  "a|article|b|body|br|button|code|dd|details|div|dl|dt|em|figure|footer|form|h[1-6]|head|header|html|i|img|input|label|li|link|main|meta|nav|ol|option|p|pre|script|section|select|small|span|strong|style|summary|svg|table|tbody|td|th|thead|title|tr|ul";

/** What begins a comment, an element, a link, a block or a statement, up to the place where a text is put in. */
const openers: readonly (readonly [pattern: RegExp, language: string])[] = [
  [
    new RegExp(
      String.raw`<!--[^>]*$|</?(?:${elements})(?:\s[^<>]*)?$|<(?:${elements})(?:\s[^<>]*)?>[^<>]*$`,
      "i",
    ),
    "html",
  ],
  [/\]\([^)\s]*$|(?:^|\n)```[^`]*$|(?:^|\n)#{1,6} $/, "markdown"],
  [/(?:^|\n)\s*(?:\/\/|\/\*\*?) [^\n]*$|\n\s*\* [^\n]*$|(?:^|\n)\s*(?:import|export) [^\n]*$/, "typescript"],
  [/(?:^|\n)(?:[\w-]+:\n)+\s*(?:- )?[\w-]+: $/, "yaml"],
  [/\b(?:SELECT|INSERT INTO|ALTER|CREATE|DROP|GRANT|REVOKE|KILL)\b[^;]*['`]$/, "sql"],
  [/^(?:curl|npx|node|mkdir|cd) [^;]*$/, "shell"],
];

/** What an escape by hand puts in the place of a character. */
const escapes: ReadonlySet<unknown> = new Set(["&lt;", "&gt;", "&quot;", "&#39;", "\\'", "'\\''"]);

const importedNames = ({ specifiers = [], importKind }: Node): readonly string[] =>
  importKind === "type"
    ? []
    : specifiers.flatMap((one) => (one.importKind === "type" ? [] : [one.imported?.name ?? ""]));

const quotedText = {
  meta: { type: "problem", docs: { description: "Write text of others by the functions of `quoting`." } },
  create({ report }: Context) {
    /** Names that the file imports from `quoting`. */
    const own = new Set<string>();
    return {
      ImportDeclaration(node: Node) {
        const from = String(node.source?.value);
        if (from.startsWith("quoting/"))
          for (const { local } of node.specifiers ?? []) own.add(local.name ?? "");
        if (
          from === "yaml" &&
          importedNames(node).some((name) => name === "stringify" || name === "Document")
        )
          report({ node, message: "Write YAML with `yamlFile` of `quoting/yaml`." });
      },
      TSAsExpression(node: Node) {
        const name = node.typeAnnotation?.typeName?.name;
        if (name !== undefined && own.has(name))
          report({
            node,
            message: `\`as ${name}\` claims that a text is quoted. Make it with a function of \`quoting\`.`,
          });
      },
      Literal(node: Node) {
        if (escapes.has(node.value))
          report({ node, message: "This looks like an escape by hand. Use a function of `quoting`." });
      },
      TemplateLiteral(node: Node) {
        const { parent } = node;
        if (parent?.type === "TaggedTemplateExpression") return;
        // what the functions get is quoted by them
        if (parent?.type === "CallExpression" && own.has(parent.callee?.name ?? "")) return;
        const language = languageOf(node);
        if (language !== undefined)
          report({
            node,
            message: `A text is put into ${language} as it is. Use the template and the functions of \`quoting/${language}\`.`,
          });
      },
    };
  },
};

/** The language that a template puts a text into. */
function languageOf({ quasis = [] }: Node): string | undefined {
  let before = "";
  for (const { value } of quasis.slice(0, -1)) {
    before += value.cooked ?? "";
    const found = openers.find(([pattern]) => pattern.test(before));
    if (found !== undefined) return found[1];
    // represents what is put in
    before += "x";
  }
  return undefined;
}

const writers = /^(?:write|append)File(?:Sync)?$|^createWriteStream$/;

const writtenFiles = {
  meta: { type: "problem", docs: { description: "Files are written from written text only." } },
  create({ report }: Context) {
    return {
      ImportDeclaration(node: Node) {
        if (
          /^node:fs(?:\/promises)?$/.test(String(node.source?.value)) &&
          importedNames(node).some((name) => writers.test(name))
        )
          report({ node, message: "Write files with `writeText`, which takes text that `quoting` wrote." });
      },
    };
  },
};

const plugin: object = {
  meta: { name: "own" },
  rules: { "quoted-text": quotedText, "written-files": writtenFiles },
};

export default plugin;
