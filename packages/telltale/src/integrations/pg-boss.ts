// pg-boss: jobs as messages, sent, inserted and worked on. Its jobs have no headers: the context goes along only where it is asked for.
import { readField, readTextField } from "../calls/read-field.ts";
import { runForeground } from "../engine/context/background.ts";
import { types } from "../engine/runtime/builtin.ts";
import type { MessageOptions } from "../message.ts";
import { activeSpan } from "../span.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { isSeen, messageOperation, type MessagingOptions, processDelivery } from "./messaging-integration.ts";
import { inBackground, inForeground, inLoop } from "./messaging/background.ts";
import { messagingEmits } from "./messaging/emits.ts";
import { exportsOf, instrumenting, type Method, wrapEmit, wrapMethod } from "./patching/method.ts";

/** What is to be seen of pg-boss. */
export interface PgBossOptions extends MessagingOptions {
  /**
   * `true` puts the context into the data of jobs, as `telltale.context`, and takes it out before the handler has them: so processing is one
   * trace with sending. Off by default: workers without this integration would see it.
   */
  readonly carry?: boolean | undefined;
}

const key = "telltale.context";
// beside it where a job has no data
const aloneKey = "telltale.context.alone";

/**
 * Has pg-boss traced: sending and inserting jobs, and what workers do with them. Takes the class `PgBoss`, or its module; returns the same.
 *
 * What pg-boss asks the database for by itself (polling for jobs, maintenance, monitoring, its schedules) is background work, which the
 * integration of `pg` leaves out unless it is given `requireParent: false`.
 *
 * @example
 * ```ts
 * import PgBoss from "pg-boss";
 * import { instrumentPgBoss } from "telltale/pg-boss";
 *
 * instrumentPgBoss(PgBoss, { carry: true }) === PgBoss; // => true
 * ```
 */
export function instrumentPgBoss<L extends object>(library: L, options: PgBossOptions = {}): L {
  return pgBoss.instrument(library, options) as L;
}

/** pg-boss for `telltale/register`. */
export const pgBoss: LibraryIntegration<PgBossOptions> = {
  name: "pg-boss",
  modules: ["pg-boss"],
  versions: [[9, 12]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of [...exportsOf(library), readField(library, "PgBoss")]) {
        const kind = readField(face, "prototype");
        if (!isPgBoss(face, kind)) continue;
        wrapEmit(kind, inForeground);
        wrapMethod(kind, "stop", inBackground);
        // from 12 on it has spans of its own, and its methods here
        const hasSpans = typeof readField(kind, "send") === "function";
        if (hasSpans) wrapMethod(kind, "work", (work) => inLoop(handingOut(work, inForeground)));
        wrapMethod(
          kind,
          "start",
          hasSpans ? inBackground : (start) => inBackground(starting(start, options)),
        );
      }
    }),
  emits: messagingEmits({
    operations: [
      {
        name: "send",
        type: "send",
        description: "A job put into a queue, or several.",
        bare: true,
        attributes: [
          { name: "messaging.message.id", when: "there is one job" },
          "messaging.batch.message_count",
        ],
      },
      {
        name: "process",
        type: "process",
        description: "What a worker does with a job, or with several.",
        attributes: ["messaging.message.id", "messaging.batch.message_count"],
      },
    ],
  }),
};

/** Whether `kind` is the prototype of the class of pg-boss. */
function isPgBoss(face: unknown, kind: unknown): boolean {
  const methods = [
    readField(kind, "start"),
    readField(face, "getConstructionPlans") ?? readField(kind, "getDb"),
  ];
  return methods.every((method) => typeof method === "function");
}

/** Up to 11 each instance has its methods of its own, which are there when it starts. */
function starting(start: Method, options: PgBossOptions): Method {
  return function started(this: unknown, ...args) {
    wrapMethod(this, "send", (send) => sending(send, options));
    wrapMethod(this, "insert", (insert) => inserting(insert, options));
    wrapMethod(this, "work", (work) =>
      inLoop(handingOut(work, (handle, queue) => handling(handle, queue, options))),
    );
    return start.apply(this, args);
  };
}

