// Joins the encoded parts of a batch into one export request; the shape is the same for all three signals
// (Export*ServiceRequest { resource_* = 1 { resource = 1, scope_* = 2 { scope = 1, item = 2 …, schema_url = 3 } } }).
import { ByteWriter } from "otlp";

/** One scope of a request: its encoded header and its encoded items, tags included. */
export interface FinishedScope {
  readonly scope: Uint8Array;
  readonly schemaUrl: string;
  readonly writer: ByteWriter;
}

/** Returns the body of an export request for one resource. */
export function finishBatch(resource: Uint8Array, scopes: readonly FinishedScope[]): Uint8Array {
  let size = resource.length + 64;
  for (const { scope, schemaUrl, writer } of scopes)
    size += scope.length + schemaUrl.length * 3 + writer.length + 24;
  const out = new ByteWriter(size);
  const outer = out.open(1);
  out.append(resource);
  for (const { scope, schemaUrl, writer } of scopes) {
    const mark = out.open(2);
    out.append(scope);
    out.append(writer.view());
    if (schemaUrl !== "") out.string(3, schemaUrl);
    out.close(mark);
  }
  out.close(outer);
  // the writer ends here, so its buffer may leave without a copy
  return out.view();
}
