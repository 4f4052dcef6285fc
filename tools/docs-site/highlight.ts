// Colours code at build time: classes only, since the content security policy allows no inline styles.
import { createRequire } from "node:module";

import { text as escapeHtml } from "quoting/html";

/** The part of highlight.js that is used. Its own declarations would bring the types of browsers into all tools. */
interface Highlighter {
  registerLanguage(name: string, language: unknown): void;
  getLanguage(name: string): unknown;
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { readonly value: string };
}

const require = createRequire(import.meta.url);
const highlighter = require("highlight.js/lib/core") as Highlighter;

// Each also registers its aliases: `ts`, `js`, `sh`, `yml`.
for (const name of ["bash", "ini", "javascript", "json", "sql", "typescript", "yaml"])
  highlighter.registerLanguage(name, require(`highlight.js/lib/languages/${name}`));

/** The HTML of a block of code. A language that is not registered is left without colours. */
export function highlight(code: string, language: string): string {
  if (highlighter.getLanguage(language) === undefined) return escapeHtml(code);
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
