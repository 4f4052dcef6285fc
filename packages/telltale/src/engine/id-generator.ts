// Ids of another make: what `idGenerator` gives in hexadecimal, as words. An id that is none is replaced by a random one.
import { report } from "./diagnose.ts";
import { hexToWord, randomWord } from "./ids.ts";
import { nonZeroWord } from "./span-context.ts";

/** Makes ids, in the shape of OpenTelemetry: 32 and 16 hex digits, not all zero. */
export interface IdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
  /** Whether the last 56 bits of its trace ids are random: then the flags say so (W3C Trace Context level 2). */
  readonly random?: boolean | undefined;
}

/** The four words of a new trace id. */
export function traceWords(generator: IdGenerator): readonly [number, number, number, number] {
  const id = ask(() => generator.generateTraceId(), 32);
  if (id === undefined) return [randomWord(), randomWord(), randomWord(), nonZeroWord()];
  return [hexToWord(id, 0), hexToWord(id, 8), hexToWord(id, 16), hexToWord(id, 24)];
}

/** The two words of a new span id. */
export function spanWords(generator: IdGenerator): readonly [number, number] {
  const id = ask(() => generator.generateSpanId(), 16);
  return id === undefined ? [randomWord(), nonZeroWord()] : [hexToWord(id, 0), hexToWord(id, 8)];
}

function ask(make: () => unknown, digits: number): string | undefined {
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
