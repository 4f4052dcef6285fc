// What the parent decided counts: a trace is kept or dropped as a whole. Roots are decided by a sampler of their own.
import { trace } from "../engine/api/trace.ts";
import { drop, type Sampler } from "../engine/sampler/sampler.ts";
import { sampledFlag } from "../engine/span/span-context.ts";
import { alwaysOff, alwaysOn } from "./always.ts";

/** Who decides in which case. All but `root` follow the parent by default. */
export interface ParentBasedOptions {
  /** Spans without a parent. */
  readonly root: Sampler;
  /** The parent is in another process and sampled. Always on. */
  readonly remoteParentSampled?: Sampler | undefined;
  /** The parent is in another process and not sampled. Always off. */
  readonly remoteParentNotSampled?: Sampler | undefined;
  /** The parent is in this process and sampled. Always on. */
  readonly localParentSampled?: Sampler | undefined;
  /** The parent is in this process and not sampled. Always off. */
  readonly localParentNotSampled?: Sampler | undefined;
}

/**
 * Follows the parent's decision and asks `root` for spans without one (specification: trace SDK, ParentBased).
 *
 * @example
 * ```ts
 * import { start } from "telltale";
 * import { parentBased, traceIdRatio } from "telltale/otel";
 *
 * const telemetry = start({ exporters: [], sampler: parentBased({ root: traceIdRatio(0.1) }) });
 * await telemetry.stop();
 * ```
 */
export function parentBased(options: ParentBasedOptions): Sampler {
  const { root } = options;
  const remoteSampled = options.remoteParentSampled ?? alwaysOn();
  const remoteNot = options.remoteParentNotSampled ?? alwaysOff();
  const localSampled = options.localParentSampled ?? alwaysOn();
  const localNot = options.localParentNotSampled ?? alwaysOff();
  const all = [root, remoteSampled, remoteNot, localSampled, localNot];
  const choose = (remote: boolean, sampled: boolean): Sampler =>
    remote ? (sampled ? remoteSampled : remoteNot) : sampled ? localSampled : localNot;
  const sampler: Sampler = {
    shouldSample(context, traceId, ...rest) {
      const parent = trace.getSpanContext(context);
      const known = parent !== undefined && trace.isSpanContextValid(parent);
      const one = known ? choose(parent.isRemote === true, (parent.traceFlags & sampledFlag) !== 0) : root;
      return one.shouldSample(context, traceId, ...rest);
    },
    toString: () =>
      `ParentBased{root=${root}, remoteParentSampled=${remoteSampled}, remoteParentNotSampled=${remoteNot}, localParentSampled=${localSampled}, localParentNotSampled=${localNot}}`,
  };
  if (!all.every((one) => one.decide !== undefined)) return sampler;
  return {
    ...sampler,
    decide(parent, high24, low32) {
      const one = parent === undefined ? root : choose(parent.remote, (parent.flags & sampledFlag) !== 0);
      return one.decide?.(parent, high24, low32) ?? drop;
    },
  };
}
