// Changes as text for a terminal and as Markdown for a pull request.
import type { Kind } from "../catalog.ts";
import { printable } from "../printable.ts";
import { type Change, type Impact, impacts, type Use } from "./change.ts";

const singular = (kind: Kind | "catalog" | "view"): string =>
  kind === "entities" ? "entity" : kind === "catalog" || kind === "view" ? kind : kind.slice(0, -1);

/** `funnel`, as people call an ordered journey, is left to the names. */
const useText = ({ kind, name, url }: Use, code: (text: string) => string): string =>
  `${singular(kind)} ${code(name)}${url === undefined ? "" : ` ${url}`}`;

export function printChangesText(changes: readonly Change[], versionNote: string | undefined): string {
  if (changes.length === 0) return "No changes.";
  const lines: string[] = [];
  for (const { impact, kind, name, message, advice, usedBy, location } of changes) {
    const place = location === undefined ? "" : `${location.file}:${location.line}:${location.column}  `;
    lines.push(printable(`${place}${impact}  ${singular(kind)} ${name}: ${message}`));
    if (advice !== undefined) lines.push(`    ${printable(advice)}`);
    for (const use of usedBy) lines.push(`    used by ${printable(useText(use, (text) => text))}`);
  }
  if (versionNote !== undefined) lines.push(printable(versionNote));
  return [...lines, countChanges(changes)].join("\n");
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
): string {
  const title = `## Catalog ${plain(versions.name)}: ${plain(versions.before)} → ${plain(versions.after)}`;
  if (changes.length === 0) return `${title}\n\nNo changes.`;
  const parts = [title, countChanges(changes)];
  if (versionNote !== undefined) parts.push(`> **Version:** ${plain(versionNote)}`);
  for (const impact of impacts) {
    const some = changes.filter((one) => one.impact === impact);
    if (some.length === 0) continue;
    const table = tableOf(some, impact !== "safe");
    parts.push(
      impact === "safe"
        ? `<details><summary>${titles[impact]} (${some.length})</summary>\n\n${table}\n\n</details>`
        : `### ${titles[impact]} (${some.length})\n\n${table}`,
    );
  }
  return parts.join("\n\n");
}

function tableOf(changes: readonly Change[], withUses: boolean): string {
  const rows = changes.map(({ kind, name, message, advice, usedBy }) => {
    const what = plain(message) + (advice === undefined ? "" : `<br>${plain(advice)}`);
    const uses = usedBy.map((use) => useText(use, markdownCode)).join("<br>");
    return `| ${singular(kind)} ${markdownCode(name)} | ${what} |${withUses ? ` ${uses} |` : ""}`;
  });
  return [
    `| What | Change |${withUses ? " Used by |" : ""}`,
    `| --- | --- |${withUses ? " --- |" : ""}`,
    ...rows,
  ].join("\n");
}

/** Text in a cell: names of code stay code, everything else cannot be markup. */
function plain(text: string): string {
  return text
    .split("`")
    .map((part, index, all) =>
      index % 2 === 1 && index < all.length - 1
        ? markdownCode(part)
        : part
            .replaceAll(/[\\*_[\]#~]/g, String.raw`\$&`)
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            .replaceAll("|", "\\|"),
    )
    .join("")
    .replaceAll(/\s+/g, " ");
}

function markdownCode(text: string): string {
  const clean = text.replaceAll(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|");
  return `\`${clean}\``;
}
