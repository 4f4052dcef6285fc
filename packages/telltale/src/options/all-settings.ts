// All top-level groups of settings. `npm run check` fails when code reads a variable that no setting of these groups declares.
import { fileSettings } from "../export/file.ts";
import { otlpSettings } from "../export/otlp-settings.ts";
import { stdoutSettings } from "../export/stdout.ts";
import { batchSettings } from "../settings/batch.ts";
import type { Group } from "../settings/setting.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";
import { startSettings } from "./start-options.ts";

/** The groups by who takes them as options; none takes those of `telltale/register`. */
export const allSettings: Readonly<Record<string, Group>> = {
  "start()": startSettings,
  "otlpExporter()": otlpSettings,
  "stdoutExporter()": stdoutSettings,
  "fileExporter()": fileSettings,
  "batchSpanProcessor(), batchLogRecordProcessor()": batchSettings,
  "telltale/register": zeroCodeSettings,
};
