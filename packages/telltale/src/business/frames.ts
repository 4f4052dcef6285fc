// Stack text of V8 as frames, and which of them are the application's own.

/** One line of a stack: a function in a file. `application` is false for Node itself and for installed packages. */
export interface Frame {
  readonly functionName: string;
  /** With forward slashes, without `file://` and query. Empty when V8 names none. */
  readonly file: string;
  readonly line: number;
  readonly application: boolean;
}

const maxFrames = 50;
const maxStackLength = 64 * 1024;

/**
 * Reads the frames of `stack`, topmost first, at most 50. `message` is the error's own: lines in it that look like
 * frames are not taken for some. Unknown lines are left out; never throws.
 */
export function parseFrames(stack: string, message: string): Frame[] {
  const at = message === "" ? -1 : stack.indexOf(message);
  const from = at === -1 ? 0 : at + message.length;
  const frames: Frame[] = [];
  for (const line of stack.slice(from, from + maxStackLength).split("\n")) {
    const frame = parseLine(line);
    if (frame !== undefined) frames.push(frame);
    if (frames.length === maxFrames) break;
  }
  return frames;
}

function parseLine(line: string): Frame | undefined {
  const text = line.trim();
  if (!text.startsWith("at ")) return undefined;
  const call = text.slice(3).replace(/^async /, "");
  const open = call.endsWith(")") ? call.lastIndexOf(" (") : -1;
  const place = open === -1 ? call : call.slice(open + 2, -1);
  const position = /^(.*):(\d+):\d+$/.exec(place);
  const file = toPath(position?.[1] ?? place);
  return {
    functionName: toFunctionName(open === -1 ? "" : call.slice(0, open)),
    file,
    line: Number(position?.[2] ?? 0),
    application: position !== null && isApplication(file),
  };
}

// `Object.` and `Function.` come and go between versions of V8; an alias says how it was called, not what it is.
function toFunctionName(text: string): string {
  return withoutAlias(text)
    .replace(/^new /, "")
    .replace(/^(?:Object|Function|Module)\.(?=.)/, "");
}

function withoutAlias(text: string): string {
  if (!text.endsWith("]")) return text;
  const at = text.indexOf(" [as ", text.lastIndexOf("]", text.length - 2) + 1);
  return at === -1 ? text : text.slice(0, at);
}

/** The path of a place in a stack, with forward slashes, without `file://` and query. */
export function toPath(place: string): string {
  const path = place.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, "").replaceAll("\\", "/");
  return decoded(path.split(/[?#]/, 1)[0] as string);
}

function decoded(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Whether `file` is the application's own: not Node's, not an installed package's. */
export function isApplication(file: string): boolean {
  if (file === "" || file.startsWith("<") || file.startsWith("node:") || file.startsWith("internal/"))
    return false;
  return !file.includes("/node_modules/") && !file.startsWith("eval at ");
}
