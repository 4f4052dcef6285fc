// Changes as text for a terminal and as Markdown for a pull request.
import type { Kind } from "../catalog.ts";
import { code, link, markdown, type Markdown, prose, tableRow, text } from "quoting/markdown";
import { printable, type TerminalText, visible } from "quoting/terminal";
import { join, lines as linesOf } from "quoting/written";
import { type Change, type Impact, impacts, type Use } from "./change.ts";

const singular = (kind: Kind | "catalog" | "view"): string =>
  kind === "entities" ? "entity" : kind === "catalog" || kind === "view" ? kind : kind.slice(0, -1);

/** `funnel`, as people call an ordered journey, is left to the names. */
const useText = ({ kind, name, url }: Use): string =>
  `${singular(kind)} ${name}${url === undefined ? "" : ` ${url}`}`;

export function printChangesText(changes: readonly Change[], versionNote: string | undefined): TerminalText {
  if (changes.length === 0) return visible("No changes.");
  const lines: string[] = [];
  for (const { impact, kind, name, message, advice, usedBy, location } of changes) {
    const place = location === undefined ? "" : `${location.file}:${location.line}:${location.column}  `;
    lines.push(printable(`${place}${impact}  ${singular(kind)} ${name}: ${message}`));
    if (advice !== undefined) lines.push(`    ${printable(advice)}`);
    for (const use of usedBy) lines.push(`    used by ${printable(useText(use))}`);
  }
  if (versionNote !== undefined) lines.push(printable(versionNote));
  return visible([...lines, countChanges(changes)].join("\n"));
}

function countChanges(changes: readonly Change[]): string {
  const count = (impact: Impact): string =>
    `${changes.filter((one) => one.impact === impact).length} ${impact}`;
  return `${changes.length} ${changes.length === 1 ? "change" : "changes"}: ${impacts.map(count).join(", ")}.`;
}

const titles: Readonly<Record<Impact, string>> = {
  breaking: "Breaking",
  risky: "Risky",
  safe: "Safe",
};

interface Versions {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A comment for a pull request: breaking and risky changes in tables, safe ones folded. */
export function printChangesMarkdown(
  changes: readonly Change[],
  versions: Versions,
  versionNote: string | undefined,
): Markdown {
  const title = markdown`## Catalog ${prose(versions.name)}: ${prose(versions.before)} → ${prose(versions.after)}`;
  if (changes.length === 0) return markdown`${title}\n\nNo changes.`;
  const parts = [title, text(countChanges(changes))];
  if (versionNote !== undefined) parts.push(markdown`> **Version:** ${prose(versionNote)}`);
  for (const impact of impacts) {
    const some = changes.filter((one) => one.impact === impact);
    if (some.length === 0) continue;
    const table = tableOf(some, impact !== "safe");
    const heading = markdown`${text(titles[impact])} (${some.length})`;
    parts.push(
      impact === "safe"
        ? markdown`<details><summary>${heading}</summary>\n\n${table}\n\n</details>`
        : markdown`### ${heading}\n\n${table}`,
    );
  }
  return join(parts, markdown`\n\n`);
}

const lineBreak = markdown`<br>`;

function tableOf(changes: readonly Change[], withUses: boolean): Markdown {
  const rows = changes.map(({ kind, name, message, advice, usedBy }) => {
    const what = [message, ...(advice === undefined ? [] : [advice])].map(prose);
    const cells = [markdown`${text(singular(kind))} ${code(name)}`, join(what, lineBreak)];
    return tableRow(withUses ? [...cells, join(usedBy.map(useMarkdown), lineBreak)] : cells);
  });
  const head = ["What", "Change", ...(withUses ? ["Used by"] : [])];
  return linesOf([tableRow(head.map(text)), tableRow(head.map(() => markdown`---`)), ...rows]);
}

function useMarkdown({ kind, name, url }: Use): Markdown {
  const use = markdown`${text(singular(kind))} ${code(name)}`;
  return url === undefined ? use : markdown`${use} ${link(text(url), url)}`;
}
