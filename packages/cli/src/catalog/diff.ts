// Compares two versions of a catalog and prints the changes.
import type { Finding } from "catalog";
import type { SavedView, ViewsResult } from "contract";
import {
  type Change,
  diffCatalogs,
  type Impact,
  impacts,
  printChangesMarkdown,
  printChangesText,
  type Use,
  versionMistake,
} from "catalog/diff";
import { jsonText } from "quoting/json";
import type { Surroundings, Values } from "../command.ts";
import { type Console, readConsole } from "../console.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { emit, textOf } from "./options.ts";
import { printFindings } from "./print-findings.ts";
import { readVersion } from "./read-version.ts";

const formats = ["text", "json", "github", "markdown"] as const;
/** As annotations. */
const levels = { breaking: "violation", risky: "improvement", safe: "information" } as const;

export async function runDiff(
  oldName: string,
  newName: string,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const format = readFormat(textOf(values, "format") ?? "text");
  const failing = readFailOn(textOf(values, "fail-on") ?? "breaking");
  const console = readConsole(values, surroundings);
  const exportName = textOf(values, "export");
  const old = await readVersion(oldName, exportName);
  const now = await readVersion(newName, exportName);
  const [before, after] = [old.catalog, now.catalog];
  const found = diffCatalogs(before, after).map((change): Change => {
    const location = (change.change === "removed" ? old : now).locations?.find(change.path);
    return location === undefined ? change : { ...change, location };
  });
  const note = versionMistake(before, after, found);
  const changes = console === undefined ? found : await addViews(found, console);
  const versions = { name: after.name, before: before.version, after: after.version };
  const text = {
    text: () => printChangesText(changes, note),
    markdown: () => printChangesMarkdown(changes, versions, note),
    github: () => printFindings(changes.map(toFinding), "github"),
    json: () => jsonText({ ...versions, ...(note === undefined ? {} : { versionNote: note }), changes }),
  }[format]();
  emit(text, values, surroundings);
  return changes.some(({ impact }) => failing.has(impact)) ? exitCode.failed : exitCode.ok;
}

function toFinding({ impact, kind, name, message, advice, location }: Change): Finding {
  return {
    id: `catalog-diff-${impact}`,
    level: levels[impact],
    message: `${kind} ${name}: ${message}`,
    ...(advice === undefined ? {} : { fix: advice }),
    ...(location === undefined ? {} : { location }),
  };
}

function readFormat(value: string): (typeof formats)[number] {
  const format = formats.find((one) => one === value);
  if (format !== undefined) return format;
  throw wrongUsage(`There is no format \`${value}\`.`, `Pass one of ${formats.join(", ")} to \`--format\`.`);
}

function readFailOn(value: string): ReadonlySet<Impact> {
  if (value === "never") return new Set();
  if (value === "breaking" || value === "risky") return new Set(impacts.slice(0, impacts.indexOf(value) + 1));
  throw wrongUsage(`There is no impact \`${value}\`.`, "Pass breaking, risky or never to `--fail-on`.");
}

/** Adds the saved views and queries of the console in whose addresses the name is. */
async function addViews(changes: readonly Change[], console: Console): Promise<readonly Change[]> {
  const { views } = await console.getJson<ViewsResult>("/api/views");
  const addresses = views.map((view) => ({ view, text: decode(view.path + view.search) }));
  return changes.map((change) => {
    if (change.impact === "safe" || change.kind === "catalog") return change;
    const uses = addresses
      .filter(({ text }) => hasName(text, change.name))
      .map(({ view }) => useOf(view, console));
    return uses.length === 0 ? change : { ...change, usedBy: [...change.usedBy, ...uses] };
  });
}

const useOf = ({ name, path, search }: SavedView, { url }: Console): Use => ({
  kind: "view",
  name,
  url: new URL(`${path}${search}`, url).href,
});

function decode(address: string): string {
  const spaced = address.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

const isPart = (character: string | undefined): boolean => character !== undefined && /[\w.]/.test(character);

/** Whether the name is in the text as a whole: `order.id` is not in `order.ids` or `my.order.id`. */
function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true;
  return false;
}
