// The conditions of a source as one text: `region=eu, tier=gold`. What would be read otherwise is in double quotes, as in JSON.
import { escapeSpecial, special } from "quoting/unicode";

import { textOf, type RuleContent } from "../../../lib/rule-words.ts";

/** The conditions of a text; with a problem there are none. */
export interface WhereParsed {
  readonly where: RuleContent;
  /** What is wrong and what to write instead; empty without a mistake. */
  readonly problem: string;
}

/** `region=eu, name="Doe, Jane"`; `undefined` for values that are not a text, a number or a boolean. */
export function whereText(where: RuleContent): string | undefined {
  const conditions = Object.entries(where);
  if (conditions.some(([, value]) => typeof value === "object" || value === undefined)) return undefined;
  return conditions.map(([key, value]) => conditionText(key, textOf(value))).join(", ");
}

/** `region=eu`. */
export const conditionText = (key: string, value: string): string =>
  `${isPlainKey(key) ? key : quoted(key)}=${isPlain(value) ? value : quoted(value)}`;

const quoted = (text: string): string => escapeSpecial(JSON.stringify(text));

const isPlain = (text: string): boolean =>
  text !== "" && text === text.trim() && !/[,"]|^[=~'`]/.test(text) && !special.test(text);

const isPlainKey = (key: string): boolean => isPlain(key) && !/=|[!<>~:]$/.test(key);

/** Reads conditions; values that stay keep the type that they had before. */
export function parseWhere(text: string, before: RuleContent): WhereParsed {
  const where = new Map<string, unknown>();
  for (const part of partsOf(text)) {
    const read = readCondition(part);
    if (typeof read === "string") return { where: {}, problem: read };
    const { key, value } = read;
    if (where.has(key)) return { where: {}, problem: `\`${short(key)}\` has two conditions. Remove one.` };
    where.set(key, Object.hasOwn(before, key) && textOf(before[key]) === value ? before[key] : value);
  }
  return { where: Object.fromEntries(where), problem: "" };
}

/** The parts between commas outside quotes, without empty ones. */
function partsOf(text: string): readonly string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\[^])*"?|[^",])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** A condition, or its problem. */
function readCondition(part: string): { readonly key: string; readonly value: string } | string {
  const [, rawKey, rawValue] = /^("(?:[^"\\]|\\[^])*"\s*|[^"=]*)=([^]*)$/.exec(part) ?? [];
  if (rawKey === undefined || rawValue === undefined || rawKey.trim() === "")
    return `\`${short(part)}\` is not a condition. Write \`key=value\`, with commas between conditions.`;
  if (/[!<>~:]\s*$/.test(rawKey) || /^\s*[=~]/.test(rawValue))
    return `\`${short(part)}\` is not a condition: only \`=\` compares. Write \`key=value\`.`;
  if (rawValue.trim() === "")
    return `\`${short(part)}\` has no value. Write \`key=value\`, or \`key=""\` for an empty value.`;
  const [key, value] = [unquoted(rawKey.trim()), unquoted(rawValue.trim())];
  if (key === undefined || value === undefined)
    return `The quotes of \`${short(part)}\` are not complete. Write \`key="value"\`, with \`\\"\` for a quote in it.`;
  return { key, value };
}

/** `undefined` where quotes are not around the whole. */
function unquoted(raw: string): string | undefined {
  if (!raw.includes('"')) return /^['`]/.test(raw) ? undefined : raw;
  try {
    const text: unknown = JSON.parse(raw);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** A suggestion adds the last condition of the text; none while a value in quotes is typed. */
export function suggestedConditions(typed: string, conditions: readonly string[]): readonly string[] {
  const [before = ""] = /^(?:(?:"(?:[^"\\]|\\[^])*"|[^",])*,)*/.exec(typed) ?? [];
  if (typed.slice(before.length).includes('"')) return [];
  const chosen = new Set(partsOf(before));
  const start = before === "" ? "" : `${before} `;
  return conditions.filter((one) => !chosen.has(one)).map((one) => start + one);
}
