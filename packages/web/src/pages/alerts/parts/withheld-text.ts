import type { Withheld } from "contract";

const by: Readonly<Record<Withheld["by"], string>> = {
  silence: "silenced by",
  schedule: "outside its schedule",
  maintenance: "maintenance:",
  dependency: "withheld while",
};

/** Why no message is sent: `silenced by Database upgrade`. */
export function withheldText({ by: cause, name }: Withheld): string {
  if (cause === "dependency") return `${by[cause]} “${name}” fires`;
  if (cause === "schedule") return by[cause];
  return name === "" ? by[cause].replace(/ by$|:$/, "") : `${by[cause]} ${name}`;
}
