// Blocks as HTML.
import { type Html, html, text as escaped } from "quoting/html";
import { lines } from "quoting/written";
import type { Kind } from "../catalog.ts";
import { type Block, type Entry, type Inline, isWebUrl, type Text } from "./block.ts";

/** The address of a thing's entry; undefined where it has none. */
export type HrefOf = (kind: Kind, name: string) => string | undefined;

export function entryHtml({ id, name, badges, owner, blocks }: Entry, hrefOf: HrefOf): Html {
  const words = badges.map(
    ({ text, tone }) => html` <span class="badge ${escaped(tone)}">${escaped(text)}</span>`,
  );
  const who = owner === undefined ? html`` : html` data-owner="${escaped(owner)}"`;
  return html`<article class="entry" id="${escaped(id)}"${who} aria-labelledby="${escaped(id)}-name">
<h2 id="${escaped(id)}-name"><a class="anchor" href="#${escaped(id)}">${escaped(name)}</a>${words}</h2>
${lines(blocks.map((block) => blockHtml(block, hrefOf)))}
</article>`;
}

function blockHtml(block: Block, hrefOf: HrefOf): Html {
  switch (block.type) {
    case "paragraph":
      return html`<p>${inlineHtml(block.text, hrefOf)}</p>`;
    case "notice":
      return html`<p class="notice ${escaped(block.level)}">${inlineHtml(block.text, hrefOf)}</p>`;
    case "heading":
      return html`<h3>${escaped(block.text)}</h3>`;
    case "list": {
      const items = block.items.map((item) => html`<li>${inlineHtml(item, hrefOf)}</li>`);
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case "facts":
      return html`<dl>${block.rows.map(([label, value]) => html`<div><dt>${escaped(label)}</dt><dd>${inlineHtml(value, hrefOf)}</dd></div>`)}</dl>`;
    case "table":
      return tableHtml(
        block.label,
        block.head,
        block.rows.map((row) => row.map((cell) => inlineHtml(cell, hrefOf))),
      );
  }
}

/** A table whose cells are HTML. Wide ones scroll, also with the keyboard. */
export function tableHtml(label: string, head: readonly string[], rows: readonly (readonly Html[])[]): Html {
  const header = head.map((one) => html`<th scope="col">${escaped(one)}</th>`);
  const cellHtml = (cell: Html, index: number): Html => {
    const isShort = cell.replaceAll(/<[^>]*>/g, "").length <= 24;
    const look = isShort ? html` class="short"` : html``;
    return html`<td data-label="${escaped(head[index] ?? "")}"${look}>${cell}</td>`;
  };
  const body = lines(rows.map((row) => html`<tr>${row.map(cellHtml)}</tr>`));
  return html`<div class="table" role="region" tabindex="0" aria-label="${escaped(label)}"><table>
<thead><tr>${header}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

export const inlineHtml = (parts: Text, hrefOf: HrefOf): Html =>
  html`${parts.map((part) => partHtml(part, hrefOf))}`;

function partHtml(part: Inline, hrefOf: HrefOf): Html {
  if (typeof part === "string") return escaped(part);
  if ("code" in part) return html`<code>${escaped(part.code)}</code>`;
  if ("strong" in part) return html`<strong>${escaped(part.strong)}</strong>`;
  if ("href" in part)
    return isWebUrl(part.href)
      ? html`<a class="out" rel="noreferrer" href="${escaped(new URL(part.href).href)}">${escaped(part.text)}</a>`
      : escaped(part.text);
  const href = hrefOf(part.kind, part.name);
  const name = html`<code>${escaped(part.name)}</code>`;
  return href === undefined ? name : html`<a href="${escaped(href)}">${name}</a>`;
}
