// What is put into queues: jobs, lists of jobs, schedulers, flows.
import { readField, readTextField } from "../../calls/read-field.ts";
import { runBackground } from "../../engine/context/background.ts";
import { types } from "../../engine/runtime/builtin.ts";
import { activeSpan } from "../../span.ts";
import { messageOperation, type MessagingOptions } from "../messaging-integration.ts";
import type { Method } from "../patching/method.ts";
import { aboutQueue, isOurs, withContext } from "./carried.ts";

/** `Queue.add`. */
export function adding(add: Method, options: MessagingOptions): Method {
  return function added(this: unknown, name, data, given, ...rest) {
    if (!isOurs(this)) return add.call(this, name, data, given, ...rest);
    const headers = {};
    const operation = {
      ...aboutQueue(this, "add", readField(this, "name")),
      message: { headers },
      attributes: { "messaging.bullmq.job.name": name as string },
    };
    return messageOperation(options, operation, () => {
      const span = activeSpan();
      const job: unknown = add.call(this, name, data, withContext(given, headers), ...rest);
      if (!types.isPromise(job)) return job;
      return job.then((made) => {
        span?.setAttribute("messaging.message.id", readTextField(made, ["id"]) as string);
        return made;
      });
    });
  };
}

const described = new WeakSet<object>();

/** `Queue.waitUntilReady`, which the constructor calls first: what it then writes about the queue is background work. */
export function describing(wait: Method): Method {
  return function ready(this: object, ...args) {
    const waiting: unknown = wait.apply(this, args);
    if (described.has(this) || !types.isPromise(waiting)) return waiting;
    described.add(this);
    // a callback has the context in which `then` was called
    const then = waiting.then.bind(waiting);
    // oxlint-disable-next-line unicorn/no-thenable -- it is a promise already
    return Object.defineProperty(waiting, "then", {
      value: (...callbacks: Parameters<typeof then>) => runBackground(() => then(...callbacks)),
    });
  };
}

/** `Queue.addBulk`. */
export function addingAll(add: Method, options: MessagingOptions): Method {
  return function addedAll(this: unknown, jobs, ...rest) {
    if (!isOurs(this) || !Array.isArray(jobs)) return add.call(this, jobs, ...rest);
    const batch = jobs.map(() => ({ headers: {} }));
    const operation = { ...aboutQueue(this, "add", readField(this, "name")), batch };
    return messageOperation(options, operation, () => {
      const sent = jobs.map((job: object, at) => ({
        ...job,
        opts: withContext(readField(job, "opts"), batch[at]?.headers ?? {}),
      }));
      return add.call(this, sent, ...rest);
    });
  };
}

/** `Queue.upsertJobScheduler`: its runs are traces of their own, so nothing is carried. */
export function scheduling(schedule: Method, options: MessagingOptions): Method {
  return function scheduled(this: unknown, id, ...rest) {
    if (!isOurs(this)) return schedule.call(this, id, ...rest);
    const operation = {
      ...aboutQueue(this, "schedule", readField(this, "name")),
      attributes: { "messaging.bullmq.scheduler": id as string },
    };
    return messageOperation(options, operation, () => schedule.call(this, id, ...rest));
  };
}

/** `FlowProducer.add`. */
export function addingFlow(add: Method, options: MessagingOptions): Method {
  return function addedFlow(this: unknown, flow, ...rest) {
    if (!isOurs(this)) return add.call(this, flow, ...rest);
    const batch: Carrier[] = [];
    const sent = copyFlow(flow, batch);
    const operation = { ...aboutQueue(this, "add", readField(flow, "queueName")), batch };
    return messageOperation(options, operation, () => add.call(this, sent(), ...rest));
  };
}

/** `FlowProducer.addBulk`. */
export function addingFlows(add: Method, options: MessagingOptions): Method {
  return function addedFlows(this: unknown, flows, ...rest) {
    if (!isOurs(this) || !Array.isArray(flows)) return add.call(this, flows, ...rest);
    const batch: Carrier[] = [];
    const sent = flows.map((flow: unknown) => copyFlow(flow, batch));
    const [queue, ...others] = new Set(flows.map((flow: unknown) => readField(flow, "queueName")));
    const operation = { ...aboutQueue(this, "add", others.length === 0 ? queue : undefined), batch };
    return messageOperation(options, operation, () =>
      add.call(
        this,
        sent.map((make) => make()),
        ...rest,
      ),
    );
  };
}

interface Carrier {
  readonly headers: object;
}

/** Puts a carrier for `flow` and each of its children into `batch`; what it gives makes the copy, when they are written. */
function copyFlow(flow: unknown, batch: Carrier[]): () => unknown {
  if (typeof flow !== "object" || flow === null) return () => flow;
  const carrier = { headers: {} };
  batch.push(carrier);
  const children = readField(flow, "children");
  const copies = Array.isArray(children)
    ? children.map((child: unknown) => copyFlow(child, batch))
    : undefined;
  return () => ({
    ...flow,
    opts: withContext(readField(flow, "opts"), carrier.headers),
    ...(copies === undefined ? {} : { children: copies.map((make) => make()) }),
  });
}
