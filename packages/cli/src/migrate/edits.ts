// Changes of a source text by positions: what no edit covers stays as it is, byte for byte (docs/adr/088).
import { visitorKeys } from "oxc-parser";
import { child, children, type Node, textAt } from "../code/node.ts";
import { blank, closeSeams, seam } from "./seams.ts";

/** From an offset up to another. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text, or a range of the source that is kept, with the edits inside it. */
export type Replacement = string | Range;

interface Edit extends Range {
  readonly parts: readonly Replacement[];
  /** Whether the statements that begin in the range are meant to go. */
  readonly removes: boolean;
}

/** The edits of one source. */
export interface Edits {
  readonly source: string;
  readonly isEmpty: boolean;
  replace(range: Range, ...parts: readonly Replacement[]): void;
  /** Removes a range that statements begin in. What is around it stays apart: see {@link closeSeams}. */
  remove(range: Range): void;
  /** Removes a statement, and its lines when nothing else is on them. */
  removeStatement(statement: Node): void;
  /** Moves the lines that begin inside the range to the left, except those of `texts`, such as template literals. */
  dedent(range: Range, width: number, texts: readonly Node[]): void;
  /** The changed source; undefined when two edits overlap, so that neither can be trusted. */
  apply(): string | undefined;
  /** Whether a node is not in the changed source. */
  drops(node: Range): boolean;
}

export function createEdits(source: string): Edits {
  const edits: Edit[] = [];
  const dedents = new Map<number, number>();
  const remove: Edits["remove"] = ({ start, end }) =>
    void edits.push({ start, end, parts: [seam], removes: true });
  return {
    source,
    get isEmpty() {
      return edits.length === 0;
    },
    replace: ({ start, end }, ...parts) => void edits.push({ start, end, parts, removes: false }),
    remove,
    removeStatement: (statement) => remove(wholeLines(source, withoutLaterSemicolon(source, statement))),
    dedent({ start, end }, width, texts) {
      for (let at = source.indexOf("\n", start) + 1; at > 0 && at < end; at = source.indexOf("\n", at) + 1)
        if (!texts.some((text) => text.start < at && at <= text.end))
          dedents.set(at, (dedents.get(at) ?? 0) + width);
    },
    apply() {
      const all = [...edits, ...[...dedents].map(([at, width]) => dedentOf(source, at, width))];
      // what begins first comes first, and of those the widest: it contains the others
      const sorted = all.toSorted((a, b) => a.start - b.start || b.end - a.end);
      return overlap(sorted) ? undefined : closeSeams(render(source, sorted));
    },
    drops(node) {
      const kept = edits.flatMap(({ parts }) => parts.filter((part) => typeof part !== "string"));
      return edits.some((edit) => dropsNode(edit, kept, node));
    },
  };
}

const isWithin = (inner: Range, outer: Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** Whether an edit leaves out a node, or removes the statement that it is. `kept`: ranges that an edit keeps, also in another place. */
function dropsNode({ start, end, removes }: Edit, kept: readonly Range[], node: Range): boolean {
  if (removes && start <= node.start && node.start < end) return true;
  const isInside = isWithin(node, { start, end }) && (node.start > start || node.end < end);
  return isInside && !kept.some((one) => isWithin(node, one) && isWithin(one, { start, end }));
}

/** The source with its edits. `sorted` is read once: an edit inside of a kept range comes after the one that keeps it. */
function render(source: string, sorted: readonly Edit[]): string {
  let next = 0;
  const renderRange = ({ start, end }: Range): string => {
    let [text, at] = ["", start];
    // those of a range that is not kept
    while (next < sorted.length && sorted[next]!.start < start) next++;
    for (let edit = sorted[next]; edit !== undefined && edit.start <= end; edit = sorted[next]) {
      if (edit.end > end) break;
      next++;
      if (edit.start < at) continue;
      text += source.slice(at, edit.start);
      const inside = next;
      for (const part of edit.parts) {
        if (typeof part === "string") text += part;
        else {
          // parts may change places, also to before where they were
          next = part.start < edit.start ? 0 : inside;
          text += renderRange(part);
        }
      }
      next = inside;
      at = edit.end;
      while (next < sorted.length && sorted[next]!.start < at) next++;
    }
    return text + source.slice(at, end);
  };
  return renderRange({ start: 0, end: source.length });
}

/** Whether an edit begins inside of another and ends after it, or two have the same range. */
function overlap(sorted: readonly Edit[]): boolean {
  const around: Edit[] = [];
  for (const edit of sorted) {
    while (around.length > 0 && around.at(-1)!.end <= edit.start) around.pop();
    const outer = around.at(-1);
    if (outer !== undefined && edit.start < outer.end) {
      if (edit.end > outer.end) return true;
      if (edit.start === outer.start && edit.end === outer.end) return true;
    }
    if (edit.end > edit.start) around.push(edit);
  }
  return false;
}

function dedentOf(source: string, at: number, width: number): Edit {
  let end = at;
  while (end < at + width && /[ \t]/.test(source[end] ?? "")) end++;
  return { start: at, end, parts: [], removes: false };
}

/** A statement without a `;` that is the first character of a later line: it begins the next statement there (`;[1].map(…)`). */
function withoutLaterSemicolon(source: string, statement: Node): Range {
  const { start, end } = statement;
  if (!/\n[ \t]*;$/.test(source.slice(start, end))) return { start, end };
  const inner = Math.max(
    ...(visitorKeys[statement.type] ?? []).flatMap((key) =>
      [...children(statement, key), child(statement, key)].map((one) => one?.end ?? start),
    ),
  );
  return blank.exec(source.slice(inner, end - 1))![0].length === end - 1 - inner
    ? { start, end: inner }
    : { start, end };
}

/** The range with its lines, when nothing else is on them, and with the blank line after it when one is before it, too. */
function wholeLines(source: string, { start, end }: Range): Range {
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = endOfLine(source, end);
  const after = source.slice(end, lineEnd);
  if (source.slice(lineStart, start).trim() !== "" || after.trim() !== "")
    return { start, end: end + /^[ \t]*/.exec(after)![0].length };
  const next = endOfLine(source, lineEnd);
  const isBlankBefore = /(?:^|\n)[ \t]*\r?\n$/.test(source.slice(0, lineStart));
  const isBlankAfter = lineEnd < source.length && source.slice(lineEnd, next).trim() === "";
  return { start: lineStart, end: isBlankBefore && isBlankAfter ? next : lineEnd };
}

/** The offset after the line end. */
function endOfLine(source: string, offset: number): number {
  const at = source.indexOf("\n", offset);
  return at === -1 ? source.length : at + 1;
}

/** The blanks that the line at `offset` begins with. */
export function indentAt(source: string, offset: number): string {
  const lineStart = source.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(source.slice(lineStart, offset))![0];
}

/** The line ending of a source: of its first line. */
export function lineEndOf(source: string): "\n" | "\r\n" {
  const at = source.indexOf("\n");
  return at > 0 && source[at - 1] === "\r" ? "\r\n" : "\n";
}

/** The texts over several lines that lie in `nodes`: their lines belong to a value. */
export function multiLineTexts(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ type }) => type === "TemplateElement" || type === "JSXText");
}

/** Whether a comment is in the range; a text that looks like one counts. */
export function hasComment(source: string, start: number, end: number): boolean {
  return /\/\/|\/\*/.test(source.slice(start, end));
}

/** The name of an identifier. */
export const nameOf = (node: Node | undefined): string | undefined =>
  node?.type === "Identifier" ? textAt(node, "name") : undefined;
