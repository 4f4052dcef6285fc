// Makes a command of commander out of its declaration.
import type { Command } from "commander";
import { type CommandDeclaration, commandGroups } from "../config/commands.ts";
import { addOptions, flagsOf, readOptions } from "../config/option.ts";

/** Adds the command that `declaration` describes; `run` gets the values of its options and what follows its name. */
export function addCommand<Values>(
  program: Command,
  declaration: CommandDeclaration<Values>,
  run: (values: Values, args: readonly string[]) => Promise<void>,
): void {
  const { argument, options } = declaration;
  const words = declaration.name.split(" ");
  const parent = words.length === 1 ? program : groupOf(program, words[0]!);
  const command = parent.command(words.at(-1)!).description(declaration.help);
  if (argument !== undefined) command.argument(...argument);
  addOptions(command, options).action(async () =>
    run(readOptions(options, flagsOf(command), process.env), command.args),
  );
}

function groupOf(program: Command, name: string): Command {
  const there = program.commands.find((command) => command.name() === name);
  return there ?? program.command(name).description(commandGroups[name]!);
}
