// V8 lets the space of new objects grow to two times 64 MB where the machine has memory, and most of it is garbage at any time. A quarter
// does: what a request makes is gone when it is answered. The size is decided when V8 starts, so that the program starts itself again,
// in the same process (exec), within 30 ms. Where Node cannot do that (before 22.15, Windows) it stays as it is.

/** `--max-semi-space-size`, MB. */
const semiSpaceMb = 16;
/** An operator who sets one of them decides. */
const chosen =
  /--(max[-_]semi[-_]space[-_]size|min[-_]semi[-_]space[-_]size|semi[-_]space|single[-_]threaded)/;

/** Returns when the limit is set already, an option of Node.js sets another, or it cannot be set. */
export function limitYoungGeneration(): void {
  const options = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  // a channel to the parent does not survive it, nor does a debugger
  if (chosen.test(options) || options.includes("--inspect") || process.connected === true) return;
  const { execve } = process as { execve?: (file: string, args: string[], env: NodeJS.ProcessEnv) => never };
  if (execve === undefined || process.platform === "win32") return;
  const [, program, ...args] = process.argv;
  const node = [process.execPath, `--max-semi-space-size=${semiSpaceMb}`, ...process.execArgv];
  execve(process.execPath, [...node, program!, ...args], process.env);
}
