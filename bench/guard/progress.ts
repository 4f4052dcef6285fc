// The line that changes while the guard runs: which workload, which pair, how long it still takes.

/** What it counts. */
export interface Progress {
  /** A run of a workload is over. */
  step(workload: string, done: number, of: number): void;
  /** Prints a line that stays. */
  say(line: string): void;
  stop(): void;
}

/** Writes to `out`; where that is a file or a pipe, a line every tenth of a workload instead. */
export function createProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  let begun = performance.now();
  let current = "";
  let isOpen = false;
  const clear = (): void => {
    if (isOpen) out.write("\r\u001b[K");
    isOpen = false;
  };
  return {
    step(workload, done, of) {
      if (workload !== current) {
        current = workload;
        begun = Math.min(begun, performance.now());
      }
      const leftMs = ((performance.now() - begun) / done) * (of - done);
      const line = `${workload}: pair ${done} of ${of}, ${timeOf(leftMs)} left`;
      if (out.isTTY) {
        out.write(`\r\u001b[K${line}`);
        isOpen = true;
      } else if (done % Math.max(1, Math.ceil(of / 10)) === 0) out.write(`${line}\n`);
      if (done === of) begun = performance.now();
    },
    say(line) {
      clear();
      console.log(line);
      begun = performance.now();
    },
    stop: clear,
  };
}

function timeOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
