// What all calls of one text at one place have in common: the name of their spans and most of their attributes, made once and
// remembered, so that a call costs its span and not the reading of its query.
import { SpanKind } from "../../engine/api/enums.ts";
import { type Connection, readConnection } from "../../calls/connection.ts";
import { cutText, nameOf } from "../../calls/database-span.ts";
import type { QueryFacts } from "../../calls/query-facts.ts";
import { memoize } from "../../engine/text/memoize.ts";
import { readQuery } from "../../sql/read-query.ts";
import type { DatabaseSettings } from "./settings.ts";

/** The common part of calls. */
export interface Shape {
  readonly system: string;
  readonly name: string;
  /** Of the metric, and of the span besides others. */
  readonly common: Readonly<Record<string, unknown>>;
  /** What a span is started with. */
  readonly start: { readonly kind: number; readonly attributes: object };
  /** The text as it leaves: what an error may repeat. */
  readonly text: string;
  /** Whether it is to wait, so that its length says nothing. */
  readonly waits: boolean;
  /** Whether more will be known at the end of the call: then it is asked for once more. */
  readonly provisional: boolean;
}

/** What holds for all shapes of a place. */
interface TargetOptions {
  readonly provisional?: boolean;
}

/** Finds shapes at one place. */
export interface DatabaseTarget {
  readonly connection: Connection;
  /** By a text of SQL. */
  sql(text: string): Shape;
  /** By facts that are known already, remembered under `key`; few keys. */
  known(key: string, facts: () => QueryFacts): Shape;
}

const maxTargets = 200;
const maxShapes = 500;
const maxText = 4 * 1024;

/** The places of clients and pools, by what they were made with. */
export function targetsOfClients(
  system: string,
  settings: DatabaseSettings,
  read: (client: object) => Connection = readConnection,
): (client: object) => DatabaseTarget {
  const targets = createTargets(system, settings);
  const known = new WeakMap<object, DatabaseTarget>();
  return (client) => {
    let target = known.get(client);
    if (target === undefined) known.set(client, (target = targets(read(client))));
    return target;
  };
}

/** The places of `system`; a connection of the same address and namespace is the same one. */
export function createTargets(
  system: string,
  settings: DatabaseSettings,
  options: TargetOptions = {},
): (at: Connection) => DatabaseTarget {
  const targets = new Map<string, DatabaseTarget>();
  return (at) => {
    const key = `${at.label} ${at.address} ${at.port} ${at.namespace}`;
    let target = targets.get(key);
    if (target !== undefined) return target;
    target = createPlace(system, at, settings, options);
    // a program that connects to ever other databases begins anew now and then
    if (targets.size >= maxTargets) targets.clear();
    targets.set(key, target);
    return target;
  };
}

function createPlace(
  system: string,
  connection: Connection,
  settings: DatabaseSettings,
  { provisional = false }: TargetOptions,
): DatabaseTarget {
  const shapeOf = (facts: QueryFacts): Shape => createShape(system, connection, facts, settings, provisional);
  const byText = memoize(maxShapes, maxText, (raw) => {
    const { text, summary, operation, collections } = readQuery(raw, system);
    const facts: QueryFacts = {
      text,
      summary: summary === "" ? undefined : summary,
      operation,
      collection: collections.length === 1 ? collections[0] : undefined,
    };
    return shapeOf(facts);
  });
  const byKey = new Map<string, Shape>();
  return {
    connection,
    sql: byText,
    known(key, facts) {
      let shape = byKey.get(key);
      if (shape !== undefined) return shape;
      shape = shapeOf(facts());
      if (byKey.size >= maxShapes) byKey.clear();
      byKey.set(key, shape);
      return shape;
    },
  };
}

function createShape(
  system: string,
  connection: Connection,
  facts: QueryFacts,
  settings: DatabaseSettings,
  provisional: boolean,
): Shape {
  const common = {
    "db.system.name": system,
    "db.namespace": connection.namespace,
    "db.collection.name": facts.collection,
    "db.operation.name": facts.operation,
    "db.query.summary": facts.summary,
    "server.address": connection.address,
    "server.port": connection.port,
  };
  const attributes = {
    ...common,
    "db.query.text": cutText(facts.text, settings.maxQueryLength, system),
    "telltale.db.connection": connection.label,
  };
  return {
    system,
    name: nameOf(common, system),
    common: withoutUnknown(common),
    start: { kind: SpanKind.CLIENT, attributes: withoutUnknown(attributes) },
    text: facts.text ?? "",
    waits: facts.waits === true,
    provisional,
  };
}

/** Without the fields that are undefined, which would be looked at with every call. */
function withoutUnknown(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
