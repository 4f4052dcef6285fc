// The support desk of the storefront: each contact with a customer is an interaction, with its result.
import { emit, interaction, onEvent } from "telltale";

import { euros } from "./goods.ts";
import { tally } from "./telemetry.ts";

/** What a customer turns to us with. */
export interface Contact {
  readonly customer: string;
  readonly tier: string;
  readonly topic: "card declined" | "something broke" | "where is my order";
}

/** Another system chooses who answers. That a call is due is an event of the shop, of no workflow. */
onEvent("contact.escalated", function callBack({ attributes }) {
  return attributes;
});

/** Answers a contact. VIPs are called, the others chat; what is solved is worth something, what is not costs. */
export function answerContact({ customer, tier, topic }: Contact): Promise<string> {
  const channel = tier === "vip" ? "phone" : "chat";
  const options = { customer, channel, tier, currency: "EUR", attributes: { "support.topic": topic } };
  return interaction("support contact", options, async (contact) => {
    const solved = topic !== "something broke" && Math.random() < 0.8;
    const satisfaction = solved ? 4 + Math.round(Math.random()) : 1 + Math.round(Math.random());
    const goodwill = euros(500 + Math.floor(Math.random() * 1000));
    if (solved) {
      contact.result("solved", { satisfaction, value: "12.00" });
    } else {
      contact.result("escalated", { satisfaction, revenueImpact: `-${goodwill}` });
      await emit("contact.escalated", { "support.topic": topic, "customer.id": customer });
    }
    const result = solved ? "solved" : "escalated";
    tally(`interaction support contact ${result}`);
    return result;
  });
}
