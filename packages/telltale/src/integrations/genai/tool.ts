// A tool that a model asked for, run by the application.
import { callOnce } from "../../engine/completion/call-once.ts";
import { attempt } from "../../engine/errors/attempt.ts";
import { readText } from "../../calls/read-options.ts";
import { trace } from "../../own-calls.ts";
import { state } from "../../engine/running/state.ts";

/** What is known of the call of a tool. */
export interface ToolOptions {
  /** The id under which the model asked for it. */
  readonly callId?: string | undefined;
  /** What the tool does, as the model reads it. */
  readonly description?: string | undefined;
}

/**
 * Runs `fn` as the tool `name` and gives back what it gives: a span `execute_tool {name}` by the conventions for generative AI.
 *
 * @example
 * ```ts
 * import { traceTool } from "telltale/openai";
 *
 * traceTool("get_weather", { callId: "call_1" }, () => "sunny"); // => "sunny"
 * ```
 */
export function traceTool<T>(name: string, options: ToolOptions, fn: () => T): T {
  if (state.engine === undefined) return fn();
  return callOnce(fn, (once) => toolTraced(name, options, once), fn);
}

function toolTraced<T>(name: string, options: ToolOptions, fn: () => T): T {
  const attributes = attempt<object>(
    "traceTool",
    () => ({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": readText(name),
      "gen_ai.tool.type": "function",
      "gen_ai.tool.call.id": readText(options.callId),
      "gen_ai.tool.description": readText(options.description),
    }),
    {},
  );
  return trace(`execute_tool ${readText(name) ?? "unnamed"}`, { attributes }, () => fn());
}
