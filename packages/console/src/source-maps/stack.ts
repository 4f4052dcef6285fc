// The text of a stack as frames: V8 (Node.js, Chrome), Firefox and Safari. Reads from the end of each line, so that it takes linear time.

/** One call of a stack. */
export interface Frame {
  /** Empty for anonymous code. */
  readonly functionName: string;
  /** Path or URL without query and `async`; empty when the line names none. */
  readonly file: string;
  /** From 1, as `column`; 0 when unknown. */
  readonly line: number;
  readonly column: number;
  /** Whether it belongs to the application, not to the runtime or an installed package. */
  readonly application: boolean;
}

/** An error, or the cause of one. */
export interface Stack {
  /** The lines before the frames: type and message. */
  readonly title: string;
  readonly frames: readonly Frame[];
}

const maxTextLength = 256 * 1024;
const maxLineLength = 4096;
const maxFrames = 200;
const maxStacks = 20;
const maxTitleLength = 2000;
const causedBy = "Caused by: ";

/** Reads `text`, the error first and then its causes; at most 200 frames. Never throws. */
export function parseStacks(text: string): readonly Stack[] {
  const stacks: { title: string; frames: Frame[] }[] = [{ title: "", frames: [] }];
  let count = 0;
  for (const line of text.slice(0, maxTextLength).split("\n")) {
    let current = stacks.at(-1)!;
    const frame = parseLine(line.slice(0, maxLineLength).trim());
    if (frame !== undefined) {
      if (count < maxFrames) current.frames.push(frame);
      count++;
      continue;
    }
    const isCause = line.startsWith(causedBy);
    if (isCause && stacks.length < maxStacks) stacks.push((current = { title: "", frames: [] }));
    if (current.frames.length > 0 || current.title.length > maxTitleLength) continue;
    const title = isCause ? line.slice(causedBy.length) : line;
    current.title = (current.title === "" ? title : `${current.title}\n${title}`).slice(0, maxTitleLength);
  }
  return stacks.map((stack) => ({ ...stack, title: stack.title.trim() }));
}

function parseLine(line: string): Frame | undefined {
  return line.startsWith("at ") ? parseV8(line.slice("at ".length)) : parseAt(line);
}

/** `fn (file:line:column)` or `file:line:column`. */
function parseV8(call: string): Frame | undefined {
  const text = withoutPrefix(call, "async ");
  const open = text.endsWith(")") ? text.indexOf(" (") : -1;
  if (open !== -1) return toFrame(text.slice(0, open), text.slice(open + 2, -1));
  const frame = toFrame("", text);
  return frame.line > 0 || /^(?:node:|<anonymous>|native|index )/.test(text) ? frame : undefined;
}

/** `fn@file:line:column`, as Firefox and Safari write it. */
function parseAt(line: string): Frame | undefined {
  const at = line.lastIndexOf("@");
  // an `@` in the path: `node_modules/@scope/…`
  const first = line.indexOf("@");
  if (at === -1) return undefined;
  const frame = toFrame(withoutPrefix(line.slice(0, first), "async*"), line.slice(first + 1));
  return frame.line > 0 && /^(?:[a-z-]+:\/\/|\/|[A-Za-z]:[\\/])/.test(frame.file) ? frame : undefined;
}

function toFrame(functionName: string, place: string): Frame {
  const [beforeColumn, last] = splitNumber(place);
  const [beforeLine, middle] = splitNumber(beforeColumn);
  const [path, line, column] = middle > 0 ? [beforeLine, middle, last] : [beforeColumn, last, 0];
  const file = toFile(path);
  return { functionName, file, line, column, application: line > 0 && isApplication(file) };
}

/** `text` before a colon and the digits at its end; 0 when there are none. */
function splitNumber(text: string): readonly [before: string, number: number] {
  let from = text.length;
  while (from > 0 && text.length - from < 10 && isDigit(text.charCodeAt(from - 1))) from--;
  if (from === text.length || text[from - 1] !== ":") return [text, 0];
  return [text.slice(0, from - 1), Number(text.slice(from))];
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** Without `file://` and the query; with forward slashes. */
function toFile(place: string): string {
  const path = place.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, "").replaceAll("\\", "/");
  const [file = ""] = path.split(/[?#]/, 1);
  if (!file.includes("%")) return file;
  try {
    return decodeURI(file);
  } catch {
    return file;
  }
}

function isApplication(file: string): boolean {
  if (file === "" || file.startsWith("<") || file === "native") return false;
  if (/^(?:node:|internal\/|[a-z]+-extension:|eval at )/.test(file)) return false;
  return !file.includes("/node_modules/");
}
