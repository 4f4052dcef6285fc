// The resource in the shape of OpenTelemetry, for processors and exporters that were written for the stock SDK: as it leaves.
import { redactFields } from "../redaction/redaction.ts";
import { toAnyValue } from "../attributes/value.ts";

/** A resource as `@opentelemetry/resources` shapes it. One object per pipeline, so it may be compared by identity. */
export interface ResourceView {
  /** What is known; more may come while `asyncAttributesPending`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly asyncAttributesPending?: boolean | undefined;
  readonly schemaUrl?: string | undefined;
  waitForAsyncAttributes?(): Promise<void>;
}

/** The full shape, with what only resources themselves ask each other for. */
interface FullResource extends ResourceView {
  getRawAttributes(): [string, unknown][];
  merge(other: { readonly attributes?: object } | null): FullResource;
}

/** A view of `attributes` that becomes what each of `later` resolves to: the whole resource, once more of it is known. */
export function createResourceView(
  attributes: Readonly<Record<string, unknown>>,
  later: readonly Promise<object>[] = [],
): ResourceView {
  const leaving = (): Readonly<Record<string, unknown>> => redactFields(attributes, toAnyValue);
  return later.length === 0 ? settled(leaving) : pending(leaving, later);
}

type Fields = Readonly<Record<string, unknown>>;

// most pipelines never read it
function settled(read: () => Fields): FullResource {
  let attributes: Fields | undefined;
  const all = (): Fields => (attributes ??= read());
  return {
    get attributes() {
      return all();
    },
    asyncAttributesPending: false,
    async waitForAsyncAttributes() {},
    getRawAttributes: () => Object.entries(all()),
    merge: (other) => settled(() => ({ ...all(), ...other?.attributes })),
  };
}

function pending(first: () => Fields, later: readonly Promise<object>[]): FullResource {
  let attributes: Fields | undefined;
  const all = (): Fields => (attributes ??= first());
  let waiting = true;
  async function follow(whole: Promise<object>): Promise<void> {
    try {
      attributes = redactFields((await whole) as Fields, toAnyValue);
    } catch {
      // the pipeline, which waits for the same promise, reports it
    }
  }
  async function followAll(): Promise<void> {
    await Promise.all(later.map(follow));
    waiting = false;
  }
  const arrival = followAll();
  return {
    get attributes() {
      return all();
    },
    get asyncAttributesPending() {
      return waiting;
    },
    waitForAsyncAttributes: async () => arrival,
    getRawAttributes: () => Object.entries(all()),
    merge: (other) => settled(() => ({ ...all(), ...other?.attributes })),
  };
}
