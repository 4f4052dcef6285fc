// Where a client of kafkajs sends to: the library does not expose it, but publishes each request.
import { readField } from "../../calls/read-field.ts";

/** The broker that `client` has talked to last; of `call` (`Produce`, `Fetch`) where there was one. */
export function followBroker(client: object, call: string): () => string | undefined {
  let last: string | undefined;
  let settled = false;
  const on = readField(client, "on");
  const event = readField(readField(client, "events"), "REQUEST");
  if (typeof on === "function" && typeof event === "string")
    on.call(client, event, ({ payload }: { payload?: { broker?: string; apiName?: string } }) => {
      if (settled && payload?.apiName !== call) return;
      settled ||= payload?.apiName === call;
      if (payload?.broker !== undefined && `kafka://${payload.broker}` !== last)
        last = `kafka://${payload.broker}`;
    });
  return () => last;
}
