// An application that no list was made for: services, operations and attributes by chance. Seeds from 300,001 on are held out: no ranking is changed by their results.
import { createRandom, type Random } from "../random.ts";
import { type Operation, operationsOf, type Pool, type Shape, type Step } from "./shape.ts";

const syllables = ["ka", "lo", "mi", "ter", "su", "vo", "dra", "ne", "pil", "qua", "ro", "zen"];

/** The same seed gives the same application. */
export function makeUpShape(seed: number): Shape {
  const random = createRandom(seed * 7919 + 13);
  const taken = new Set<string>();
  const word = (): string => {
    for (;;) {
      const text = Array.from(
        { length: 2 + random.below(2) },
        () => syllables[random.below(syllables.length)],
      );
      const made = text.join("");
      if (!taken.has(made) && taken.add(made)) return made;
    }
  };
  const pools = Array.from({ length: 6 + random.below(8) }, () => makePool(random, word));
  const services = Array.from({ length: 2 + random.below(5) }, word);
  const pickKeys = (most: number): string[] => {
    const count = 1 + random.below(most);
    return [...new Set(Array.from({ length: count }, () => pools[random.below(pools.length)]!.key))];
  };
  const make = (service: string, depth: number, kind: Operation["kind"]): Operation => ({
    service,
    name: `${word()} ${word()}`,
    kind,
    ownMs: 1 + random.below(60),
    does: Object.fromEntries(Array.from({ length: random.below(3) }, () => [`${word()}.kind`, word()])),
    records: random.next() < 0.8 ? pickKeys(4) : [],
    calls: depth === 0 ? [] : Array.from({ length: random.below(3) }, () => makeCall(service, depth - 1)),
  });
  const makeCall = (service: string, depth: number): Operation => {
    const other = services[random.below(services.length)]!;
    const turn = random.next();
    if (turn < 0.35 || other === service)
      return make(service, depth, random.next() < 0.5 ? "internal" : "client");
    if (turn < 0.5) {
      const consumer = make(other, Math.min(depth, 1), "consumer");
      return { ...make(service, 0, "producer"), records: consumer.records, calls: [consumer] };
    }
    return { ...make(service, 0, "client"), records: [], calls: [make(other, depth, "server")] };
  };
  const front = services[0]!;
  const steps = Array.from({ length: 2 + random.below(3) }, (): Step => ({
    name: word(),
    request: {
      ...make(front, 0, "server"),
      calls: Array.from({ length: 1 + random.below(3) }, () => makeCall(front, 3)),
    },
    ...(random.next() < 0.5 && { whenFailed: { ...make(front, 0, "client"), records: [] } }),
  }));
  const used = new Set(steps.flatMap(({ request }) => operationsOf(request)).map(({ service }) => service));
  return {
    name: `made up ${seed}`,
    pools,
    aliases: {},
    steps,
    resources: Object.fromEntries(
      [...used].map((service) => [
        service,
        [
          { key: "service.version", values: [word(), word(), word()].slice(random.below(2)), skew: 1.4 },
          { key: "host.name", values: Array.from({ length: 4 }, word), skew: 1.02 },
          ...(random.next() < 0.5 ? [{ key: `${word()}.zone`, values: [word(), word(), word()] }] : []),
        ],
      ]),
    ),
    transaction: { type: word(), records: pickKeys(2) },
    journey: { name: word(), records: pickKeys(2) },
    workflow: { type: word(), waiting: word(), done: word(), records: pickKeys(2) },
    idKey: `${word()}.id`,
  };
}

function makePool(random: Random, word: () => string): Pool {
  const count = 2 + random.below(random.next() < 0.2 ? 40 : 7);
  const isNumber = random.next() < 0.15;
  return {
    key: random.next() < 0.6 ? `${word()}.${word()}` : word(),
    values: Array.from({ length: count }, (_, at) => (isNumber ? BigInt(at + 1) : word())),
    skew: 1.02 + random.next() * 0.5,
    ...(random.next() < 0.25 && { share: 0.2 + random.next() * 0.6 }),
  };
}
