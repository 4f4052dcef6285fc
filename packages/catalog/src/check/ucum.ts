// UCUM, the Unified Code for Units of Measure, case sensitive: the grammar of unit expressions, and the units that exist.

const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const prefixes = list("Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti");

/** Units that take a prefix. */
const metric = list(`
  m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc
  [c] [h] [k] [eps_0] [mu_0] [e] [m_e] [m_p] [G] [g] [ly] gf Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R RAD REM st mho
  cal_[15] cal_[20] cal_m cal_IT cal_th cal tex g% osm eq kat U [iU] [IU] [arb'U] Np B B[SPL] B[V] B[mV] B[uV] B[10.nV] B[W] B[kW]
  m[H2O] m[Hg] bit By Bd kp
`);

/** Units that take none. */
const plain = list(`
  10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] gon deg ' '' min h d a_t a_j a_g a wk mo_s mo_j mo_g mo AU atm [lbf_av]
  [in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [syd_i] [cin_i] [cft_i] [cyd_i] [bf_i] [cr_i] [mil_i] [cml_i] [hd_i]
  [ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us] [rch_us] [rlk_us] [fth_us] [fur_us] [mi_us] [acr_us] [srd_us] [smi_us] [sct] [twp] [mil_us]
  [in_br] [ft_br] [rd_br] [ch_br] [lk_br] [fth_br] [pc_br] [yd_br] [mi_br] [nmi_br] [kn_br] [acr_br]
  [gal_us] [bbl_us] [qt_us] [pt_us] [gil_us] [foz_us] [fdr_us] [min_us] [crd_us] [bu_us] [gal_wi] [pk_us] [dqt_us] [dpt_us] [tbs_us] [tsp_us] [cup_us]
  [foz_m] [cup_m] [tsp_m] [tbs_m] [gal_br] [pk_br] [bu_br] [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br]
  [gr] [lb_av] [oz_av] [dr_av] [scwt_av] [lcwt_av] [ston_av] [lton_av] [stone_av] [pwt_tr] [oz_tr] [lb_tr] [sc_ap] [dr_ap] [oz_ap] [lb_ap] [oz_m]
  [lne] [pnt] [pca] [pnt_pr] [pca_pr] [pied] [pouce] [ligne] [didot] [cicero] [degF] [degR] [degRe] [Cal] [Btu_39] [Btu_59] [Btu_60] [Btu_m]
  [Btu_IT] [Btu_th] [Btu] [HP] [den] [in_i'H2O] [in_i'Hg] [PRU] [wood'U] [diop] [p'diop] %[slope] [mesh_i] [Ch] [drp] [hnsf'U] [MET] [S] [HPF] [LPF]
  [pH] [hp'_X] [hp'_C] [hp'_M] [hp'_Q] [kp_X] [Amb'a'1'U] [CFU] [PFU] [FFU] [TCID_50] [car_m] [car_Au] [smoot] [m/s2/Hz^0.5] bit_s [psi] circ sph
`);

/** Why `unit` is not a unit expression of UCUM; undefined when it is. */
export function ucumMistake(unit: string): string | undefined {
  if (unit === "") return "it is empty";
  if (!/^[\x21-\x7e]+$/.test(unit)) return "it has characters beside visible ASCII";
  const state = { text: unit, at: 0 };
  // a leading slash: `/s`
  if (unit.startsWith("/")) state.at = 1;
  const mistake = readTerm(state, 0);
  if (mistake !== undefined) return mistake;
  return state.at < unit.length ? `\`${unit.slice(state.at)}\` is not expected` : undefined;
}

interface State {
  readonly text: string;
  at: number;
}

const deepest = 32;

function readTerm(state: State, depth: number): string | undefined {
  for (;;) {
    const mistake = readComponent(state, depth);
    if (mistake !== undefined) return mistake;
    const operator = state.text[state.at];
    if (operator !== "." && operator !== "/") return undefined;
    state.at += 1;
  }
}

