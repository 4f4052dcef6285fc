// Which frames of a stack say why they are not at their source.
import type { StackFrame } from "contract";

/**
 * Returns the frames whose reason is shown. A missing debug id is said once a stack, because it is a fact of the build, and not of files
 * that are sources themselves: programs that are not bundled have no source maps and need none.
 */
export function framesWithReason(frames: readonly StackFrame[]): ReadonlySet<StackFrame> {
  const own = frames.filter(({ application, missing }) => application && missing !== null);
  const first = own.find((frame) => frame.missing === "no-debug-id" && !isSource(frame.file));
  return new Set(own.filter((frame) => frame.missing !== "no-debug-id" || frame === first));
}

function isSource(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file);
}
