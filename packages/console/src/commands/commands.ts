// All commands but `start`.
import type { Command } from "commander";
import { addBackupCommand } from "./backup.ts";
import { addDemoCommand } from "./demo/demo.ts";
import { addDetectCommand } from "./detect.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addExportCommand } from "./export.ts";
import { addFilesCommand } from "./files.ts";
import { addImportCommand } from "./import.ts";
import { addRestoreCommand } from "./restore.ts";
import { addRetentionCommand } from "./retention.ts";
import { addSessionCommands } from "./session.ts";
import { addSqlCommand } from "./sql.ts";
import { addTokenCommands } from "./token.ts";

/** In the order of the help. */
export function addOtherCommands(program: Command): void {
  for (const add of [
    addDemoCommand,
    addDoctorCommand,
    addImportCommand,
    addExportCommand,
    addSqlCommand,
    addDetectCommand,
    addBackupCommand,
    addRestoreCommand,
    addTokenCommands,
    addSessionCommands,
    addRetentionCommand,
    addFilesCommand,
  ])
    add(program);
}
