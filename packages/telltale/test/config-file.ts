// Reads configuration files for tests: what a text comes to, and how it is refused.
import { parseConfig } from "../src/config-file/parse.ts";
import { type FileConfiguration, toFileConfiguration } from "../src/configuration/file-configuration.ts";
import { isTelemetryError } from "../src/error.ts";

/** What the parts in `text` come to. */
export function read(text: string, variables: Record<string, string> = {}): FileConfiguration {
  const parsed = parseConfig(`file_format: "1.1"\n${text}`, variables);
  if (!("document" in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return toFileConfiguration(parsed.document, "test.yaml", variables);
}

/** The message with which a configuration file is refused. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isTelemetryError(error) && error.code === "TT_CONFIG_FILE") return error.message;
    throw error;
  }
  return "nothing thrown";
}
