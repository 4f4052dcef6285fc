// Blocks as HTML. Every text is escaped here, and nowhere else.
import type { Kind } from "../catalog.ts";
import { type Block, type Entry, type Inline, isWebUrl, type Text } from "./block.ts";

/** The address of a thing's entry; undefined where it has none. */
export type HrefOf = (kind: Kind, name: string) => string | undefined;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

export function entryHtml({ id, name, badges, owner, blocks }: Entry, hrefOf: HrefOf): string {
  const words = badges
    .map(({ text, tone }) => `<span class="badge ${tone}">${escapeHtml(text)}</span>`)
    .join(" ");
  const who = owner === undefined ? "" : ` data-owner="${escapeHtml(owner)}"`;
  return `<article class="entry" id="${escapeHtml(id)}"${who} aria-labelledby="${escapeHtml(id)}-name">
<h2 id="${escapeHtml(id)}-name"><a class="anchor" href="#${escapeHtml(id)}">${escapeHtml(name)}</a>${words === "" ? "" : ` ${words}`}</h2>
${blocks.map((block) => blockHtml(block, hrefOf)).join("\n")}
</article>`;
}

function blockHtml(block: Block, hrefOf: HrefOf): string {
  switch (block.type) {
    case "paragraph":
      return `<p>${inlineHtml(block.text, hrefOf)}</p>`;
    case "notice":
      return `<p class="notice ${block.level}">${inlineHtml(block.text, hrefOf)}</p>`;
    case "heading":
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case "list": {
      const tag = block.ordered ? "ol" : "ul";
      return `<${tag}>${block.items.map((item) => `<li>${inlineHtml(item, hrefOf)}</li>`).join("")}</${tag}>`;
    }
    case "facts":
      return `<dl>${block.rows.map(([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${inlineHtml(value, hrefOf)}</dd></div>`).join("")}</dl>`;
    case "table":
      return tableHtml(
        block.label,
        block.head,
        block.rows.map((row) => row.map((cell) => inlineHtml(cell, hrefOf))),
      );
  }
}

/** A table whose cells are HTML. Wide ones scroll, also with the keyboard. */
export function tableHtml(
  label: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const header = head.map((one) => `<th scope="col">${escapeHtml(one)}</th>`).join("");
  const cellHtml = (cell: string, index: number): string => {
    const isShort = cell.replaceAll(/<[^>]*>/g, "").length <= 24;
    return `<td data-label="${escapeHtml(head[index] ?? "")}"${isShort ? ' class="short"' : ""}>${cell}</td>`;
  };
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n");
  return `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table>
<thead><tr>${header}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

export const inlineHtml = (text: Text, hrefOf: HrefOf): string =>
  text.map((part) => partHtml(part, hrefOf)).join("");

function partHtml(part: Inline, hrefOf: HrefOf): string {
  if (typeof part === "string") return escapeHtml(part);
  if ("code" in part) return `<code>${escapeHtml(part.code)}</code>`;
  if ("strong" in part) return `<strong>${escapeHtml(part.strong)}</strong>`;
  if ("href" in part)
    return isWebUrl(part.href)
      ? `<a class="out" rel="noreferrer" href="${escapeHtml(new URL(part.href).href)}">${escapeHtml(part.text)}</a>`
      : escapeHtml(part.text);
  const href = hrefOf(part.kind, part.name);
  const name = `<code>${escapeHtml(part.name)}</code>`;
  return href === undefined ? name : `<a href="${escapeHtml(href)}">${name}</a>`;
}
