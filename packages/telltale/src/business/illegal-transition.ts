// The one error of the business calls: asked for by `strict: true`, never thrown otherwise.

/**
 * A workflow of a strict definition was given an event that its state does not allow. The workflow is as it was before.
 *
 * @example
 * ```ts
 * import { defineWorkflow, IllegalTransitionError, workflow } from "telltale";
 *
 * const door = defineWorkflow("door", {
 *   states: ["closed", "open"],
 *   transitions: { closed: ["open"], open: ["closed"] },
 *   strict: true,
 * });
 * const front = workflow(door, "front");
 * await front.event("open");
 * try {
 *   await front.event("open");
 * } catch (error) {
 *   error instanceof IllegalTransitionError; // => true
 * }
 * ```
 */
export class IllegalTransitionError extends Error {
  /** The workflow's type. */
  readonly type: string;
  /** The id of the instance. */
  readonly id: string;
  /** The event that it was given. */
  readonly event: string;
  /** The state in which it was; undefined where it is not known. */
  readonly fromState: string | undefined;

  constructor(type: string, id: string, event: string, fromState: string | undefined) {
    super(
      `Cannot give \`${event}\` to the workflow ${type} ${id}: its state is \`${fromState}\`, which does not lead there.`,
    );
    this.name = "IllegalTransitionError";
    this.type = type;
    this.id = id;
    this.event = event;
    this.fromState = fromState;
  }
}
