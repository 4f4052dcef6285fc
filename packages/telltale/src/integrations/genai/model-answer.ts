// What a model was asked and what it answered, as the integrations of its clients read it.

/** Instructions, messages and tools, in the library's own form. */
export interface Content {
  readonly instructions?: unknown;
  readonly input?: unknown;
  readonly tools?: unknown;
}

/** Tokens; `input` is all of them, cached ones included. */
export interface Usage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

/** The response; of a stream what its chunks contained. */
export interface ModelAnswer {
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly finishReasons?: readonly string[] | undefined;
  readonly usage?: Usage | undefined;
  /** Names of the tools that the model asked for. */
  readonly toolCalls?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly output?: unknown;
  /** Why the model failed, where the answer says that it has. */
  readonly failure?: { readonly type: string; readonly message: string } | undefined;
}
