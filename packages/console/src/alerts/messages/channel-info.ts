// What the API says of a channel: no secret, only where it is.
import type { Channel } from "../../config/alert-channels/channel.ts";
import type { ChannelInfo } from "../api/channels.ts";

/** A channel as the API shows it. */
export function toInfo(channel: Channel, tenant: string): ChannelInfo {
  const { name, type, routes = [] } = channel;
  const route = routes.find(({ tenants }) => tenants?.includes(tenant) ?? true);
  return {
    name,
    kind: type,
    problem: "",
    target: targetOf(channel),
    match: {
      ...route?.labels,
      ...(route?.severities !== undefined && { severity: route.severities.join(", ") }),
      ...(route?.owners !== undefined && { owner: route.owners.join(", ") }),
      ...(route?.alerts !== undefined && { alert: route.alerts.join(", ") }),
    },
    secrets: secretsOf(channel),
  };
}

function targetOf(channel: Channel): string {
  if (channel.type === "email") return channel.to.join(", ");
  if (channel.type === "stdout") return "standard output";
  if (channel.type === "browser") return "pages that are open";
  if (channel.type === "slack") return channel.to ?? "";
  if ("url" in channel && typeof channel.url === "string") return new URL(channel.url).host;
  return "";
}

/** References such as `env:SLACK_URL`, wherever they are in the channel. */
function secretsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { env, file } = value as { readonly env?: unknown; readonly file?: unknown };
  if (typeof env === "string" && Object.keys(value).length === 1) return [`env:${env}`];
  if (typeof file === "string" && Object.keys(value).length === 1) return [`file:${file}`];
  return Object.values(value).flatMap(secretsOf);
}
