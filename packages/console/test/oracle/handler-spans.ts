// Calls of event handlers of workflows, some of which fail: each below the span of its event.
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";
import type { RawSpan } from "./telemetry.ts";

export function handlersOf(seed: number): RawSpan[] {
  const random = randomOf(seed + 1000);
  return Array.from({ length: random.whole(10, 60) }, (_, index): RawSpan[] => {
    const common = {
      trace: `handled-${index}`,
      isRemote: false,
      service: random.pick(["shop", "fulfilment"]),
      version: "1",
      environment: "production",
      kind: "internal",
      at: now - random() * 5 * 3_600_000,
      durationMs: 5,
      weight: 1,
    } as const;
    const name = random.pick(["paid", "shipped"]);
    const failed = random.chance(0.5);
    return [
      {
        ...common,
        id: "event",
        parent: "",
        name: `workflow order ${name}`,
        failed: false,
        attributes: {
          "telltale.workflow.type": random.pick(["order", "parcel"]),
          "telltale.workflow.id": `flow-${random.whole(0, 9)}`,
          "telltale.workflow.event": name,
          "telltale.workflow.state": name,
        },
      },
      {
        ...common,
        id: "handler",
        parent: "event",
        name: "workflow handler mail",
        failed,
        attributes: {
          "telltale.handler.name": random.pick(["mail", "label"]),
          "telltale.handler.outcome": failed ? "failed" : "completed",
          ...(failed && { "error.type": random.pick(["MailboxFullError", "TimeoutError"]) }),
        },
      },
    ];
  }).flat();
}
