// Workflow commands of GitHub Actions, with the escapes of https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
import { wellFormed } from "./unicode.ts";
import type { Written } from "./written.ts";

export type GithubCommand = Written<"github">;

/** `::error file=a.ts,line=1::message`. Properties that are undefined are left out. */
export function workflowCommand(
  name: "error" | "warning" | "notice",
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): GithubCommand {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const list = given.map(([key, value]) => `${key}=${property(String(value))}`).join(",");
  return `::${name} ${list}::${data(message)}` as GithubCommand;
}

function data(text: string): string {
  return wellFormed(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
