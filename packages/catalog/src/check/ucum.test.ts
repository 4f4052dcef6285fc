import { expect, test } from "vitest";
import { suggestUnit, ucumMistake } from "./ucum.ts";

test.each(
  (
    "1 s ms us ns min h d wk mo a By kBy MBy KiBy GiBy bit % {order} {order}/s By/s 1/s /s kg m/s2 m.s-2 g/(m.s) 10*3 10*-6{cell} {packet}.s " +
    "Cel [degF] mm[Hg] cm[H2O] B[10.nV] k[IU]/mL m2{body} 100.{request} W.h kW.h mol/L (m/s)/s2 ug/m3 {EUR} [in_i] [in_i]2 Hz V A Ohm uOhm %[slope] dB [ppm] 2 deg ''"
  ).split(" "),
)("%s is a unit", (unit) => {
  expect(ucumMistake(unit)).toBeUndefined();
});

test.each([
  ["seconds", "s"],
  ["Seconds", "s"],
  ["bytes", "By"],
  ["orders", "{order}"],
  ["queries", "{query}"],
  ["EUR", "{EUR}"],
  ["percent", "%"],
  ["sec", "s"],
  ["KB", "kBy"],
  ["µs", "us"],
  ["m/", "{m}"],
  ["(m", "{m}"],
  ["{order", "{order}"],
  ["{}", "1"],
  ["kmin", "{kmin}"],
  ["k%", "{k}"],
  ["m s", "{ms}"],
  ["s--1", "{s--1}"],
  ["01", "{01}"],
  ["ks{a}{b}", "{ksab}"],
])("%s is not a unit; suggests %s", (unit, meant) => {
  expect(ucumMistake(unit)).toBeTypeOf("string");
  expect(suggestUnit(unit)).toBe(meant);
  expect(ucumMistake(suggestUnit(unit))).toBeUndefined();
});

test("deep and long texts are answered", () => {
  expect(ucumMistake("(".repeat(100_000))).toBeTypeOf("string");
  expect(ucumMistake("s.".repeat(10_000))).toBe("a unit is missing");
  expect(ucumMistake(`${"m.".repeat(10_000)}m`)).toBeUndefined();
});
