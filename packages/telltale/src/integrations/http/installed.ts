// The settings of servers in this process, shared by all copies of the library.
import { shared } from "../../engine/runtime/shared.ts";
import { resolveServer, type ServerSettings } from "./server-settings.ts";

const holder = shared("http servers", () => ({ settings: undefined as ServerSettings | undefined }));
let defaults: ServerSettings | undefined;

/** Makes `settings` those of the process, if there are none yet, or if they take precedence; whether they are the first. */
export function install(settings: ServerSettings, overrides: boolean): boolean {
  const isFirst = holder.settings === undefined;
  if (isFirst || overrides) holder.settings = settings;
  return isFirst;
}

/** The settings of the process, or the defaults where no servers are instrumented. */
export function serverSettings(): ServerSettings {
  return holder.settings ?? (defaults ??= resolveServer());
}
