// The reference as Markdown: one file, or a folder with a file for each kind.
import type { Catalog, Kind } from "../catalog.ts";
import { type Block, type Entry, type Inline, isWebUrl, type Section, type Text } from "./block.ts";
import type { DocsOptions } from "./entries.ts";
import { sectionsOf } from "./sections.ts";

export interface DocsFile {
  /** Relative path, with `/`. */
  readonly name: string;
  readonly text: string;
}

type LinkTo = (kind: Kind, name: string) => string | undefined;

const generated = "<!-- Written by `telltale catalog docs`; do not edit. -->";

/** One file. */
export function renderMarkdown(catalog: Catalog, options: DocsOptions = {}): string {
  const sections = sectionsOf(catalog, options);
  const link = linksOf(sections, () => "");
  const contents = sections.map(
    ({ kind, title, entries }) => `- [${escape(title)}](#${kind}) (${entries.length})`,
  );
  return finish([
    generated,
    `# ${escape(catalog.name)} ${escape(catalog.version)}`,
    ...headOf(catalog),
    contents.join("\n"),
    ...sections.flatMap((section) => [
      `<a id="${section.kind}"></a>`,
      `## ${escape(section.title)}`,
      escape(section.intro),
      ...section.entries.map((entry) => entryText(entry, link, 3)),
    ]),
  ]);
}

/** `README.md` with the contents, and a file for each kind. */
export function renderMarkdownFolder(catalog: Catalog, options: DocsOptions = {}): readonly DocsFile[] {
  const sections = sectionsOf(catalog, options);
  const link = linksOf(sections, (kind) => `${kind}.md`);
  const rows = sections.map(
    ({ kind, title, intro, entries }) =>
      `| [${escape(title)}](${kind}.md) | ${entries.length} | ${cell(escape(intro))} |`,
  );
  const index = [
    generated,
    `# ${escape(catalog.name)} ${escape(catalog.version)}`,
    ...headOf(catalog),
    ["| | Count | |", "| --- | --- | --- |", ...rows].join("\n"),
  ];
  return [
    { name: "README.md", text: finish(index) },
    ...sections.map((section) => ({
      name: `${section.kind}.md`,
      text: finish([
        generated,
        `# ${escape(section.title)}`,
        escape(section.intro),
        ...section.entries.map((entry) => entryText(entry, link, 2)),
      ]),
    })),
  ];
}

const finish = (parts: readonly string[]): string => `${parts.filter((part) => part !== "").join("\n\n")}\n`;

function headOf({ description, owner }: Catalog): string[] {
  return [
    description === undefined ? "" : escape(description),
    owner === undefined ? "" : `Owner: ${escape(owner)}`,
  ];
}

function linksOf(sections: readonly Section[], fileOf: (kind: Kind) => string): LinkTo {
  const links = new Map(
    sections.flatMap(({ kind, entries }) =>
      entries.map(({ name, id }) => [`${kind} ${name}`, `${fileOf(kind)}#${id}`] as const),
    ),
  );
  return (kind, name) => links.get(`${kind} ${name}`);
}

function entryText({ id, name, badges, blocks }: Entry, link: LinkTo, level: number): string {
  const words = badges.map(({ text }) => ` · ${escape(text)}`).join("");
  return [
    `<a id="${id}"></a>`,
    `${"#".repeat(level)} ${code(name)}${words}`,
    ...blocks.map((block) => blockText(block, link, level + 1)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function blockText(block: Block, link: LinkTo, level: number): string {
  switch (block.type) {
    case "paragraph":
      return inlineText(block.text, link);
    case "notice":
      return `> ${inlineText(block.text, link)}`;
    case "heading":
      return `${"#".repeat(Math.min(level, 6))} ${escape(block.text)}`;
    case "list":
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${inlineText(item, link)}`)
        .join("\n");
    case "facts":
      return block.rows
        .map(([label, value]) => `- **${escape(label)}:** ${inlineText(value, link)}`)
        .join("\n");
    case "table":
      return [
        `| ${block.head.map(escape).join(" | ")} |`,
        `| ${block.head.map(() => "---").join(" | ")} |`,
        ...block.rows.map((row) => `| ${row.map((one) => cell(inlineText(one, link))).join(" | ")} |`),
      ].join("\n");
  }
}

const inlineText = (text: Text, link: LinkTo): string =>
  text
    .map((part) => partText(part, link))
    .join("")
    .replaceAll(/\s*\n\s*/g, " ");

function partText(part: Inline, link: LinkTo): string {
  // an address in a text is no link
  if (typeof part === "string") return escape(part).replaceAll(/\b(https?):/g, "$1&#58;");
  if ("code" in part) return code(part.code);
  if ("strong" in part) return `**${escape(part.strong)}**`;
  if ("href" in part)
    return isWebUrl(part.href)
      ? `[${escape(part.text)}](<${new URL(part.href).href.replaceAll(/[<>\s]/g, encodeURIComponent)}>)`
      : escape(part.text);
  const target = link(part.kind, part.name);
  return target === undefined ? code(part.name) : `[${code(part.name)}](${target})`;
}

/** Text that cannot be markup. */
function escape(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]#~|]/g, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/\s+/g, " ");
}

/** A code span, fenced by more backticks than it has. */
function code(text: string): string {
  const clean = text.replaceAll(/\s+/g, " ");
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = clean.startsWith("`") || clean.endsWith("`") || clean === "" ? " " : "";
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Pipes of code spans: in a table, even these end a cell. */
const cell = (text: string): string => text.replaceAll(/(?<!\\)\|/g, String.raw`\|`);