function sending(send: Method, options: PgBossOptions): Method {
  // it counts its arguments
  return function sent(this: unknown, ...args) {
    if (!isSeen()) return send.apply(this, args);
    const [first] = args as [unknown];
    const isRequest = typeof first === "object" && first !== null;
    const carrier = { headers: {} };
    const operation: MessageOptions = {
      ...about("send", isRequest ? readField(first, "name") : first),
      message: carrier,
    };
    return messageOperation(options, operation, () => {
      const span = activeSpan();
      const given = [...args];
      const data = withContext(isRequest ? readField(first, "data") : args[1], carrier, options);
      if (isRequest && data !== undefined) given[0] = { ...first, data };
      else if (!isRequest && data !== args[1]) given[1] = data;
      const id: unknown = send.apply(this, given);
      if (!types.isPromise(id)) return id;
      return id.then((made) => {
        if (typeof made === "string") span?.setAttribute("messaging.message.id", made);
        return made;
      });
    });
  };
}

function inserting(insert: Method, options: PgBossOptions): Method {
  // from 11 on the queue comes first, before in each job
  return function inserted(this: unknown, ...args) {
    const at = args.findIndex((arg) => Array.isArray(arg));
    if (!isSeen() || at < 0) return insert.apply(this, args);
    const jobs = args[at] as unknown[];
    const batch = jobs.map(() => ({ headers: {} }));
    const queues = at > 0 ? [args[0] as unknown] : jobs.map((job) => readField(job, "name"));
    const [queue, ...others] = new Set(queues);
    const operation = { ...about("send", others.length === 0 ? queue : undefined), batch };
    return messageOperation(options, operation, () => {
      const sent = jobs.map((job, index) => {
        const data = withContext(readField(job, "data"), batch[index] ?? { headers: {} }, options);
        return data === undefined ? job : { ...(job as object), data };
      });
      return insert.apply(this, [...args.slice(0, at), sent, ...args.slice(at + 1)]);
    });
  };
}

/** `work`, which is given `handles(handler, queue)` in the place of the handler. */
function handingOut(work: Method, handles: (handle: Method, queue: unknown) => Method): Method {
  return function worked(this: unknown, name, ...rest) {
    const at = rest.findIndex((arg) => typeof arg === "function");
    if (at < 0) return work.call(this, name, ...rest);
    const given = [...rest];
    given[at] = handles(rest[at] as Method, name);
    return work.call(this, name, ...given);
  };
}

function handling(handle: Method, queue: unknown, options: PgBossOptions): Method {
  return async function handled(this: unknown, jobs: unknown, ...more: unknown[]) {
    const list: unknown[] = Array.isArray(jobs) ? jobs : [jobs];
    const carried = list.map(takeContext);
    if (!isSeen()) return runForeground(() => handle.call(this, jobs, ...more) as unknown);
    const single = list.length === 1;
    const operation: MessageOptions = {
      ...about("process", queue),
      messageId: single ? readTextField(list[0], ["id"]) : undefined,
      ...(single ? { message: carried[0] } : { batch: carried }),
    };
    return processDelivery(options, operation, undefined, () => handle.call(this, jobs, ...more));
  };
}

function about(operation: string, queue: unknown): MessageOptions {
  return { system: "pg-boss", operation, destination: typeof queue === "string" ? queue : undefined };
}

function withContext(
  data: unknown,
  { headers }: { readonly headers: object },
  { carry }: PgBossOptions,
): unknown {
  const isPlace = data === undefined || data === null || (typeof data === "object" && !Array.isArray(data));
  if (carry !== true || !isPlace) return data;
  return { ...(data ?? { [aloneKey]: true }), [key]: headers };
}

/** The carrier in the data of `job`, which is without it then. */
function takeContext(job: unknown): { readonly headers: object } {
  const data = readField(job, "data");
  const headers = readField(data, key);
  if (typeof headers !== "object" || headers === null) return { headers: {} };
  if (readField(data, aloneKey) === true) Reflect.set(job as object, "data", null);
  else Reflect.deleteProperty(data as object, key);
  return { headers };
}
