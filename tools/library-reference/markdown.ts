// The pages of the reference as Markdown.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Symbol } from "typescript/unstable/sync";

import { createAnchors } from "../docs-anchors.ts";
import { type Item, type Member, topLevel } from "./item.ts";
import { root } from "../source-files.ts";
import type { Heading } from "./pages.ts";

/** A part of a page: the names of one module. */
export interface ModuleSection {
  readonly specifier: string;
  readonly items: readonly Item[];
  /** Names that have their section on another page. */
  readonly elsewhere: readonly { readonly name: string; readonly symbol: Symbol }[];
}

/** A page before its links are known. */
export interface Page extends Heading {
  readonly parts: readonly ModuleSection[];
}

/** Where a type has its section: `spans.md#spanoptions`. */
export type Places = ReadonlyMap<Symbol, string>;

const generated = "<!-- Written by tools/library-reference.ts from the docstrings; see CONTRIBUTING.md. -->";

/** Items of a part: what is called first, then classes, then types. */
const ordered = (items: readonly Item[]): readonly Item[] =>
  ["function", "constant", "class", "type"].flatMap((kind) => items.filter((one) => one.kind === kind));

/** The headings of a page's items. A type has its kind where a name differs from another in its case only. */
function headingsOf({ parts }: Page): Map<Item, string> {
  const items = parts.flatMap((part) => ordered(part.items));
  const isAlone = ({ name }: Item): boolean =>
    items.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length === 1;
  return new Map(
    items.map((item) => [item, item.kind === "type" && !isAlone(item) ? `${item.name} type` : item.name]),
  );
}

const isDivided = ({ parts }: Page): boolean => parts.length > 1;

/** The sections of all names. */
export function placesOf(pages: readonly Page[]): Places {
  const places = new Map<Symbol, string>();
  for (const page of pages) {
    const anchorOf = createAnchors();
    const headings = headingsOf(page);
    anchorOf(page.title);
    for (const part of page.parts) {
      if (isDivided(page)) anchorOf(part.specifier);
      for (const item of ordered(part.items))
        places.set(item.symbol, `${page.file}.md#${anchorOf(headings.get(item)!)}`);
    }
  }
  return places;
}

/** One page. */
export function pageText(page: Page, places: Places): string {
  const headings = headingsOf(page);
  const linkOf = (symbol: Symbol): string | undefined => withoutPage(places.get(symbol), page);
  const guides = page.guides
    .map((guide) => (guide.includes("/") ? guide : `guide/${guide}`))
    .map((guide) => `[${titleOf(guide)}](../../${guide}.md)`)
    .join(", ");
  const level = isDivided(page) ? "###" : "##";
  const body = page.parts.flatMap(({ specifier, items, elsewhere }) => [
    isDivided(page) ? `## ${specifier}` : "",
    items.length + elsewhere.length === 0 ? `\`import "${specifier}"\` exports nothing.` : "",
    ...ordered(items).map((item) => itemText(item, `${level} ${headings.get(item)!}`, linkOf)),
    elsewhere.length === 0 ? "" : `Also exported: ${elsewhere.map((one) => named(one, linkOf)).join(", ")}.`,
  ]);
  const [{ specifier } = { specifier: "" }] = page.parts;
  const from = isDivided(page) || specifier === "" ? "" : `Import from \`${specifier}\`.`;
  const intro = [page.about, from, guides === "" ? "" : `See: ${guides}.`].filter(Boolean).join(" ");
  return `${[`# ${page.title}`, generated, intro, ...body].filter((one) => one !== "").join("\n\n")}\n`;
}

const withoutPage = (link: string | undefined, { file }: Page): string | undefined =>
  link?.startsWith(`${file}.md#`) === true ? link.slice(file.length + 3) : link;

/** The title of a page, a path from docs without `.md`. */
const titleOf = (page: string): string =>
  /^# (.+)$/m.exec(readFileSync(path.join(root, "docs", `${page}.md`), "utf8"))?.[1] ?? page;

type LinkOf = (symbol: Symbol) => string | undefined;

function named({ name, symbol }: { name: string; symbol: Symbol }, linkOf: LinkOf): string {
  const link = linkOf(symbol);
  return link === undefined ? `\`${name}\`` : `[\`${name}\`](${link})`;
}

