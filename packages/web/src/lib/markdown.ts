// A finding as Markdown: its title, its figures and its address, to paste into an issue or a chat.

export interface MarkdownFinding {
  /** In words of the console; names of others are escaped. */
  readonly title: string;
  /** A statement, in a block of code. */
  readonly code?: string;
  /** Figures with their names. Empty values are left out. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** A link of its own, such as to an example. */
  readonly links?: readonly (readonly [name: string, url: string])[];
  /** A sentence below the figures, such as advice: Markdown of the console. */
  readonly advice?: string;
}

/** @param url the address of the finding's page. */
export function toMarkdown({ title, code, facts, links = [], advice }: MarkdownFinding, url: string): string {
  return [
    `### ${escapeMarkdown(title)}`,
    "",
    ...(code === undefined ? [] : ["```", code.replaceAll("```", "'''"), "```", ""]),
    ...facts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`),
    ...links.map(([name, address]) => `- [${escapeMarkdown(name)}](${escapeAddress(address)})`),
    ...(advice === undefined ? [] : [`- ${advice}`]),
    "",
    `[Open in Telltale](${escapeAddress(url)})`,
    "",
  ].join("\n");
}

/** A text of others as plain text in Markdown, in one line. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_~#&|<>[\]()!]/g, "\\$&");
}

/** An address that ends where it ends, whatever is in its search. */
function escapeAddress(url: string): string {
  return url.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll(/\s/g, "%20");
}
