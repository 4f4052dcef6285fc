// The address of a registry: `registry.example:5000/team`.

export interface RegistryAddress {
  /** Scheme and host. */
  readonly origin: string;
  /** What precedes the name of each image, with a slash at its end; empty without one. */
  readonly prefix: string;
  /** As it was given, without a scheme. */
  readonly name: string;
}

const form =
  /^(?:(https?):\/\/)?((?:[a-z\d.-]+|\[[\da-f:]+\])(?::\d{1,5})?)((?:\/[a-z\d]+(?:[._-]+[a-z\d]+)*)*)\/?$/i;
const loopback = /^(?:localhost|127\.[\d.]+|\[::1\])(?::|$)/;

/** Reads an address; undefined if it is invalid. Without a scheme, loopback addresses use http and others https. */
export function readRegistry(text: string): RegistryAddress | undefined {
  const [matched, scheme, host, place = ""] = form.exec(text) ?? [];
  if (matched === undefined || host === undefined) return undefined;
  const used = scheme ?? (loopback.test(host) ? "http" : "https");
  return {
    origin: `${used}://${host}`,
    prefix: place === "" ? "" : `${place.slice(1)}/`,
    name: host + place,
  };
}
