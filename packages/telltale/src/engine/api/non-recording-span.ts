// What a span does that records nothing (specification: trace API, "Behavior of the API in the absence of an installed SDK").

/** The methods that do nothing. */
export interface NonRecordingMethods {
  isRecording(): boolean;
  setAttribute(key: string, value: unknown): this;
  setAttributes(attributes: object): this;
  addEvent(...event: unknown[]): this;
  addLink(link: unknown): this;
  addLinks(links: readonly unknown[]): this;
  setStatus(status: unknown): this;
  updateName(name: string): this;
  recordException(...exception: unknown[]): void;
}

const methods = {
  isRecording: () => false,
  setAttribute: self,
  setAttributes: self,
  addEvent: self,
  addLink: self,
  addLinks: self,
  setStatus: self,
  updateName: self,
  recordException() {},
};

/** Gives `prototype` {@link NonRecordingMethods}. A base class would do the same and cost 7 % of a span that is not sampled. */
export function addNonRecordingMethods(prototype: object): void {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}

function self<T>(this: T): T {
  return this;
}