function itemText(item: Item, heading: string, linkOf: LinkOf): string {
  const { code, docs, throws, example, members, inherits, mentioned, symbol } = item;
  const types = [...mentioned].filter(([, type]) => type !== symbol && linkOf(type) !== undefined);
  const links = types.map(([name, type]) => named({ name, symbol: type }, linkOf)).join(", ");
  const isOptions = members.some((member) => member.isOptional);
  return [
    heading,
    code === "" ? "" : `\`\`\`ts\n${code}\n\`\`\``,
    prose(docs),
    links === "" ? "" : `Types: ${links}.`,
    ...throws.map((one) => `Throws ${prose(one.replace(/^\{(\w+)\}/, "`$1`"))}`),
    inherits.length === 0
      ? ""
      : `Has the members of \`${inherits.join("`, `")}\` of \`@opentelemetry/api\` as well.`,
    members.length === 0 ? "" : memberTable(members, isOptions, linkOf),
    example === undefined ? "" : fenced(example),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const fenced = (example: string): string =>
  example.includes("```") ? prose(example) : `\`\`\`ts\n${example}\n\`\`\``;

function memberTable(members: readonly Member[], isOptions: boolean, linkOf: LinkOf): string {
  const rows = members.map((member) => {
    const name = `\`${member.name}${isOptions && member.isOptional ? "?" : ""}\``;
    return `| ${name} | ${member.types.map((one) => typeCell(one, member, linkOf)).join("<br>")} | ${cell(member.docs)} |`;
  });
  return [`| ${isOptions ? "option" : "member"} | type | |`, "| --- | --- | --- |", ...rows].join("\n");
}

const maxParts = 8;

/** A type with links to the types that it mentions. */
function typeCell(text: string, { mentioned }: Member, linkOf: LinkOf): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(", )", ")");
  const linked = [...mentioned].flatMap(([name, symbol]) => {
    const link = linkOf(symbol);
    return link === undefined ? [] : [{ pattern: new RegExp(`\\b${name}\\b`), link }];
  });
  const parts = topLevel(line);
  const shown = parts.length > maxParts || line.includes("=>") ? [line] : parts;
  return shown
    .map((part) => {
      const code = `\`${part.replaceAll("|", String.raw`\|`)}\``;
      const found = linked.find(({ pattern }) => pattern.test(part));
      return found === undefined ? code : `[${code}](${found.link})`;
    })
    .join(" or ");
}

/** A docstring in a cell of a table: the first paragraphs in one line, without blocks of code. */
const cell = (docs: string): string =>
  prose(docs)
    .replaceAll(/```[\s\S]*?```/g, "")
    .replaceAll(/\s*\n\s*\n\s*/g, "<br>")
    .replaceAll(/\s+/g, " ")
    .replaceAll("|", String.raw`\|`)
    .trim();

/** A docstring as Markdown: `<` outside of code is text. */
function prose(docs: string): string {
  return docs
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part
            .replaceAll("<", "&lt;")
            .replaceAll(/\s*\((?:see )?docs\/adr\/\d+[^)]*\)/g, "")
            .replaceAll(/\{@link (\w+)\}/g, "`$1`"),
    )
    .join("");
}

/** The list of all modules and their names. */
export function indexText(pages: readonly Page[], places: Places): string {
  const link = (symbol: Symbol): string => `library/${places.get(symbol) ?? ""}`;
  const sections = pages.map(({ file, title, about, parts }) => {
    const names = parts.flatMap(({ items }) =>
      ordered(items).map(({ name, symbol }) => `[\`${name}\`](${link(symbol)})`),
    );
    return `## [${title}](library/${file}.md)\n\n${[about, names.join(" · ")].filter(Boolean).join("\n\n")}`;
  });
  return `${[intro, ...sections].join("\n\n")}\n`;
}

const intro = `# Library reference

${generated}

Every exported name of \`telltale\`, its subpaths and \`telltale-cli/alerts\`, with its signature, options and errors.

Signatures are those of a program without a registered catalog. With [one](library/registered-catalog.md), names are those that it declares, and attributes have its types. \`Attributes\` is an object of attributes by their keys. \`Context\`, \`SpanContext\`, \`Link\` and \`TimeInput\` are types of \`@opentelemetry/api\`, and \`OtelSpan\` is its \`Span\`. Optional parameters and options have a question mark.`;
