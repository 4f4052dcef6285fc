-- The bits of the candidates that `keys` and `texts` meet. The list of candidates is never empty: it begins with one
-- without a bit.
arrayReduce(
  'groupBitOr',
  arrayMap(
    (k, v) -> transform(
      cityHash64(k, v),
      arrayMap((k, v) -> cityHash64(k, v), {valueKeys:Array(String)}, {valueTexts:Array(String)}),
      {valueBits:Array(UInt32)},
      toUInt32(0)),
    keys,
    texts)) AS valueMask
