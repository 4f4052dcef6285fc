// A call while telemetry was never started records nothing: said once in the process, with the line that made the call. Asked only where no
// engine runs, and over with the first `start()`, so that calls of a running library know nothing of it.
import { readGlobal } from "../api/global.ts";
import { print, speaksForProcess } from "./notice.ts";
import { isSource, ownUrl } from "../runtime/outside.ts";
import { shared } from "../runtime/shared.ts";

// where the library is installed; that of the application, in a bundle
const ownFolder = ownUrl === undefined ? "/?" : new URL(isSource ? "../../" : ".", ownUrl).pathname;
const note = shared("not started", () => ({ over: false }));

/** Ends the note: telemetry is started, or was told to record nothing. */
export function noteStart(): void {
  note.over = true;
}

/**
 * Says that `call` was made before `start()`, unless it was said, telemetry is switched off, or diagnostics are. `below` is the function that
 * the application has called. Never throws.
 */
export function noteNotStarted(call: string, below: Function): void {
  if (note.over) return;
  note.over = true;
  try {
    if (isOff() || !speaksForProcess()) return;
    const place = placeOf(below);
    print(
      `${call} was called, but telemetry was not started${place === undefined ? "" : ` (${place})`}: nothing is recorded` +
        `${hasOtherSdk() ? "; the OpenTelemetry SDK that is registered does not get Telltale's calls" : ""}. ` +
        "Call start() first, or run node with --import telltale/register.",
    );
  } catch {
    // an environment that cannot be read
  }
}

/** Whether variables switch telemetry, `telltale/register` or all diagnostics off: without a start no setting has been read. */
function isOff(): boolean {
  const { OTEL_SDK_DISABLED, TELLTALE_REGISTER, OTEL_LOG_LEVEL } = process.env;
  return (
    is(OTEL_SDK_DISABLED, "true") ||
    is(TELLTALE_REGISTER, "off") ||
    is(TELLTALE_REGISTER, "false") ||
    is(OTEL_LOG_LEVEL, "none")
  );
}

function is(value: string | undefined, word: string): boolean {
  return value?.trim().toLowerCase() === word;
}

function hasOtherSdk(): boolean {
  // not the meters: the library serves those that are made before its start
  return readGlobal()?.trace !== undefined;
}

/** File, line and column of the code that has called `below`. */
function placeOf(below: Function): string | undefined {
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, below);
  const places: string[] = [];
  for (const frame of (here.stack ?? "").split("\n").slice(1)) {
    const place = /(?:\(|at )(?:async )?(?:file:\/\/)?([^()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (place !== undefined && !place.startsWith("node:")) places.push(place);
  }
  // in a bundle, and in a test of the library, all is in its folder
  return places.find((place) => !place.startsWith(ownFolder)) ?? places[0];
}
