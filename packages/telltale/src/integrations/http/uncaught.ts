// An error that a handler throws and no code catches. It is never caught on its way to the process: what is caught and thrown again Node shows
// with our line in front of the application's. So only that something was thrown is known here; what it was, the process sees next.
import type { Exchange } from "./exchange.ts";

const event = "uncaughtExceptionMonitor";

/**
 * Has `exchange` hear of the error that is being thrown, if it gets as far as the process, which is before anything else runs; then, or where
 * other code has caught it, `afterwards` is called.
 */
export function onUncaught(exchange: Exchange, afterwards: () => void = () => {}): void {
  const hear = (error: unknown): void => {
    exchange.handled(error);
    forget();
  };
  const forget = (): void => {
    process.removeListener(event, hear);
    afterwards();
  };
  // before those that end what is open
  process.prependListener(event, hear);
  queueMicrotask(forget);
}
