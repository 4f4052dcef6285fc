// The attributes of a span in three groups: business, request, process.
import type { Attributes, TypedValue } from "contract";

import { valueText } from "../../lib/value-text.ts";

type GroupName = "Business" | "Request" | "Process";

export interface AttributeGroup {
  readonly name: GroupName;
  readonly attributes: Attributes;
}

/** First segments of the keys that OpenTelemetry's semantic conventions use for requests. */
const technical: ReadonlySet<string> = new Set(
  (
    "http url server client network net rpc db messaging error exception code thread user_agent peer tls dns graphql " +
    "faas aws azure gcp gen_ai feature_flag source destination file event otel span component sampler internal cache " +
    "nodejs v8js express fastify koa hapi nestjs pg mysql redis mongodb grpc rabbitmq kafka sql"
  ).split(" "),
);
const processes: ReadonlySet<string> = new Set(
  "service host os process container k8s telemetry deployment cloud device webengine hostname ip client-uuid".split(
    " ",
  ),
);

/** Groups without empty ones. Attributes of the resource are in the last group, unless the span has the same key. */
export function groupAttributes(span: Attributes, resource: Attributes, filter = ""): AttributeGroup[] {
  const groups: Record<GroupName, Record<string, TypedValue>> = { Business: {}, Request: {}, Process: {} };
  const wanted = filter.trim().toLowerCase();
  const matches = (key: string, value: TypedValue): boolean =>
    wanted === "" || key.toLowerCase().includes(wanted) || valueText(value).toLowerCase().includes(wanted);
  for (const [key, value] of Object.entries(span)) {
    if (matches(key, value)) groups[groupOf(key)][key] = value;
  }
  for (const [key, value] of Object.entries(resource)) {
    if (!Object.hasOwn(span, key) && matches(key, value)) groups.Process[key] = value;
  }
  return (Object.keys(groups) as GroupName[])
    .map((name) => ({ name, attributes: groups[name] }))
    .filter((group) => Object.keys(group.attributes).length > 0);
}

function groupOf(key: string): GroupName {
  const first = key.split(".", 1)[0] ?? key;
  if (processes.has(first)) return "Process";
  return technical.has(first) ? "Request" : "Business";
}
