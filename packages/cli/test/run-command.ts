// A command of the CLI in this process, with what its main file adds: the command itself is what tests are about, and a process for each
// call takes most of their time. One test of each command runs the program.
import { visible } from "quoting/terminal";
import { type Command, readArguments } from "../src/command.ts";
import { Failure } from "../src/failure.ts";

/** What a command printed and ended with. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `command` in the folder `cwd`, with `variables` as its environment. */
export async function runCommand(
  command: Command,
  given: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  const report = (text: string): void => void (stderr += `${visible(text)}\n`);
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const { args, values } = readArguments(command, given, variables);
    const status = await command.run(args, values, {
      variables,
      print: (text) => void (stdout += `${visible(text)}\n`),
      printRaw: (text) => void (stdout += `${text}\n`),
      report,
    });
    return { status, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    report(`telltale: ${error.message}\n${error.fix}`);
    return { status: error.exit, stdout, stderr };
  } finally {
    process.chdir(before);
  }
}
