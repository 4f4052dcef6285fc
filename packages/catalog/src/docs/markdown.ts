// The reference as Markdown: one file, or a folder with a file for each kind.
import { anchor, code, link as linkTo, markdown, type Markdown, tableRow, text } from "quoting/markdown";
import { join, lines, type Written } from "quoting/written";
import type { Catalog, Kind } from "../catalog.ts";
import type { Block, Entry, Inline, Section, Text } from "./block.ts";
import type { DocsOptions } from "./entries.ts";
import { sectionsOf } from "./sections.ts";

export interface DocsFile {
  /** Relative path, with `/`. */
  readonly name: string;
  readonly text: Written;
}

type LinkTo = (kind: Kind, name: string) => string | undefined;

const generated = markdown`<!-- Written by \`telltale catalog docs\`; do not edit. -->`;

/** One file. */
export function renderMarkdown(catalog: Catalog, options: DocsOptions = {}): Markdown {
  const sections = sectionsOf(catalog, options);
  const link = linksOf(sections, () => "");
  const contents = sections.map(
    ({ kind, title, entries }) => markdown`- ${linkTo(text(title), `#${kind}`)} (${entries.length})`,
  );
  return finish([
    generated,
    titleOf(catalog),
    ...headOf(catalog),
    lines(contents),
    ...sections.flatMap((section) => [
      anchor(section.kind),
      markdown`## ${text(section.title)}`,
      text(section.intro),
      ...section.entries.map((entry) => entryText(entry, link, 3)),
    ]),
  ]);
}

/** `README.md` with the contents, and a file for each kind. */
export function renderMarkdownFolder(catalog: Catalog, options: DocsOptions = {}): readonly DocsFile[] {
  const sections = sectionsOf(catalog, options);
  const link = linksOf(sections, (kind) => `${kind}.md`);
  const rows = sections.map(({ kind, title, intro, entries }) =>
    tableRow([linkTo(text(title), `${kind}.md`), markdown`${entries.length}`, text(intro)]),
  );
  const index = [
    generated,
    titleOf(catalog),
    ...headOf(catalog),
    lines([markdown`| | Count | |`, markdown`| --- | --- | --- |`, ...rows]),
  ];
  return [
    { name: "README.md", text: finish(index) },
    ...sections.map((section) => ({
      name: `${section.kind}.md`,
      text: finish([
        generated,
        markdown`# ${text(section.title)}`,
        text(section.intro),
        ...section.entries.map((entry) => entryText(entry, link, 2)),
      ]),
    })),
  ];
}

const paragraphs = (parts: readonly Markdown[]): Markdown =>
  join(
    parts.filter((part) => part !== ""),
    markdown`\n\n`,
  );

const finish = (parts: readonly Markdown[]): Markdown => markdown`${paragraphs(parts)}\n`;

const titleOf = ({ name, version }: Catalog): Markdown => markdown`# ${text(name)} ${text(version)}`;

function headOf({ description, owner }: Catalog): Markdown[] {
  return [
    description === undefined ? markdown`` : text(description),
    owner === undefined ? markdown`` : markdown`Owner: ${text(owner)}`,
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

/** The mark of a heading. */
const marks: readonly Markdown[] = [
  markdown`#`,
  markdown`##`,
  markdown`###`,
  markdown`####`,
  markdown`#####`,
  markdown`######`,
];
const markOf = (level: number): Markdown => marks[Math.min(level, marks.length) - 1]!;

function entryText({ id, name, badges, blocks }: Entry, link: LinkTo, level: number): Markdown {
  const words = badges.map((badge) => markdown` · ${text(badge.text)}`);
  return paragraphs([
    anchor(id),
    markdown`${markOf(level)} ${code(name)}${words}`,
    ...blocks.map((block) => blockText(block, link, level + 1)),
  ]);
}

function blockText(block: Block, link: LinkTo, level: number): Markdown {
  switch (block.type) {
    case "paragraph":
      return inlineText(block.text, link);
    case "notice":
      return markdown`> ${inlineText(block.text, link)}`;
    case "heading":
      return markdown`${markOf(level)} ${text(block.text)}`;
    case "list":
      return lines(
        block.items.map((item, index) => {
          const mark = block.ordered ? markdown`${index + 1}.` : markdown`-`;
          return markdown`${mark} ${inlineText(item, link)}`;
        }),
      );
    case "facts":
      return lines(
        block.rows.map(([label, value]) => markdown`- **${text(label)}:** ${inlineText(value, link)}`),
      );
    case "table":
      return lines([
        tableRow(block.head.map(text)),
        tableRow(block.head.map(() => markdown`---`)),
        ...block.rows.map((row) => tableRow(row.map((one) => inlineText(one, link)))),
      ]);
  }
}

const inlineText = (parts: Text, link: LinkTo): Markdown =>
  markdown`${parts.map((part) => partText(part, link))}`;

function partText(part: Inline, link: LinkTo): Markdown {
  if (typeof part === "string") return text(part);
  if ("code" in part) return code(part.code);
  if ("strong" in part) return markdown`**${text(part.strong)}**`;
  if ("href" in part) return linkTo(text(part.text), part.href);
  const target = link(part.kind, part.name);
  return target === undefined ? code(part.name) : linkTo(code(part.name), target);
}
