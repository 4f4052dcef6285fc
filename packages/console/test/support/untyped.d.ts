// Packages for tests that bring no types of their own, as far as they are used.
declare module "snappyjs" {
  export function compress<T extends Uint8Array>(bytes: T): T;
  const snappy: { compress: typeof compress };
  export default snappy;
}

declare module "jaeger-client" {
  interface Tracer {
    startSpan(name: string, options?: { childOf?: unknown; tags?: Record<string, unknown> }): JaegerSpan;
    close(done: () => void): void;
  }
  interface JaegerSpan {
    context(): unknown;
    log(fields: Record<string, unknown>): void;
    setTag(key: string, value: unknown): void;
    finish(): void;
  }
  const jaeger: { initTracer(config: object, options: object): Tracer };
  export default jaeger;
}
