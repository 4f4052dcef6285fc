// Text of others in a terminal: names come from catalogs, code and telemetry, and must not steer the terminal that shows them.
import { escapeOf, oneLine } from "./unicode.ts";
import type { Written } from "./written.ts";

export type TerminalText = Written<"terminal">;

/** One line: control characters and line ends become a space. */
export const printable: (text: string) => string = oneLine;

/** Control characters but tab and line feed, and those that reverse the direction of text. */
// oxlint-disable-next-line no-control-regex -- they are what is replaced
const steering = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * Several lines: every character that a terminal would obey becomes its escape, such as `\u001b`, which strings of JSON and TypeScript read as
 * the same character. The carriage return before a line feed stays.
 */
export function visible(text: string): TerminalText {
  return text.replaceAll(steering, (character, at: number) =>
    character === "\r" && text[at + 1] === "\n" ? character : escapeOf(character),
  ) as TerminalText;
}
