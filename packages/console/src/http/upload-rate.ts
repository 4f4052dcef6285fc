// The minimum rate at which a file must arrive. A sender of a byte now and then would keep one of the few import slots for days.
import { ProblemError } from "../problem/problem.ts";

/** Averaged over the time in which the console waits for bytes: time in which the console does not read is not counted. */
const minBytesPerSecond = 1000;
const overMs = 60_000;

export interface UploadRate {
  /** The console waits for bytes from now on. */
  wait(): void;
  /** @throws {ProblemError} when the bytes of the last minute of waiting were too few. */
  arrived(bytes: number): void;
}

export function createUploadRate(nowMs: () => number): UploadRate {
  let sinceMs = nowMs();
  let waitedMs = 0;
  let arrivedBytes = 0;
  return {
    wait() {
      sinceMs = nowMs();
    },
    arrived(bytes) {
      waitedMs += nowMs() - sinceMs;
      arrivedBytes += bytes;
      if (waitedMs < overMs) return;
      if (arrivedBytes * 1000 < minBytesPerSecond * waitedMs) throw tooSlow(arrivedBytes, waitedMs);
      waitedMs = 0;
      arrivedBytes = 0;
    },
  };
}

function tooSlow(bytes: number, waitedMs: number): ProblemError {
  return new ProblemError(
    "UPLOAD_TOO_SLOW",
    `The file arrives too slowly: ${bytes} bytes in ${Math.round(waitedMs / 1000)} s, expected ${minBytesPerSecond} a second.`,
    "Import it over a faster connection, or with `telltale-console import FILE`, which sends small requests.",
  );
}
