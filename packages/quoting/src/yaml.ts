// YAML, by the library `yaml`, in a form that every reader reads alike: readers of YAML 1.1, such as those of Go and Python, take U+0085,
// U+2028 and U+2029 for line ends, and words such as `yes` and `012` for other types. https://yaml.org/spec/1.1/#id869704
import { Document, isMap, isNode, isScalar, visit } from "yaml";
import { escapeSpecial, oneLine, special, wellFormed } from "./unicode.ts";
import type { Written } from "./written.ts";

export type Yaml = Written<"yaml">;

export interface YamlOptions {
  /** A comment before everything. */
  readonly heading?: string | undefined;
  /** Comments before parts of the content, by path. */
  readonly comments?: readonly (readonly [path: readonly (string | number)[], text: string])[];
  /** Characters of a line after which texts go on in the next; by default they do not. */
  readonly lineWidth?: number;
  /** Whether maps of the first level that have only short texts and numbers are on one line. */
  readonly hasShortMapsInline?: boolean;
}

/** A file of YAML with the content, which is data of JSON. Halves of surrogate pairs become U+FFFD, since YAML has no place for them. */
export function yamlFile(content: unknown, options: YamlOptions = {}): Yaml {
  const { heading, comments = [], lineWidth = 0 } = options;
  const document = new Document(content, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(place, node) {
      if (typeof node.value !== "string") return;
      const text = wellFormed(node.value);
      node.value = text;
      const isUnclear =
        special.test(text.replaceAll("\n", "")) ||
        text === "<<" ||
        (place !== "key" && otherTypes.test(text));
      if (isUnclear) node.type = "QUOTE_DOUBLE";
    },
  });
  for (const [path, text] of comments) {
    const node = document.getIn(path, true);
    if (isNode(node)) node.commentBefore = ` ${oneLine(text)}`;
  }
  if (options.hasShortMapsInline === true) inlineShortMaps(document);
  const text = document.toString({ lineWidth });
  const head = heading === undefined ? "" : `# ${oneLine(heading)}\n`;
  // what is special is in double quotes now, where an escape is the same character; line ends are those of the layout
  return (head + text.split("\n").map(escapeSpecial).join("\n")) as Yaml;
}

/** Longer texts, such as queries, have lines of their own. */
const longest = 60;

function inlineShortMaps({ contents }: Document): void {
  if (!isMap(contents)) return;
  for (const { value: part } of contents.items)
    if (isMap(part)) part.flow = part.items.every(({ value }) => isScalar(value) && isShort(value.value));
}

function isShort(value: unknown): boolean {
  return typeof value !== "string" || (value.length <= longest && !value.includes("\n"));
}

/** Texts that YAML 1.1 reads as a boolean, a number in base 8 or 60, a number with groups of digits, or a time. */
const otherTypes =
  /^(?:y|n|yes|no|on|off|[-+]?0[0-7_]+|[-+]?[\d_]*\d[\d_]*(?:\.[\d_]*)?|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?|\d{4}-\d\d?-\d\d?.*)$/i;
