-- Errors before sampling: each once, as many as it stands for. Nearly all have the weight 1. What the others stand for
-- besides themselves is added up in the lower half of a number whose upper half is their identity, so that only numbers
-- are kept of each.
round(
  toFloat64(uniqExact(identity))
  + bitAnd(
      sumDistinctIf(
        bitShiftLeft(toUInt128(identity), 64) + toUInt64(round((least(weight, 1e9) - 1) * 1024)), weight != 1),
      toUInt128(18446744073709551615)) / 1024
) AS count,
