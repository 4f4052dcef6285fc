// Stack traces as frames, for fingerprints: V8 (Node.js, Chromium), Firefox and Safari, Java, .NET and Python, as exceptions carry them.
// Pure, and linear in the text.

/** Whose code a frame is: the application's own, an installed package's, or that of the runtime (Node.js, the browser, the JDK). */
type FrameOwner = "application" | "package" | "runtime";

/** One call of a stack. */
export interface StackFrame {
  /** Empty for an anonymous function. */
  readonly functionName: string;
  /** A path or URL with forward slashes, without `file://`, query and fragment; empty when the stack names none. */
  readonly file: string;
  readonly owner: FrameOwner;
}

/** The frames of an error, or of one of its causes, innermost call first. */
export interface StackPart {
  /** The lines before the frames: type and message. */
  readonly title: string;
  readonly frames: readonly StackFrame[];
}

const maxLength = 64 * 1024;
const maxLines = 1000;
const maxLineLength = 2048;
const maxFrames = 100;

/** The error and its causes, outermost first: at most 100 frames of the first 65,536 characters and 1,000 lines. Never throws. */
export function parseStack(stack: string): readonly StackPart[] {
  const parts: { title: string[]; frames: StackFrame[] }[] = [];
  let left = maxFrames;
  let isPython = false;
  for (const line of stack.slice(0, maxLength).split("\n", maxLines)) {
    const text = line.slice(0, maxLineLength).trim();
    if (text === "" || left === 0) continue;
    const last = parts.at(-1);
    const frame = parseFrame(text);
    if (frame !== undefined && last !== undefined) {
      last.frames.push(frame);
      left--;
    } else if (frame !== undefined) {
      parts.push({ title: [], frames: [frame] });
      left--;
    } else if (last === undefined || text.startsWith("Caused by: ")) {
      isPython ||= text.startsWith("Traceback (most recent call last)");
      parts.push({ title: [text], frames: [] });
    } else if (last.frames.length === 0) last.title.push(text);
  }
  return parts.map(({ title, frames }) => ({
    title: title.join("\n"),
    frames: isPython ? frames.toReversed() : frames,
  }));
}

function parseFrame(text: string): StackFrame | undefined {
  if (text.startsWith("at ")) return fromV8(text) ?? fromDotNet(text) ?? fromJava(text);
  if (text.startsWith('File "')) return fromPython(text);
  return fromGecko(text);
}

/** `at async charge (/srv/pay.js:10:5)`, `at /srv/pay.js:10:5`, `at Array.map (<anonymous>)`. */
function fromV8(text: string): StackFrame | undefined {
  const call = withoutStart(text.slice(3), "async ");
  const open = call.endsWith(")") ? call.lastIndexOf(" (") : -1;
  if (open === -1) {
    const file = fileOf(call);
    return file === undefined ? undefined : toFrame("", file);
  }
  const place = call.slice(open + 2, -1);
  return toFrame(
    toFunctionName(call.slice(0, open)),
    fileOf(place) ?? (place.startsWith("index ") ? "" : toPath(place)),
  );
}

/** `at Shop.Payments.Charge(Order order) in /src/Payments.cs:line 12`. */
function fromDotNet(text: string): StackFrame | undefined {
  const open = text.indexOf("(");
  const inFile = text.indexOf(") in ", open);
  if (open === -1 || inFile === -1) return undefined;
  const place = text.slice(inFile + ") in ".length);
  const end = place.lastIndexOf(":line ");
  const name = text.slice(3, open);
  const frame = toFrame(name, toPath(end === -1 ? place : place.slice(0, end)));
  return /^(?:System|Microsoft)\./.test(name) ? { ...frame, owner: "runtime" } : frame;
}

/** `at com.shop.Payments.charge(Payments.java:12)`. */
function fromJava(text: string): StackFrame | undefined {
  const open = text.lastIndexOf("(");
  if (open === -1 || !text.endsWith(")")) return undefined;
  const name = text.slice(3, open);
  const frame = toFrame(name, text.slice(open + 1, -1).split(":", 1)[0] as string);
  return /^(?:java|javax|jdk|sun|kotlin|scala)\./.test(name) ? { ...frame, owner: "runtime" } : frame;
}

/** `File "/srv/pay.py", line 10, in charge`. */
function fromPython(text: string): StackFrame | undefined {
  const end = text.indexOf('", line ');
  if (end === -1) return undefined;
  const name = text.slice(end).split(", in ", 2)[1] ?? "";
  return toFrame(name === "<module>" ? "" : name, toPath(text.slice(6, end)));
}

/** `charge@https://shop.example/app.js:1:2`, `async*charge@…`, `charge/<@…`, `map@[native code]`. */
function fromGecko(text: string): StackFrame | undefined {
  const at = text.lastIndexOf("@");
  if (at === -1) return undefined;
  const place = text.slice(at + 1);
  const file = place === "[native code]" ? place : fileOf(place);
  if (file === undefined) return undefined;
  const name = text.slice(text.lastIndexOf("*", at) + 1, at);
  return toFrame(name === "global code" || name === "module code" ? "" : withoutInner(name), file);
}

/** The file of `file:line:column`. */
function fileOf(place: string): string | undefined {
  const column = place.lastIndexOf(":");
  const line = column <= 0 ? -1 : place.lastIndexOf(":", column - 1);
  if (line <= 0 || !isNumber(place.slice(line + 1, column)) || !isNumber(place.slice(column + 1)))
    return undefined;
  return toPath(place.slice(0, line));
}

function isNumber(text: string): boolean {
  return /^\d{1,9}$/.test(text);
}

function toFrame(functionName: string, file: string): StackFrame {
  return { functionName, file, owner: ownerOf(file) };
}

/** `Object.` comes and goes between versions of V8; an alias says how a function was called, not which one it is. */
function toFunctionName(call: string): string {
  const alias = call.endsWith("]") ? call.indexOf(" [as ") : -1;
  const name = withoutStart(alias === -1 ? call : call.slice(0, alias), "new ");
  const own = name.replace(/^(?:Object|Function|Module)\.(?=.)/, "");
  return own === "<anonymous>" || own === "anonymous" || own === "eval" ? "" : own;
}

/** Firefox writes an anonymous function inside `charge` as `charge/<`. */
function withoutInner(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === "<" || name[end - 1] === "/")) end--;
  return name.slice(0, end);
}

function toPath(place: string): string {
  const path = place
    .replace(/^async /, "")
    .replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, "")
    .replaceAll("\\", "/");
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

const runtimeStarts = ["<", "node:", "internal/", "[native code]", "native", "eval at "];
const packageParts = ["/node_modules/", "/site-packages/", "/dist-packages/", "-extension://"];

function ownerOf(file: string): FrameOwner {
  if (file === "" || runtimeStarts.some((start) => file.startsWith(start)) || /\/lib\/python\d/.test(file))
    return packageParts.some((part) => file.includes(part)) ? "package" : "runtime";
  return packageParts.some((part) => file.includes(part)) ? "package" : "application";
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}
