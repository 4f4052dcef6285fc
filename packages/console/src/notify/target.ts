// Where a channel sends to, as a page may show it: a host, or the name of the variable or file that holds a secret. Never a secret.
import type { Channel } from "../config/alert-channels/channel.ts";
import type { SecretReference } from "../config/alert-channels/fields.ts";

/** `incidents.example:8443`, `variable SLACK_URL`, `file slack-url`. */
export function targetOf(channel: Channel): string {
  switch (channel.type) {
    case "email":
      return `${channel.host}:${channel.port}, recipients: ${channel.to.length}`;
    case "stdout":
      return "standard output";
    case "browser":
      return "open pages";
    case "slack":
      return channel.url === undefined ? `${channel.to} in Slack` : addressOf(channel.url);
    default:
      return addressOf(channel.url);
  }
}

/** Paths may hold tokens: the host alone. */
function addressOf(url: string | SecretReference): string {
  if (typeof url === "string") return new URL(url).host;
  return "env" in url ? `variable ${url.env}` : `file ${url.file}`;
}
