// What an event says of itself: by what it came, and the trace that it belongs to.
import type { Link } from "@opentelemetry/api";
import { isSpanContextValid, trace as api } from "../../engine/api/trace.ts";
import { SpanKind } from "../../engine/api/enums.ts";
import { extractFrom } from "../../calls/carrier.ts";
import { headersOf } from "../../calls/message-headers.ts";
import { readField, readTextField } from "../../calls/read-field.ts";
import { activeScope, rootScope, type Scope } from "../../engine/context/scope.ts";

/** An event that has come. */
export interface Arrival {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly Link[];
  readonly scope: Scope;
}

/** Reads `event`. */
export function readEvent(event: unknown, context: unknown): Arrival {
  const name = readTextField(context, ["functionName"]) ?? "function";
  const records = readField(event, "Records");
  if (Array.isArray(records) && records.length > 0) return readRecords(records as unknown[], name);
  const headers = readField(event, "headers");
  const http = readField(readField(event, "requestContext"), "http");
  const method = readTextField(event, ["httpMethod"]) ?? readTextField(http, ["method"]);
  if (method !== undefined) return readRequest(event, http, method, headers);
  const isTimer = readTextField(event, ["detail-type"]) === "Scheduled Event";
  const custom = readField(readField(context, "clientContext"), "custom") ?? headers;
  return {
    name,
    kind: SpanKind.SERVER,
    attributes: { "faas.trigger": isTimer ? "timer" : "other" },
    links: [],
    scope: scopeIn(custom),
  };
}

function readRequest(event: unknown, http: unknown, method: string, headers: unknown): Arrival {
  // HTTP APIs say `GET /orders/{id}`, REST APIs the path of the resource
  const route = readTextField(event, ["resource"]) ?? readTextField(event, ["routeKey"])?.split(" ")[1];
  const path = readTextField(event, ["path", "rawPath"]) ?? readTextField(http, ["path"]);
  return {
    name: route === undefined ? method : `${method} ${route}`,
    kind: SpanKind.SERVER,
    attributes: {
      "faas.trigger": "http",
      "http.request.method": method,
      "http.route": route,
      "url.path": path,
      "url.scheme": "https",
    },
    links: [],
    scope: scopeIn(headers),
  };
}

function readRecords(records: readonly unknown[], name: string): Arrival {
  const source = readTextField(records[0], ["eventSource", "EventSource"]);
  const arn = readTextField(records[0], ["eventSourceARN", "EventSubscriptionArn"]);
  const isQueue = source === "aws:sqs";
  const scopes = records.map((record) => {
    const headers = headersOf(readField(record, "Sns") ?? record, false);
    return headers === undefined ? rootScope : extractFrom(headers, rootScope);
  });
  const destination = arn?.split(":")[5];
  const links = scopes.flatMap((scope): Link[] => {
    const context = api.getSpanContext(scope);
    return context !== undefined && isSpanContextValid(context) ? [{ context }] : [];
  });
  const single = records.length === 1;
  const isMessaging = isQueue || source === "aws:sns";
  return {
    name: isMessaging ? `process ${destination ?? name}` : name,
    kind: SpanKind.CONSUMER,
    attributes: {
      "faas.trigger": isMessaging ? "pubsub" : "datasource",
      ...(isMessaging
        ? {
            "messaging.system": isQueue ? "aws_sqs" : "aws.sns",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.destination.name": destination,
            "messaging.batch.message_count": single ? undefined : records.length,
            "messaging.message.id": single ? readTextField(records[0], ["messageId"]) : undefined,
          }
        : {}),
    },
    links: single ? [] : links,
    scope: single ? (scopes[0] ?? activeScope()) : rootScope,
  };
}

function scopeIn(headers: unknown): Scope {
  return typeof headers === "object" && headers !== null
    ? extractFrom(headers, activeScope())
    : activeScope();
}
