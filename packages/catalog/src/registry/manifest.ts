// The manifest of a registry, and the name and version of a catalog.
import { urlPart } from "quoting/unicode";
import type { CatalogDeclaration } from "../declaration.ts";
import { textOf, type Entry } from "./registry.ts";

/** Schema URLs of exported catalogs that have none of their own. The top-level domain `invalid` is never resolved. */
const madeUp = "https://telltale.invalid/schemas/";

/** The schema URL that a manifest needs: the catalog's own, or one of its name and version. */
export function schemaUrlOf({ name, version, schemaUrl }: CatalogDeclaration): string {
  return schemaUrl ?? `${madeUp}${urlPart(name)}/${urlPart(version)}`;
}

/** What a manifest says about a catalog. */
interface Description {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly schemaUrl?: string;
}

/** Name, version and description of a catalog, from a manifest of this or an older form. */
export function describeManifest(manifest: Entry, fallbackName = "registry"): Description {
  const url = textOf(manifest, "schema_url") ?? textOf(manifest, "schema_base_url") ?? "";
  const description = textOf(manifest, "description")?.trim() ?? "";
  return {
    name: textOf(manifest, "name") ?? fallbackName,
    version: semanticVersion(textOf(manifest, "semconv_version") ?? textOf(manifest, "version") ?? ""),
    ...(url === "" ? {} : fromSchemaUrl(url, manifest)),
    ...(description === "" ? {} : { description }),
  };
}

/** A schema URL ends in the version. One that the export made up has the name before it, and is not the catalog's own. */
function fromSchemaUrl(url: string, manifest: Entry): Partial<Description> {
  const segments = url.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1) ?? "";
  if (url.startsWith(madeUp)) return { name: decode(segments.at(-2) ?? ""), version: decode(last) };
  const stated = manifest["semconv_version"] !== undefined || manifest["version"] !== undefined;
  return { schemaUrl: url, ...(/^v?\d/.test(last) && !stated ? { version: semanticVersion(last) } : {}) };
}

/** `v1.2` is 1.2.0; what is not a version is 0.0.0. */
function semanticVersion(text: string): string {
  const [, major, minor = "0", patch = "0", rest = ""] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+][0-9A-Za-z.+-]+)?$/.exec(text) ?? [];
  return major === undefined ? "0.0.0" : `${major}.${minor}.${patch}${rest}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
