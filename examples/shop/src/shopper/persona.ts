// The people who come: what they do, in the order they do it, and how often there is one of their kind.

export type Act =
  | "land"
  | "search"
  | "category"
  | "look"
  | "compare"
  | "cart"
  | "shipping"
  | "pay"
  | "register"
  | "return";

export interface Persona {
  readonly name: string;
  /** How many of a hundred visitors. */
  readonly weight: number;
  readonly tier: "standard" | "gold" | "vip";
  readonly acts: readonly Act[];
}

const personas: readonly Persona[] = [
  { name: "browses", weight: 32, tier: "standard", acts: ["land", "category", "look", "look"] },
  { name: "searches", weight: 18, tier: "standard", acts: ["search", "look", "land"] },
  {
    name: "compares",
    weight: 14,
    tier: "standard",
    acts: ["land", "look", "compare", "look", "cart", "shipping", "pay"],
  },
  {
    name: "abandons",
    weight: 4,
    tier: "standard",
    acts: ["land", "look", "cart", "look", "cart", "shipping"],
  },
  { name: "buys", weight: 20, tier: "gold", acts: ["land", "search", "look", "cart", "shipping", "pay"] },
  {
    name: "is new",
    weight: 5,
    tier: "standard",
    acts: ["land", "register", "look", "cart", "shipping", "pay"],
  },
  {
    name: "returns",
    weight: 4,
    tier: "standard",
    acts: ["land", "look", "cart", "shipping", "pay", "return"],
  },
  {
    name: "VIP",
    weight: 3,
    tier: "vip",
    acts: ["land", "look", "cart", "look", "cart", "look", "cart", "shipping", "pay"],
  },
];

/** A persona by chance, `random` from 0 up to 1. */
export function pickPersona(random: number): Persona {
  let rest = random * personas.reduce((sum, { weight }) => sum + weight, 0);
  const found = personas.find(({ weight }) => (rest -= weight) < 0);
  return found ?? (personas[0] as Persona);
}
