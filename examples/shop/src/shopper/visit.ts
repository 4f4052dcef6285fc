// One visit to the shop, act by act, as a browser would make it: plain HTTP, with hesitation, and nothing of telemetry.
import { setTimeout as pause } from "node:timers/promises";

import { goods, type Product } from "../goods.ts";
import { settings, storefrontUrl } from "../settings.ts";
import type { Act, Persona } from "./persona.ts";

export type Ending = "left" | "bought" | "declined" | "failed";

export interface Visit {
  readonly persona: Persona;
  /** Decides what the shopper picks and how long they hesitate. */
  readonly chance: () => number;
  readonly user: string;
  readonly session: string;
  readonly orderId: string;
}

/** Plays the visit to its end and returns how it ended. When `closing` is aborted the shopper leaves after the act that is on. */
export async function play(visit: Visit, closing: AbortSignal): Promise<Ending> {
  const { chance } = visit;
  const provider = pick(["nordpay", "harbourpay", "cardway"], chance);
  let paid: { amount: string } | undefined;
  for (const act of visit.persona.acts) {
    const [method, path, body] = requestOf(act, pick(goods, chance), visit.orderId, provider, paid?.amount);
    const response = await fetch(`${storefrontUrl}${path}`, {
      method,
      headers: headersOf(visit),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { amount?: string };
    if (act === "pay" && response.status === 201) paid = { amount: answer.amount ?? "0" };
    else if (act === "pay") {
      const ending = response.status === 402 ? "declined" : "failed";
      await complain(visit, ending === "declined" ? "card declined" : "something broke");
      return ending;
    } else if (response.status >= 500) return "failed";
    if (closing.aborted) break;
    await hesitate(closing, chance);
  }
  if (paid !== undefined && visit.persona.tier === "vip") await complain(visit, "where is my order");
  return paid === undefined ? "left" : "bought";
}

/** Turns to the support desk. */
async function complain(visit: Visit, topic: string): Promise<void> {
  const response = await fetch(`${storefrontUrl}/support`, {
    method: "POST",
    headers: headersOf(visit),
    body: JSON.stringify({ topic }),
  });
  await response.json();
}

function headersOf(visit: Visit): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-user": visit.user,
    "x-session": visit.session,
    "x-tier": visit.persona.tier,
  };
}

function requestOf(
  act: Act,
  product: Product,
  orderId: string,
  provider: string,
  amount = "0",
): [string, string, unknown?] {
  switch (act) {
    case "land":
      return ["GET", "/"];
    case "search":
      return ["GET", `/search?q=${encodeURIComponent(product.name.slice(-4))}`];
    case "category":
      return ["GET", `/categories/${product.category}`];
    case "look":
      return ["GET", `/products/${product.sku}`];
    case "compare":
      return ["GET", "/compare"];
    case "cart":
      return ["POST", "/cart", { sku: product.sku }];
    case "shipping":
      return ["POST", "/shipping", {}];
    case "pay":
      return ["POST", "/checkout", { orderId, provider }];
    case "register":
      return ["POST", "/register", {}];
    case "return":
      return ["POST", "/returns", { orderId, amount }];
  }
}

function pick<T>(choice: readonly T[], chance: () => number): T {
  return choice[Math.floor(chance() * choice.length)] as T;
}

async function hesitate(closing: AbortSignal, chance: () => number): Promise<void> {
  await pause((200 + chance() * 1400) * settings.pace, undefined, { signal: closing }).catch(() => {});
}
