// `telltale-console doctor`: checks whether the console can run here, and tests the one that runs.
import type { Command } from "commander";
import { consoleOptions, readConfig } from "../config.ts";
import { doctorOptions } from "../config/commands.ts";
import { addOptions, flagsOf, readOptions } from "../config/option.ts";
import { runDoctor } from "../doctor/doctor.ts";

export function addDoctorCommand(program: Command): void {
  addOptions(
    program
      .command("doctor")
      .description(
        "check whether the console can run here, and test the one that runs: a span over each protocol",
      ),
    { ...consoleOptions, ...doctorOptions },
  ).action(async (_flags: unknown, command: Command) => {
    const values = readOptions(doctorOptions, flagsOf(command), process.env);
    const config = readConfig(flagsOf(command), process.env);
    process.exitCode = await runDoctor(config, values, (line) => console.log(line));
  });
}
