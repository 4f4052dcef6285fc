// Where messages about alerts go.
import { readAlertChannels } from "./alert-channels/read-channels.ts";
import type { AlertChannels } from "./alert-channels/channel.ts";
import { anyText, type Env, type FlagsOf, type OptionsOf, readOptions } from "./option.ts";

export interface NotifyValues {
  readonly alertChannels: string | undefined;
}

export const notifyOptions: OptionsOf<NotifyValues> = {
  alertChannels: {
    group: "Alerts",
    flag: "--alert-channels <file>",
    variable: "TELLTALE_CONSOLE_ALERT_CHANNELS",
    parse: anyText,
    help: "file with the channels that receive messages about alerts (YAML or JSON)",
    docs: "See [alert channels](../guide/alert-channels.md).",
  },
};

/** The channels of the file; none without it. @throws {ProblemError} when the file cannot be used. */
export function readNotify(flags: FlagsOf<NotifyValues>, env: Env): AlertChannels {
  const { alertChannels } = readOptions(notifyOptions, flags, env);
  if (alertChannels === undefined) return { channels: [], heartbeats: [], folder: process.cwd() };
  return readAlertChannels(alertChannels, env);
}
