// Text that comes from telemetry, made harmless: control characters removed, links and mentions broken visibly, length limited.
import { visibleLine } from "quoting/unicode";

/** Shortens to `most` code points, with an ellipsis as the last one. Never cuts a character in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // twice as many code units hold more code points than wanted
  const points = Array.from(text.slice(0, 2 * most + 2));
  return points.length <= most ? text : `${points.slice(0, Math.max(0, most - 1)).join("")}…`;
}

/** Several lines: as {@link visibleLine}, but line ends stay. */
export function lines(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map(visibleLine)
    .join("\n");
}

/**
 * Text of which no client makes a link or a mention, as reports about attacks write it: brackets, which everyone sees, are around `@`, the
 * colon of a scheme and each dot before a letter: `https[:]//evil[.]example`. Nothing is invisible, and a copy is what was read.
 */
export function withoutLinks(text: string): string {
  return visibleLine(text)
    .replaceAll(
      /[@\uFF20]|:(?=\/\/)|[.\u3002\uFF0E\uFF61](?=\p{L})|(?<=mailto|tel|data|javascript):/giu,
      "[$&]",
    )
    .replaceAll(/\{(?=\{)/g, "{ ");
}

/** A name of an attribute, which the author of a rule has chosen: it stays as it is, unless it is anything else than such a name. */
export function attributeName(text: string): string {
  return /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+){0,8}$/.test(text) ? text : withoutLinks(text);
}

/** Text for places that may read HTML but show entities as they are: brackets become similar characters. */
export function withoutBrackets(text: string): string {
  return text.replaceAll("<", "‹").replaceAll(">", "›");
}

/** An http or https URL in its normal form, which has no spaces, quotes and angle brackets; undefined for anything else. */
export function safeUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2000 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return undefined;
  return url.href.replaceAll(/[|<>"'`\\]/g, (character) => encodeURIComponent(character).replace("'", "%27"));
}
