// GET /api/logs/{id}/frames: the stack of a log record, or of an error of a span, as frames, with positions and lines of the sources
// where a source map is known.
import type { Attributes, ParamsOf, StackFrames } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type Frame, parseStacks } from "../../source-maps/stack.ts";
import { type ApiContext } from "../context.ts";
import { findSpanException, type SpanException } from "../errors/error-span.ts";
import { readLog } from "../logs/log-row.ts";
import { toCodeOrigin } from "../records/code-origin.ts";
import { findOriginals, type FrameOriginal } from "./frame-originals.ts";
import { type FileMap, findFileMaps } from "./file-maps.ts";

export async function getStackFrames(
  { id }: ParamsOf<"GET /api/logs/:id/frames">,
  context: ApiContext,
): Promise<StackFrames> {
  const { attributes, resource, service } = await readException(id, context);
  const text = textOf(attributes["exception.stacktrace"]);
  const stacks = parseStacks(text);
  const frames = stacks.flatMap((stack) => stack.frames);
  const maps = await findFileMaps(
    {
      entries: entriesOf(attributes),
      files: frames.filter((frame) => frame.application).map(({ file }) => file),
      release: String(resource["service.version"]?.value ?? ""),
      service,
    },
    context,
  );
  const originals = await findOriginals(frames, maps, context);
  return {
    stacks: stacks.map((stack) => ({
      title: stack.title,
      frames: stack.frames.map((frame, index) =>
        toStackFrame(frame, stack.frames[index + 1], originals, maps),
      ),
    })),
    text,
    origin: toCodeOrigin(service, resource),
  };
}

/** The record with this id; errors of spans have ids of the same form. */
async function readException(id: string, context: ApiContext): Promise<SpanException> {
  try {
    return await readLog(id, context);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "LOG_UNKNOWN") throw error;
    const ofSpan = await findSpanException(id, context);
    if (ofSpan === undefined) throw error;
    return ofSpan;
  }
}

function toStackFrame(
  frame: Frame,
  caller: Frame | undefined,
  originals: ReadonlyMap<Frame, FrameOriginal>,
  maps: ReadonlyMap<string, FileMap>,
): StackFrames["stacks"][number]["frames"][number] {
  const found = originals.get(frame);
  if (found?.original == null) {
    const missing = found?.missing ?? (frame.application && !maps.has(frame.file) ? "no-debug-id" : null);
    return { ...frame, original: null, missing };
  }
  // The caller's position is that of the call: its name is what the source calls this function.
  const called = caller === undefined ? undefined : originals.get(caller)?.original?.name;
  const functionName = maps.get(frame.file)?.isSource === true ? frame.functionName : (called ?? "");
  const { source, line, column, ignored, context } = found.original;
  return { ...frame, original: { source, line, column, functionName, ignored, context }, missing: null };
}

/** `<debug id> <file>` of each file, as the library records them. */
function entriesOf(attributes: Attributes): readonly string[] {
  const value = attributes["telltale.error.debug_ids"];
  if (value?.type !== "array") return [];
  return value.value.flatMap((entry) => (entry.type === "string" ? [entry.value] : []));
}

function textOf(value: Attributes[string] | undefined): string {
  return value?.type === "string" ? value.value : "";
}