function readComponent(state: State, depth: number): string | undefined {
  const { text } = state;
  if (text[state.at] === "(") {
    if (depth === deepest) return "its parentheses are nested too deeply";
    state.at += 1;
    const mistake = readTerm(state, depth + 1);
    if (mistake !== undefined) return mistake;
    if (text[state.at] !== ")") return "a parenthesis is not closed";
    state.at += 1;
    return undefined;
  }
  const word = readWord(state);
  const annotation = readAnnotation(state);
  if (annotation !== undefined && annotation !== "present") return annotation;
  if (word === "") return annotation === "present" ? undefined : "a unit is missing";
  if (/^[1-9]\d*$|^0$/.test(word)) return undefined;
  return isUnit(word) ? undefined : `\`${word}\` is not a unit`;
}

/** Up to an operator, a parenthesis or an annotation; operators in brackets belong to the unit. */
function readWord(state: State): string {
  const [word = ""] = /^(?:\[[^\]{}]*\]|[^./(){}[\]])*/.exec(state.text.slice(state.at)) ?? [];
  state.at += word.length;
  return word;
}

function readAnnotation(state: State): "present" | string | undefined {
  if (state.text[state.at] !== "{") return undefined;
  const end = state.text.indexOf("}", state.at);
  if (end === -1) return "an annotation is not closed";
  const inner = state.text.slice(state.at + 1, end);
  if (inner === "" || inner.includes("{")) return "an annotation is empty or nested";
  state.at = end + 1;
  return "present";
}

/** A unit with an optional prefix and an optional exponent: `m`, `km`, `s-1`, `10*3`. */
function isUnit(word: string): boolean {
  const withoutExponent = /^(.*?[^\d+-])[+-]?\d+$/.exec(word)?.[1];
  return isAtom(word) || (withoutExponent !== undefined && isAtom(withoutExponent));
}

function isAtom(word: string): boolean {
  if (metric.has(word) || plain.has(word)) return true;
  return [1, 2].some((length) => prefixes.has(word.slice(0, length)) && metric.has(word.slice(length)));
}

const known: Readonly<Record<string, string>> = {
  second: "s",
  seconds: "s",
  sec: "s",
  secs: "s",
  millisecond: "ms",
  milliseconds: "ms",
  msec: "ms",
  millis: "ms",
  microsecond: "us",
  microseconds: "us",
  µs: "us",
  nanosecond: "ns",
  nanoseconds: "ns",
  minute: "min",
  minutes: "min",
  mins: "min",
  hour: "h",
  hours: "h",
  hr: "h",
  day: "d",
  days: "d",
  week: "wk",
  weeks: "wk",
  month: "mo",
  year: "a",
  byte: "By",
  bytes: "By",
  b: "By",
  kb: "kBy",
  kilobytes: "kBy",
  mb: "MBy",
  megabytes: "MBy",
  gb: "GBy",
  kib: "KiBy",
  mib: "MiBy",
  gib: "GiBy",
  bits: "bit",
  percent: "%",
  percentage: "%",
  pct: "%",
  ratio: "1",
  none: "1",
  fraction: "1",
  celsius: "Cel",
  "°c": "Cel",
  fahrenheit: "[degF]",
  meter: "m",
  meters: "m",
  metre: "m",
  metres: "m",
  gram: "g",
  grams: "g",
  kilogram: "kg",
  watt: "W",
  watts: "W",
  hertz: "Hz",
  joule: "J",
  joules: "J",
  volt: "V",
  volts: "V",
  "bytes/s": "By/s",
  "req/s": "{request}/s",
  rps: "{request}/s",
};

/** What the author of an invalid unit probably means: a unit of UCUM, else an annotation. */
export function suggestUnit(unit: string): string {
  const found = known[unit.toLowerCase()];
  if (found !== undefined) return found;
  const word = unit.replaceAll(/[^A-Za-z0-9_-]/g, "");
  if (word === "") return "1";
  if (/^[A-Z]{3}$/.test(word)) return `{${word}}`;
  return `{${singular(word)}}`;
}

function singular(word: string): string {
  if (/(?:ss|us|is)$/i.test(word)) return word;
  if (/ies$/i.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:x|ch|sh)es$/i.test(word)) return word.slice(0, -2);
  return /s$/i.test(word) && word.length > 2 ? word.slice(0, -1) : word;
}
