// Identities of new spans: random, or those that `idGenerator` returns in hexadecimal, as words. An invalid id is replaced by a random one.
import { report } from "../diagnostics/diagnose.ts";
import { hexToWord, randomWord } from "../runtime/ids.ts";
import { type Identity, nonZeroWord, randomFlag, sampledFlag } from "../span/span-context.ts";
import type { NewIdentity } from "../recording/span-request.ts";

/** Makes ids, in the shape of OpenTelemetry: 32 and 16 hex digits, not all zero. */
export interface IdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
  /** Whether the last 56 bits of its trace ids are random: then the flags say so (W3C Trace Context level 2). */
  readonly random?: boolean | undefined;
}

/** A new identity: the parent's trace, or a new one that is sampled. */
export function createIdentity(ids: IdGenerator | undefined, parent: Identity | undefined): NewIdentity {
  if (ids !== undefined) return generatedIdentity(ids, parent);
  const root = parent === undefined;
  return {
    t0: root ? randomWord() : parent.t0,
    t1: root ? randomWord() : parent.t1,
    t2: root ? randomWord() : parent.t2,
    t3: root ? nonZeroWord() : parent.t3,
    s0: randomWord(),
    s1: nonZeroWord(),
    flags: root ? sampledFlag | randomFlag : parent.flags,
    traceState: root ? undefined : parent.traceState,
    remote: false,
  };
}

function generatedIdentity(ids: IdGenerator, parent: Identity | undefined): NewIdentity {
  const [t0, t1, t2, t3] =
    parent === undefined ? traceWords(ids) : [parent.t0, parent.t1, parent.t2, parent.t3];
  const [s0, s1] = spanWords(ids);
  const flags = parent === undefined ? sampledFlag | (ids.random === true ? randomFlag : 0) : parent.flags;
  return { t0, t1, t2, t3, s0, s1, flags, traceState: parent?.traceState, remote: false };
}

/** The four words of a new trace id. */
function traceWords(generator: IdGenerator): readonly [number, number, number, number] {
  const id = generate(() => generator.generateTraceId(), 32);
  if (id === undefined) return [randomWord(), randomWord(), randomWord(), nonZeroWord()];
  return [hexToWord(id, 0), hexToWord(id, 8), hexToWord(id, 16), hexToWord(id, 24)];
}

/** The two words of a new span id. */
function spanWords(generator: IdGenerator): readonly [number, number] {
  const id = generate(() => generator.generateSpanId(), 16);
  return id === undefined ? [randomWord(), nonZeroWord()] : [hexToWord(id, 0), hexToWord(id, 8)];
}

function generate(make: () => unknown, digits: number): string | undefined {
  try {
    const id = make();
    if (typeof id === "string" && id.length === digits && /^[0-9a-f]+$/i.test(id) && /[^0]/.test(id))
      return id;
    report("id_generator_failed", `expected ${digits} hex digits, not all zero`);
  } catch (error) {
    report("id_generator_failed", error);
  }
  return undefined;
}
